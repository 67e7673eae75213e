import pytest

from tests.predictor.test_text_generator import trained
from zoo.export.language_model_card import language_model_card
from zoo.predictor import TextGenerator

SETTINGS = {"arch": "gru", "data": "/somewhere/poems.txt", "run_dir": "/somewhere/else"}


@pytest.mark.parametrize("needed", ["", "tensorflow_text"])
def test_what_it_says(needed, monkeypatch):
    generator = TextGenerator(*trained("gru"), max_length=30)
    monkeypatch.setattr(type(generator.tokenizer), "needed_import", needed)
    scores = {"float32": {"bits_per_character": 1.5, "ngram_bits_per_character": 2.25}}
    card = language_model_card(generator, SETTINGS, scores)
    assert card.startswith("# Language model, gru, poems.txt\n")
    assert "somewhere" not in card
    assert "| bits_per_character | 1.50 |\n| ngram_bits_per_character | 2.25 |" in card
    assert ("needs nothing but TensorFlow" in card) == (not needed)
    assert ("only after `import tensorflow_text`" in card) == bool(needed)
    assert all(name in card for name in generator.signatures)
    assert "## Test split" not in language_model_card(generator, SETTINGS, {})
