import pytest

from zoo.export.classification_card import classification_card
from zoo.models import build_classifier
from zoo.predictor import ClassifierPredictor
from zoo.text import WordTokenizer

SETTINGS = {"arch": "lstm_attention", "data": "/home/me/rows.tsv", "run_dir": "/home/me/run"}


@pytest.fixture
def predictor():
    model = build_classifier("lstm_attention", vocabulary_size=9, classes=["no", "yes"], d_model=8)
    model.build()
    return ClassifierPredictor(model, WordTokenizer.train(["a b"], vocabulary_size=9))


def test_what_a_card_says(predictor):
    scores = {"float32": {"accuracy": 90.0, "bag_of_words": 80.0}, "int8": {"accuracy": 89.5}}
    card = classification_card(predictor, SETTINGS, {"float32": scores["float32"]})
    assert card.startswith("# Classification of texts, lstm_attention, rows.tsv\n")
    for part in (
        "- Classes: no, yes\n",
        f"- Parameters: {predictor.model.count_params():,}\n",
        "| accuracy | 90.00 |",
        "| bag_of_words | 80.00 |",
        "needs nothing but TensorFlow",
        "# tokens, attention",
        "| arch | lstm_attention |",
    ):
        assert part in card
    assert "/home/me" not in card


def test_without_scores(predictor):
    assert "Test split" not in classification_card(predictor, SETTINGS, {})


def test_a_tokenizer_that_needs_an_import(predictor):
    predictor.tokenizer.needed_import = "tensorflow_text"
    card = classification_card(predictor, SETTINGS, {})
    assert "loads only after `import tensorflow_text`" in card
    assert "nothing but TensorFlow" not in card
