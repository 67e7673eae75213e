from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.segments import new_segment, next_segment

DICE = Dice(0)
DRAWER = ClauseDrawer(DICE, "formal")
SEGMENTS = [new_segment(DICE, DRAWER, "past") for _ in range(2000)]


def test_all_links_are_drawn():
    assert {segment.link for segment in SEGMENTS} == {
        *("", "after", "before", "while", "to", "when", "because"),
    }
    future = {new_segment(DICE, DRAWER, "future").link for _ in range(1000)}
    assert {"if", "because"} <= future
    assert "when" not in future


def test_conditions_refer_back_by_a_pronoun():
    conditions = [segment for segment in SEGMENTS if segment.is_condition]
    assert all(segment.main.subject.person.pronoun for segment in conditions)


def test_side_clauses_share_the_subject():
    for segment in SEGMENTS:
        if segment.link in ("after", "before", "while", "to"):
            assert segment.side.subject == segment.main.subject
            assert not segment.side.time


def test_nothing_happens_after_itself():
    ordered = [segment for segment in SEGMENTS if segment.link in ("after", "before")]
    assert all(segment.side.predicate.key != segment.main.predicate.key for segment in ordered)


def test_pairs_are_those_of_both_clauses():
    segment = next(segment for segment in SEGMENTS if segment.link == "after")
    assert segment.pairs == (*segment.main.pairs, *segment.side.pairs)


def test_the_next_segment_leaves_the_subject_out_or_changes_it():
    before = next(
        segment
        for segment in SEGMENTS
        if segment.main.subject.english == "I"
        and segment.main.predicate.kind == "action"
        and not segment.is_condition
    )
    following = [next_segment(DICE, DRAWER, before, "past") for _ in range(200)]
    assert any(segment.elided for segment in following)
    for segment in following:
        assert segment.elided == (segment.main.subject.english == "I")
