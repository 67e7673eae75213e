import pytest

from zoo.predictor import central_text, error_rates

# What jiwer 4.0.0 says of them: substitutions, deletions, insertions and words alone.
CASES = [
    ("the cat sat", "the cat sat", 0.0, 0.0),
    ("the cat sit", "the cat sat", 100 / 3, 100 / 11),
    ("", "the cat sat", 100.0, 100.0),
    ("the the cat sat on it", "the cat sat", 100.0, 1000 / 11),
    ("삼 일 사", "삼 일 사 일", 25.0, 200 / 7),
    ("3 1 4", "1 4 3", 200 / 3, 60.0),
]


@pytest.mark.parametrize(("output", "reference", "of_words", "of_characters"), CASES)
def test_worked_examples(output, reference, of_words, of_characters):
    scores = error_rates([output], [reference])
    assert scores["word_error_rate"] == pytest.approx(of_words)
    assert scores["character_error_rate"] == pytest.approx(of_characters)
    assert scores["exact_match"] == 100.0 * (output == reference)


def test_longer_references_count_more():
    scores = error_rates(["a", "b b b b"], ["x", "b b b b"])
    assert scores["word_error_rate"] == pytest.approx(20.0)
    assert scores["exact_match"] == 50.0


def test_spaces_are_one_and_a_blank_reference_counts_what_is_written():
    assert error_rates(["  a \t b\n"], ["a b"])["word_error_rate"] == 0.0
    assert error_rates(["x", "a"], ["", "a"])["word_error_rate"] == 100.0


def test_as_jiwer_counts():
    jiwer = pytest.importorskip("jiwer", reason="jiwer is not installed")
    outputs, references = [case[0] for case in CASES], [case[1] for case in CASES]
    scores = error_rates(outputs, references)
    assert scores["word_error_rate"] == pytest.approx(100 * jiwer.wer(references, outputs))
    assert scores["character_error_rate"] == pytest.approx(100 * jiwer.cer(references, outputs))


def test_the_central_text_is_nearest_to_all():
    assert central_text(["5 5 5 5", "1 2 3 4", "1 2 3", "2 3", "9"]) == "1 2 3"
    assert central_text([f"{i}" for i in range(1_000)], most=10) == "0"
    with pytest.raises(ValueError, match="`texts` must hold at least one text"):
        central_text([])


@pytest.mark.parametrize(
    ("outputs", "references", "message"),
    [
        ([], [], "must be as many and at least one, got 0 and 0"),
        (["a"], ["a", "b"], "must be as many and at least one, got 1 and 2"),
        (["a"], [" "], "`references` must hold a word"),
    ],
)
def test_bad_input(outputs, references, message):
    with pytest.raises(ValueError, match=message):
        error_rates(outputs, references)
