import pytest

from zoo.export.captioning_card import captioning_card
from zoo.export.warmup import warmup_requests
from zoo.models import build_captioner
from zoo.predictor import CaptionPredictor
from zoo.text import WordTokenizer

SETTINGS = {"arch": "lstm_attention", "encoder": "cnn", "data": "/home/me/images", "run_dir": "/me"}


@pytest.fixture(scope="module")
def predictor():
    model = build_captioner(
        "lstm_attention", encoder="cnn", vocabulary_size=9, image_size=16, d_model=8, width=4
    )
    model.build()
    return CaptionPredictor(model, WordTokenizer.train(["a b"], vocabulary_size=9), width=5)


def test_what_a_card_says(predictor):
    card = captioning_card(predictor, SETTINGS, {"float32": {"bleu_4": 31.0, "true": 97.0}})
    assert card.startswith("# Captioning, lstm_attention, images\n")
    for part in (
        "- Encoder: cnn; parameters: ",
        "16x16 pixels",
        "beam 5",
        "# the 5 best",
        "attention (B, T, rows, columns)",
        "| bleu_4 | 31.00 |",
        "- `true`: captions that are true",
        "needs nothing but TensorFlow",
    ):
        assert part in card
    assert "/home/me" not in card


def test_without_scores(predictor):
    card = captioning_card(predictor, SETTINGS, {})
    assert "Test split" not in card
    assert "- `true`" not in card


def test_requests_that_warm_it_up_have_an_image(predictor):
    for name, inputs in warmup_requests(predictor, rows=[1]):
        assert set(inputs) == {"images"}
        assert predictor.decode(inputs["images"])[1].numpy().all(), name
