import numpy as np
import pytest

from zoo.predictor.forecast_scores import forecast_scores

rng = np.random.default_rng(0)
VALUES = rng.normal(size=(2_000, 2)) * [1.0, 10.0]
SCALES = [1.0, 10.0]
ORIGINS = np.arange(5, 1_990)


def truth(origins):
    return VALUES[origins[:, None] + np.arange(4)]


def test_errors():
    shift = np.array([0.5, -20.0])
    scores = forecast_scores(
        lambda origins: truth(origins) + shift, VALUES, ORIGINS, horizon=4, scales=SCALES
    )
    assert scores["mse"] == pytest.approx((0.25 + 4.0) / 2)
    assert scores["mae"] == pytest.approx((0.5 + 2.0) / 2)
    assert scores["mae_in_units"] == pytest.approx((0.5 + 20.0) / 2)


def test_chunks_make_no_difference(monkeypatch):
    def of():
        return forecast_scores(
            lambda at: np.zeros((len(at), 4, 2)), VALUES, ORIGINS, horizon=4, scales=SCALES
        )

    whole = of()
    monkeypatch.setitem(forecast_scores.__globals__, "_ORIGINS", 7)
    assert of() == pytest.approx(whole)
    assert whole["mse"] == pytest.approx(np.mean((truth(ORIGINS) / SCALES) ** 2))


LEVELS = {0.1: -1.2816, 0.5: 0.0, 0.9: 1.2816}  # of a normal distribution


def of_interval(scale, levels=LEVELS):
    def forecast(origins):
        found = scale * np.array(list(levels.values())) * np.array(SCALES)[:, None]
        return np.broadcast_to(found, (len(origins), 4, 2, len(levels)))

    options = {"horizon": 4, "scales": SCALES, "quantiles": list(levels)}
    return forecast_scores(forecast, VALUES, ORIGINS, **options)


def test_an_interval_that_is_right():
    scores = of_interval(1.0)
    assert scores["coverage"] == pytest.approx(80.0, abs=2.0)
    assert scores["coverage_claimed"] == pytest.approx(80.0)
    assert scores["interval_width"] == pytest.approx(2 * 1.2816)
    assert scores["mse"] == pytest.approx(np.mean((truth(ORIGINS) / SCALES) ** 2))  # the median's
    for scale in (0.8, 1.3):  # the pinball loss is least at the quantiles
        assert of_interval(scale)["pinball"] > scores["pinball"]


def test_an_interval_that_is_none():
    found = of_interval(1.0, {0.5: 1e6, 0.9: 1e6})
    assert found["coverage"] == 0.0
    assert found["interval_width"] == 0.0


def test_no_origin():
    with pytest.raises(ValueError, match="`origins` must hold at least one, got none"):
        forecast_scores(truth, VALUES, np.zeros(0, int), horizon=4, scales=SCALES)
