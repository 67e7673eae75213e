from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.clauses import Clause
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.noun_phrases import pronoun
from zoo.data.korean_english.nouns import PLACES
from zoo.data.korean_english.phrases import (
    CLASHES,
    FAR_FUTURE,
    FAR_PAST,
    FREQUENCIES,
    HABITUAL_TIMES,
    LASTING,
    MANNERS,
    NEAR_FUTURE,
    NEAR_PAST,
    NOW,
    THESE_DAYS,
)
from zoo.data.korean_english.predicates import BY_KEY, VERBS
from zoo.data.korean_english.settings import fits, place_phrase

DRAWER = ClauseDrawer(Dice(0), "formal")


def acts(tense, count=3000):
    return [DRAWER.act(pronoun("I"), tense) for _ in range(count)]


def test_place_phrase():
    assert place_phrase(PLACES["도서관"]) == ("도서관에서", "at the library")


def test_times_go_with_tenses():
    past, future, present = acts("past"), acts("future"), acts("present")
    assert not any(clause.time in NEAR_FUTURE + FAR_FUTURE for clause in past)
    assert not any(clause.time in NEAR_PAST + FAR_PAST for clause in (*future, *present))
    now = [clause for clause in present if clause.aspect == "progressive" and clause.time]
    assert {clause.time for clause in now} == {NOW}


def test_states_are_not_in_progress():
    states = [clause for clause in acts("present") if clause.predicate.kind == "state"]
    assert {clause.aspect for clause in states} == {"simple"}
    assert {clause.modality for clause in states} == {""}


def test_short_negation_is_for_short_verbs():
    short = {clause.predicate.word for clause in acts("past") if clause.negation == "short"}
    assert "걷다" in short
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


def test_company_and_manner_are_for_what_takes_them():
    for clause in (*acts("past"), *acts("present")):
        assert not clause.companion or "with" in clause.predicate.flags
        assert not clause.manner or clause.manner in clause.predicate.manners
    bare = ("전화를 걸다:make a phone call", "예를 들다:give an example")
    for key in bare:
        assert "with" not in BY_KEY[key].flags
        assert BY_KEY[key].manners == (MANNERS["다시"],)
    assert BY_KEY["있다:be"].manners == ()
    assert MANNERS["다시"] not in BY_KEY["찾다:look for"].manners


def test_hard_is_for_what_english_does_hard():
    hard = {verb.english for verb in VERBS if MANNERS["열심히"] in verb.manners}
    assert hard == {"study", "practice", "exercise", "work"}


def test_adverbs_and_times_do_not_clash():
    study = Clause(pronoun("I"), BY_KEY["공부하다:study"], tense="past")
    long, again = MANNERS["오래"], MANNERS["다시"]
    assert fits(long, study)
    assert not fits(long, study._replace(time=FAR_PAST[0]))
    assert not fits(long, study._replace(aspect="progressive"))
    assert not fits(again, study._replace(adverb=FREQUENCIES[0]))
    assert not fits(MANNERS["함께"], study)
    for clause in (*acts("past"), *acts("present"), *acts("future")):
        if clause.manner:
            assert not {clause.time, clause.adverb} & CLASHES.get(clause.manner, frozenset())
            assert clause.manner not in LASTING or clause.aspect == "simple"


def test_far_times_are_for_what_is_remembered_so_long():
    for clause in (*acts("past"), *acts("future")):
        lasting = clause.predicate.kind == "state" or "once" in clause.predicate.flags
        if clause.time in FAR_PAST + FAR_FUTURE:
            assert lasting or "far" in clause.predicate.flags
        elif clause.time and clause.aspect == "simple" and not clause.modality:
            assert not lasting


def test_no_habit_is_negated_or_done_once():
    for clause in acts("present"):
        assert not (clause.negation and clause.time in HABITUAL_TIMES)
        assert "once" not in clause.predicate.flags or clause.time in (
            None,
            NOW,
            THESE_DAYS,
            *FAR_FUTURE,
        )


def test_what_is_counted_is_not_negated():
    counted = [clause for clause in acts("past") if clause.object and not clause.object.topical]
    assert counted
    assert not any(clause.negation for clause in counted)
