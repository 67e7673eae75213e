import pytest

from zoo.data.korean_english.clause_drawing import ClauseDrawer, simplified
from zoo.data.korean_english.clauses import english_statement, korean_words
from zoo.data.korean_english.conjugation import LEVELS
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import person_of, pronoun
from zoo.data.korean_english.nouns import NOUNS
from zoo.data.korean_english.phrases import HABITUAL_TIMES
from zoo.data.korean_english.predicates import BY_KEY

DRAWER = ClauseDrawer(Dice(0), "formal")


@pytest.mark.parametrize("tense", ["present", "past", "future"])
@pytest.mark.parametrize("level", LEVELS)
def test_statements(tense, level):
    drawer = ClauseDrawer(Dice(1), level)
    for _ in range(300):
        clause = drawer.statement(tense)
        assert english_statement(clause)
        assert all(korean_words(clause))
        assert clause.predicate.kind != "state" or tense != "future" or clause.predicate.flags


def test_verbs_take_their_objects():
    for _ in range(500):
        clause = DRAWER.act(pronoun("I"), "past")
        nouns = [noun for noun, _ in clause.predicate.objects]
        assert (clause.object is None) == (not nouns)
        if clause.object and clause.object.noun and not clause.object.noun.is_person:
            assert clause.object.noun in nouns


def test_what_is_done_is_past():
    tenses = {
        clause.tense
        for clause in (
            DRAWER.act(pronoun("I"), tense) for tense in ("past", "present") for _ in range(900)
        )
        if "done" in clause.predicate.flags
    }
    assert tenses == {"past"}


def test_a_child_does_not_drive():
    child = person_of(NOUNS["아이"])
    among = (BY_KEY["운전하다:drive"], BY_KEY["읽다:read"])
    drawn = {DRAWER.predicate(among, child, "past").key for _ in range(50)}
    assert drawn == {"읽다:read"}


def test_there_is():
    found = {}
    for _ in range(4000):
        clause = DRAWER.statement("present")
        if clause.subject.english == "there":
            found[clause.subject.korean, clause.predicate.stem.text] = english_statement(clause)
    assert any(english.startswith("there is a") for english in found.values())
    assert any(english.startswith("there are two") for english in found.values())
    assert all(("no " in english) == (stem == "없") for (_, stem), english in found.items())


def test_weather():
    clause = DRAWER.weather("past", ("비", "오다", "it", "rain"))
    assert english_statement(clause) == "it rained"
    assert korean_words(clause) == ["비가"]


def test_simplified_has_no_clause_inside():
    drawn = (DRAWER.act(pronoun("I"), "past") for _ in range(3000))
    nested = [clause for clause in drawn if clause.object and " that " in clause.object.english]
    assert nested
    assert not any(" that " in simplified(clause, DRAWER).object.english for clause in nested)


def test_only_moods_of_people_have_a_time():
    drawn = [DRAWER.statement("past") for _ in range(4000)]
    sad = [clause for clause in drawn if clause.predicate.key == "슬프다:be sad"]
    assert any(
        clause.time for clause in sad if clause.subject.noun and clause.subject.noun.is_person
    )
    for clause in drawn:
        if clause.predicate.key in BY_KEY and clause.predicate.kind == "adjective":
            is_thing = clause.subject.noun is not None and not clause.subject.noun.is_person
            assert not (is_thing and clause.time)


def test_events_that_do_not_happen_have_no_habit():
    drawn = [DRAWER.statement("present") for _ in range(6000)]
    events = [clause for clause in drawn if clause.predicate.kind == "event" and clause.negation]
    assert events
    assert not any(clause.time in HABITUAL_TIMES for clause in events)
