import pytest

from zoo.export.tagging_card import tagging_card
from zoo.models import Tagger, build_encoder
from zoo.predictor import TaggerPredictor
from zoo.text import WordTokenizer

SETTINGS = {"arch": "lstm", "data": "/home/me/rows.conll", "run_dir": "/home/me/run"}


@pytest.mark.parametrize(("arch", "place"), [("lstm", "last token, as"), ("bilstm", "first token")])
def test_what_a_card_says(arch, place):
    model = Tagger(build_encoder(arch, vocabulary_size=9, d_model=8), ["NOUN", "VERB"])
    model.build()
    predictor = TaggerPredictor(model, WordTokenizer.train(["a b"], vocabulary_size=9))
    card = tagging_card(predictor, SETTINGS, {"float32": {"accuracy": 90.0}})
    assert card.startswith("# Tags of words, lstm, rows.conll\n")
    for part in (
        "- Tags: NOUN, VERB\n",
        f"- Parameters: {model.count_params():,}\n",
        "| accuracy | 90.00 |",
        "needs nothing but TensorFlow",
        f"read at its {place}",
    ):
        assert part in card
    assert "/home/me" not in card
