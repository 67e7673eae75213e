import numpy as np
import pytest

from tests.architectures import spread
from zoo.predictor import attention_picture
from zoo.predictor.attention_picture import attention_scores, draw_attention

TEXT = "저는 책을 읽습니다"


@pytest.fixture(
    scope="module", params=spread(["lstm_attention", "conv", "transformer"], ["transformer"])
)
def predictor(request, make_predictor):
    return make_predictor(request.param)


def test_each_output_token_spreads_one_over_the_source(predictor):
    sources, outputs, weights = attention_scores(predictor, TEXT)
    assert sources == ["저는", "책을", "읽습니다", "[END]"]
    assert outputs[-1] == "[END]"
    assert weights.shape == (len(outputs), len(sources))
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, rtol=1e-5)


def test_scores_of_a_blank_text(predictor):
    sources, outputs, weights = attention_scores(predictor, "")
    assert sources == outputs == ["[END]"]
    np.testing.assert_allclose(weights, [[1.0]])


@pytest.mark.parametrize("font", [None, "DejaVu Sans"])
def test_a_picture_is_written_and_hangul_romanised_where_no_font_has_it(
    make_predictor, tmp_path, monkeypatch, font
):
    labels = []
    monkeypatch.setattr(attention_picture, "hangul_font", lambda: font)
    monkeypatch.setattr(
        "matplotlib.axes.Axes.set_xticks",
        lambda axes, ticks, names, **options: labels.extend(names),
    )
    path = draw_attention(make_predictor("transformer"), TEXT, tmp_path / "new" / "picture.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    assert labels[0] == ("jeoneun" if font is None else "저는")


@pytest.mark.slow
def test_a_decoder_without_attention(make_predictor, tmp_path):
    with pytest.raises(ValueError, match="attention to the source, got RNNDecoder"):
        draw_attention(make_predictor("lstm"), TEXT, tmp_path / "picture.png")
