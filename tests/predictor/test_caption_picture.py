import numpy as np
import pytest
import tensorflow as tf

from zoo.models import build_captioner
from zoo.predictor import CaptionPredictor
from zoo.predictor.caption_picture import caption_attention, draw_caption
from zoo.text import WordTokenizer

WORDS = WordTokenizer.train(["a red circle"], vocabulary_size=30)
IMAGE = np.random.default_rng(0).integers(0, 256, (8, 8, 3)).astype("uint8")


def make(arch):
    model = build_captioner(
        arch, encoder="patches", vocabulary_size=7, image_size=8, d_model=8, patch_size=4, d_ff=8
    )
    model.build()
    return CaptionPredictor(model, WORDS, width=1, max_length=7)


@pytest.mark.parametrize("arch", ["lstm_attention", "transformer"])
def test_a_panel_for_each_token(arch, tmp_path, monkeypatch):
    predictor, titles = make(arch), []
    pixels, tokens, weights = caption_attention(predictor, IMAGE)
    np.testing.assert_array_equal(pixels, IMAGE)
    assert weights.shape == (len(tokens), 2, 2)
    np.testing.assert_allclose(weights.sum(axis=(1, 2)), 1.0, rtol=1e-5)
    monkeypatch.setattr(
        "matplotlib.axes.Axes.set_title", lambda axes, title, **options: titles.append(title)
    )
    path = draw_caption(predictor, IMAGE, tmp_path / "new" / "picture.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert [title.rsplit(" ", 1)[0] for title in titles] == tokens
    drawn = tf.io.decode_png(path.read_bytes())
    assert int(tf.reduce_max(drawn)) > int(tf.reduce_min(drawn))


def test_a_decoder_without_attention(tmp_path):
    with pytest.raises(ValueError, match="attention to the image, got RNNDecoder, which sees the"):
        draw_caption(make("lstm"), IMAGE, tmp_path / "picture.png")


def test_no_image(tmp_path):
    with pytest.raises(ValueError, match=r"`image` must be a JPEG, .* WebP, got b'text'"):
        draw_caption(make("lstm_attention"), b"text", tmp_path / "picture.png")
