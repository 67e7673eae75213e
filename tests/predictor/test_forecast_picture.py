import numpy as np
import pytest
from matplotlib.figure import Figure

from zoo.models import build_forecaster
from zoo.predictor import ForecastPredictor, draw_forecast

VALUES = np.random.default_rng(0).normal(size=(40, 6))
COLUMNS = [f"column {number}" for number in range(6)]


@pytest.fixture
def predictor():
    model = build_forecaster(
        "linear", context=12, horizon=4, columns=COLUMNS, quantiles=[0.1, 0.5, 0.9]
    )
    model.build()
    return ForecastPredictor(model)


@pytest.fixture
def figures(monkeypatch):
    """What was drawn, in place of files."""
    drawn = []
    monkeypatch.setattr(Figure, "savefig", lambda self, *_, **__: drawn.append(self))
    return drawn


def test_a_picture(predictor, tmp_path):
    path = draw_forecast(predictor, VALUES, tmp_path / "new" / "forecast.png", origin=20)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_what_it_shows(predictor, figures, tmp_path):
    draw_forecast(predictor, VALUES, tmp_path / "a.png", origin=20, columns=["column 5"])
    [axes] = figures[0].axes
    lines = {line.get_label(): line.get_xydata() for line in axes.get_lines()}
    np.testing.assert_array_equal(lines["values"][:, 0], np.arange(-8, 4))
    np.testing.assert_array_equal(lines["values"][:, 1], VALUES[12:24, 5])
    expected = predictor(VALUES[None, 8:20])[0, :, 5]
    np.testing.assert_allclose(lines["forecast"][:, 1], expected, rtol=1e-6)
    assert axes.get_ylabel() == "column 5"
    assert [text.get_text() for text in figures[0].legends[0].get_texts()] == [
        "values",
        "0.1 to 0.9",
        "forecast",
    ]


def test_the_first_four_columns(predictor, figures, tmp_path):
    draw_forecast(predictor, VALUES, tmp_path / "a.png", origin=20)
    assert [axes.get_ylabel() for axes in figures[0].axes] == COLUMNS[:4]


def test_after_the_end(predictor, figures, tmp_path):
    """What comes next, of which nothing is known."""
    draw_forecast(predictor, VALUES, tmp_path / "a.png", origin=40, columns=COLUMNS[:1])
    lines = {line.get_label(): line.get_xdata() for line in figures[0].axes[0].get_lines()}
    assert lines["values"].tolist() == list(range(-8, 0))
    assert lines["forecast"].tolist() == [0, 1, 2, 3]


def test_what_cannot_be_drawn(predictor, tmp_path):
    with pytest.raises(ValueError, match=r"`origins` must be from 12 to 40, got 11"):
        draw_forecast(predictor, VALUES, tmp_path / "a.png", origin=11)
    with pytest.raises(ValueError, match=r"`columns` must be among those .*, got 'oil'"):
        draw_forecast(predictor, VALUES, tmp_path / "a.png", origin=20, columns=["oil"])
