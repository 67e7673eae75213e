import pytest

from zoo.predictor import caption_scores
from zoo.predictor.caption_scores import caption_words

REFERENCES = [
    ["A man rides a brown horse on the beach .", "Someone rides near the sea"],
    ["Two dogs play in deep snow!"],
]


def test_words():
    assert caption_words("Two T-shirts, one man’s; 3 dogs_here.") == [
        "two",
        "t-shirts",
        "one",
        "man’s",
        "3",
        "dogs",
        "here",
    ]


def test_a_reference_itself_is_best_whatever_its_case_and_stops():
    scores = caption_scores(
        ["a MAN rides a brown horse, on the beach", "two dogs play in deep snow"], REFERENCES
    )
    assert [round(scores[f"bleu_{n}"], 6) for n in (1, 2, 3, 4)] == [100.0] * 4
    assert scores["chrf"] == pytest.approx(100)
    # Of the other reference of the first image nothing but "rides" and "the" is said.
    assert 500 < scores["cider"] < 900


def test_bleu_by_hand():
    """5 of 6 words are in a reference, the closest of which has 6 words too; 3 of 5 pairs."""
    scores = caption_scores(["two dogs sleep in deep snow"], [REFERENCES[1]])
    assert scores["bleu_1"] == pytest.approx(100 * 5 / 6)
    assert scores["bleu_2"] == pytest.approx(100 * (5 / 6 * 3 / 5) ** 0.5)
    assert scores["bleu_4"] == 0.0


def test_what_says_nothing_scores_nothing():
    assert set(caption_scores(["", ""], REFERENCES).values()) == {0.0}


def test_what_cannot_be_scored():
    with pytest.raises(ValueError, match="every image must have a reference, got 2 and"):
        caption_scores(["a", "b"], [["a"], []])
