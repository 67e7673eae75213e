from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import pronoun
from zoo.data.korean_english.nouns import PLACES
from zoo.data.korean_english.phrases import FUTURE_TIMES, NOW, PAST_TIMES
from zoo.data.korean_english.settings import place_phrase

DRAWER = ClauseDrawer(Dice(0), "formal")


def acts(tense, count=3000):
    return [DRAWER.act(pronoun("I"), tense) for _ in range(count)]


def test_place_phrase():
    assert place_phrase(PLACES["도서관"]) == ("도서관에서", "at the library")


def test_times_go_with_tenses():
    past, future, present = acts("past"), acts("future"), acts("present")
    assert not any(clause.time in FUTURE_TIMES for clause in past)
    assert not any(clause.time in PAST_TIMES for clause in (*future, *present))
    now = [clause for clause in present if clause.aspect == "progressive" and clause.time]
    assert {clause.time for clause in now} == {NOW}


def test_states_are_not_in_progress():
    states = [clause for clause in acts("present") if clause.predicate.kind == "state"]
    assert {clause.aspect for clause in states} == {"simple"}
    assert {clause.modality for clause in states} == {""}


def test_short_negation_is_for_short_verbs():
    short = {clause.predicate.word for clause in acts("past") if clause.negation == "short"}
    assert "읽다" in short
    assert not any(word.endswith("하다") and word != "하다" for word in short)
    assert not any(word.endswith("있다") for word in short)


def test_company_is_not_beside_another_person():
    for clause in acts("past"):
        if clause.companion and clause.object:
            assert not (clause.object.noun and clause.object.noun.is_person)
            assert "의 " not in clause.object.korean


def test_a_clause_inside_keeps_the_outer_time_in_front():
    inner = [clause for clause in acts("past") if clause.object and clause.object.nested]
    assert inner
    assert all(clause.front == bool(clause.time) and not clause.early for clause in inner)


def test_objects_move_away_from_their_verbs():
    early = [clause for clause in acts("past") if clause.early]
    assert len(early) > 200
    assert all(clause.time or clause.place or clause.companion for clause in early)
