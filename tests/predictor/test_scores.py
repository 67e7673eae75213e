import pytest
import sacrebleu

from zoo.predictor import text_scores


def test_equal_texts_score_100():
    texts = ["Two dogs run in the snow.", "저는 강사입니다 그리고 의사입니다"]
    assert text_scores(texts, texts) == pytest.approx(
        {"bleu": 100, "bleu_lowercase": 100, "chrf": 100, "exact_match": 100}
    )


def test_figures_differ_where_they_should():
    scores = text_scores(["two dogs run in snow", "a cat"], ["Two dogs run in snow", "a cat"])
    assert scores["exact_match"] == 50
    assert scores["bleu"] < scores["bleu_lowercase"] == pytest.approx(100)
    assert 50 < scores["chrf"] < 100


def test_short_texts_can_have_a_full_score():
    assert text_scores(["He goes home"], ["He goes home"])["bleu"] == pytest.approx(100)


def test_bleu_is_that_of_sacrebleu_where_an_output_has_four_words():
    outputs = ["a man rides a red bike", "dogs run", "two people in snow"]
    references = ["a man is riding a red bike", "two dogs run", "two people play in the snow"]
    expected = sacrebleu.corpus_bleu(outputs, [references]).score
    assert text_scores(outputs, references)["bleu"] == expected > 0


def test_empty_outputs_score_nothing():
    assert text_scores(["", ""], ["a b c d", "e f g h"])["bleu"] == 0


@pytest.mark.parametrize(("outputs", "references"), [(["a"], ["a", "b"]), ([], [])])
def test_there_must_be_as_many(outputs, references):
    with pytest.raises(ValueError, match="must be as many and at least one, got "):
        text_scores(outputs, references)
