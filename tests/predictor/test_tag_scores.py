import pytest

from zoo.predictor import are_spans, tag_scores
from zoo.predictor.tag_scores import spans_of


def test_words():
    true = [["N", "V"], ["N", "N"]]
    scores = tag_scores([["N", "N"], ["N", "N"]], true)
    assert scores["accuracy"] == 75.0
    # N: precision 3/4, recall 1; V: nothing.
    assert scores["macro_f1"] == pytest.approx(100 * (6 / 7 + 0) / 2)
    assert set(scores) == {"accuracy", "macro_f1"}


def test_kinds_of_words():
    kinds = [["plain", "new"], ["new", "plain"]]
    scores = tag_scores([["N", "N"], ["V", "N"]], [["N", "V"], ["V", "V"]], kinds=kinds)
    assert scores["new_accuracy"] == 50.0
    assert scores["plain_accuracy"] == 50.0


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("O O", []),
        ("B-A I-A O B-A", [("A", 0, 2), ("A", 3, 4)]),
        ("B-A B-A", [("A", 0, 1), ("A", 1, 2)]),
        ("I-A I-A O I-B", [("A", 0, 2), ("B", 3, 4)]),  # IOB1
        ("B-A I-B I-B", [("A", 0, 1), ("B", 1, 3)]),
        ("O I-A B-A I-A", [("A", 1, 2), ("A", 2, 4)]),
        ("B-A-B I-A-B", [("A-B", 0, 2)]),
        ("", []),
    ],
)
def test_spans(tags, spans):
    assert spans_of(tags.split()) == spans


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("B-A I-A E-A O S-A", [("A", 0, 3), ("A", 4, 5)]),
        ("S-A S-A B-A E-A S-B", [("A", 0, 1), ("A", 1, 2), ("A", 2, 4), ("B", 4, 5)]),
        ("B-A I-A O B-A", []),  # without an end
        ("I-A E-A E-A O", []),  # without a beginning
        ("B-A I-B E-A", []),
        ("B-A E-B S-A", [("A", 2, 3)]),
        ("B-A B-A E-A E-A", [("A", 1, 3)]),
        ("B-A S-A E-A", [("A", 1, 2)]),
        ("B-A E-A I-A E-A", [("A", 0, 2)]),
        ("S-A-B B-A-B E-A-B", [("A-B", 0, 1), ("A-B", 1, 3)]),
        ("", []),
    ],
)
def test_spans_that_say_where_they_end(tags, spans):
    """As seqeval's strict mode has them with the scheme IOBES."""
    assert spans_of(tags.split(), closed=True) == spans


def test_whole_names_that_say_where_they_end():
    true = [["B-PER", "E-PER", "O", "S-LOC"], ["B-LOC", "I-LOC", "E-LOC", "S-PER"]]
    found = [["B-PER", "E-PER", "S-LOC", "S-LOC"], ["B-LOC", "I-LOC", "I-LOC", "S-PER"]]
    scores = tag_scores(found, true, spans=True)
    # Of 4 names 3 are found, and 1 that is none. PER: all; LOC: 1 of 2, and 1 that is none.
    assert scores == {
        "accuracy": 75.0,
        "span_f1": 75.0,
        "span_precision": 75.0,
        "span_recall": 75.0,
        "macro_span_f1": 75.0,
    }


def test_whole_names():
    """As seqeval 1.2.2 gives it: `f1_score`, `precision_score`, `recall_score`."""
    true = [["O", "O", "O", "B-MISC", "I-MISC", "I-MISC", "O"], ["B-PER", "I-PER", "O"]]
    found = [["O", "O", "B-MISC", "I-MISC", "I-MISC", "I-MISC", "O"], ["B-PER", "I-PER", "O"]]
    scores = tag_scores(found, true, spans=True)
    assert scores == {
        "accuracy": 80.0,
        "span_f1": 50.0,
        "span_precision": 50.0,
        "span_recall": 50.0,
        "macro_span_f1": 50.0,
    }


def test_names_of_the_same_place_in_two_sentences_are_two():
    scores = tag_scores([["B-A"], ["O"]], [["B-A"], ["B-A"]], spans=True)
    assert scores["span_recall"] == 50.0
    assert scores["span_precision"] == 100.0
    assert scores["span_f1"] == pytest.approx(200 / 3)


def test_no_name_at_all():
    scores = tag_scores([["O"]], [["O"]], spans=True)
    assert scores["accuracy"] == 100.0
    assert scores["span_f1"] == scores["macro_span_f1"] == 0.0


def test_which_tags_are_spans():
    assert are_spans(["O", "B-A", "I-A"])
    assert are_spans(["I-A"])
    assert not are_spans(["O"])
    assert are_spans(["O", "B-A", "I-A", "E-A", "S-A"])
    assert not are_spans(["O", "B-A", "NOUN"])
    assert not are_spans([])


def test_bad_lengths():
    with pytest.raises(ValueError, match=r"as many tags in each sentence .*, got 1 and 2 tags"):
        tag_scores([["N"]], [["N", "V"]])
    with pytest.raises(ValueError, match="at least one, got 0 and 0 tags of 0 and 0 sentences"):
        tag_scores([], [])
