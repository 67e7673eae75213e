import numpy as np
import pytest

from tests.predictor.speech_cases import SOUNDS, make_predictor
from zoo.predictor import draw_speech, speech_picture
from zoo.predictor.speech_picture import speech_attention


@pytest.mark.parametrize(
    "arch", ["lstm_attention", pytest.param("transformer", marks=pytest.mark.slow)]
)
def test_each_token_spreads_one_over_the_sound(arch):
    spectrogram, tokens, weights = speech_attention(make_predictor(arch), SOUNDS[0])
    assert spectrogram.shape == (38, 16)
    assert weights.shape == (len(tokens), 10)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, rtol=1e-5)


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
def test_a_picture_is_written_and_hangul_romanised_where_no_font_has_it(
    tmp_path, monkeypatch, font
):
    labels = []
    monkeypatch.setattr(speech_picture, "hangul_font", lambda: font)
    monkeypatch.setattr(
        speech_picture, "speech_attention", lambda *_: (np.ones((38, 16)), ["삼"], np.ones((1, 10)))
    )
    monkeypatch.setattr(
        "matplotlib.axes.Axes.set_yticks",
        lambda axes, ticks, names, **options: labels.extend(names),
    )
    path = draw_speech(make_predictor(), SOUNDS[0], tmp_path / "new" / "picture.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert labels == ["sam" if font is None else "삼"]


def test_no_sound(tmp_path):
    with pytest.raises(ValueError, match="`sound` must hold at least one sample, got none"):
        draw_speech(make_predictor(), SOUNDS[0][:0], tmp_path / "picture.png")
