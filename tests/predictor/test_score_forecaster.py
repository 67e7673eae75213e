import numpy as np
import pytest

from zoo.models import build_forecaster
from zoo.models.naive_forecasts import last_value
from zoo.models.ridge_forecast import RidgeForecast
from zoo.predictor import ForecastPredictor, score_baselines, score_forecaster

rng = np.random.default_rng(0)
VALUES = 100 + 10 * np.sin(np.arange(300) / 4)[:, None] * [1.0, 2.0] + rng.normal(size=(300, 2))
MEANS, SCALES = VALUES[:200].mean(axis=0).tolist(), VALUES[:200].std(axis=0).tolist()
ORIGINS = [np.arange(12, 197), np.arange(200, 247), np.arange(250, 297)]
TRUTH = VALUES[ORIGINS[2][:, None] + np.arange(4), 1:]


def make(**options):
    """An untrained one, which forecasts the last value."""
    model = build_forecaster(
        "linear",
        context=12,
        horizon=4,
        columns=["a", "b"],
        targets=["b"],
        means=MEANS,
        scales=SCALES,
        instance_norm="last",
        **options,
    )
    model.build()
    return ForecastPredictor(model)


def errors(forecasts):
    standard = (forecasts - TRUTH) / SCALES[1]
    return pytest.approx([np.mean(standard**2), np.mean(np.abs(standard))], rel=1e-4)


def test_a_forecaster_is_scored_on_its_targets():
    scores = score_forecaster(make(), VALUES, ORIGINS[2])
    assert set(scores) == {"mse", "mae", "mae_in_units"}
    assert [scores["mse"], scores["mae"]] == errors(last_value(VALUES[:, 1:], ORIGINS[2], 4))
    assert scores["mae_in_units"] == pytest.approx(scores["mae"] * SCALES[1], rel=1e-4)


def test_quantiles_are_scored_as_well():
    scores = score_forecaster(make(quantiles=[0.1, 0.5, 0.9]), VALUES, ORIGINS[2])
    assert set(scores) > {"coverage", "coverage_claimed", "interval_width", "pinball"}
    assert scores["coverage"] < 10.0  # of no width at all


def test_baselines():
    best = VALUES[:, 1:]
    scores = score_baselines(
        make().model,
        VALUES,
        ORIGINS,
        period=8,
        best=lambda at, horizon: best[at[:, None] + np.arange(horizon)],
    )
    assert [scores["last_value_mse"], scores["last_value_mae"]] == errors(
        last_value(VALUES[:, 1:], ORIGINS[2], 4)
    )
    back = ORIGINS[2][:, None] + np.arange(4) - 8
    assert [scores["seasonal_naive_mse"], scores["seasonal_naive_mae"]] == errors(VALUES[back, 1:])
    standard = ((VALUES - MEANS) / SCALES)[:, 1:]
    ridge = RidgeForecast(standard, *ORIGINS[:2], context=12, horizon=4)
    assert [scores["ridge_mse"], scores["ridge_mae"]] == errors(
        ridge(standard, ORIGINS[2]) * SCALES[1] + MEANS[1]
    )
    assert scores["ridge_mse"] < 0.5 * scores["last_value_mse"]
    assert scores["oracle_mse"] == 0.0


def test_what_is_tested_teaches_nobody():
    changed = VALUES.copy()
    changed[250:] *= 3.0
    one, other = (score_baselines(make().model, x, ORIGINS, period=8) for x in (VALUES, changed))
    assert "oracle_mse" not in one
    assert other["ridge_mse"] > one["ridge_mse"]
