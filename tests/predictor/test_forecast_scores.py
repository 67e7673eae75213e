import numpy as np
import pytest

from zoo.predictor.forecast_scores import forecast_scores, quantile_scores

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


def test_an_interval_that_is_right():
    levels = np.array([-1.2816, 0.0, 1.2816])  # of a normal distribution: 0.1, 0.5, 0.9

    def forecast(origins):
        shape = (len(origins), 4, 2, 3)
        return np.broadcast_to(levels * np.array(SCALES)[:, None], shape)

    scores = quantile_scores(forecast, VALUES, ORIGINS, scales=SCALES, quantiles=[0.1, 0.5, 0.9])
    assert scores["coverage"] == pytest.approx(80.0, abs=2.0)
    assert scores["coverage_claimed"] == pytest.approx(80.0)
    assert scores["interval_width"] == pytest.approx(2 * 1.2816)
    for scale in (0.8, 1.3):  # the pinball loss is least at the quantiles
        wrong = quantile_scores(
            lambda at, scale=scale: scale * forecast(at),
            VALUES,
            ORIGINS,
            scales=SCALES,
            quantiles=[0.1, 0.5, 0.9],
        )
        assert wrong["pinball"] > scores["pinball"]


def test_an_interval_that_is_none():
    found = quantile_scores(
        lambda at: np.full((len(at), 4, 2, 2), 1e6), VALUES, ORIGINS, scales=SCALES,
        quantiles=[0.5, 0.9],
    )  # fmt: skip
    assert found["coverage"] == 0.0
    assert found["interval_width"] == 0.0


def test_no_origin():
    none = np.zeros(0, int)
    with pytest.raises(ValueError, match="`origins` must hold at least one, got none"):
        forecast_scores(truth, VALUES, none, horizon=4, scales=SCALES)
    with pytest.raises(ValueError, match="`origins` must hold at least one, got none"):
        quantile_scores(truth, VALUES, none, scales=SCALES, quantiles=[0.5])
