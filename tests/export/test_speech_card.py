from tests.predictor.speech_cases import make_predictor
from zoo.export.speech_card import speech_card


def test_what_the_card_says():
    settings = {"arch": "lstm_attention", "data": "/home/me/digits", "run_dir": "/tmp/run"}
    scores = {"float32": {"word_error_rate": 12.5, "unheard_word_error_rate": 80.0}}
    card = speech_card(make_predictor(), settings, scores)
    assert card.startswith("# Speech recognition, lstm_attention, digits\n")
    assert "| word_error_rate | 12.50 |" in card
    assert "| unheard_word_error_rate | 80.00 |" in card
    assert "8,000 samples a second" in card
    assert "attention (B, T, S)" in card
    assert "/home/me" not in card
    assert "/tmp/run" not in card
