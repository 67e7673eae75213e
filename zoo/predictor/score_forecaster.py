"""Scores of a forecaster on a series, and of what it has to beat."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from zoo.models.forecaster import Forecaster
from zoo.models.naive_forecasts import last_value, seasonal_naive
from zoo.models.ridge_forecast import RidgeForecast
from zoo.predictor.backtest import backtest
from zoo.predictor.forecast_predictor import ForecastPredictor
from zoo.predictor.forecast_scores import forecast_scores


def score_forecaster(
    predictor: ForecastPredictor, values: np.ndarray, origins: np.ndarray
) -> dict[str, float]:
    """Errors of all forecasts; of quantiles also how far their interval holds.

    Args:
        predictor: What forecasts.
        values: (N, C), in their own units.
        origins: (W,), the rows that forecasts begin with.

    Returns:
        See `forecast_scores`.
    """
    model, places = predictor.model, predictor.model.target_places
    name = "forecast" if model.quantiles is None else "quantiles"
    return forecast_scores(
        lambda at: backtest(predictor, values, at)[name],
        values[:, places],
        origins,
        horizon=model.horizon,
        scales=np.array(model.scales)[places],
        quantiles=model.quantiles,
    )


def score_baselines(
    model: Forecaster,
    values: np.ndarray,
    origins: Sequence[np.ndarray],
    *,
    period: int,
    best=None,
) -> dict[str, float]:
    """Errors of what learns nothing, and of a ridge regression, on the same forecasts.

    Args:
        model: Says what is forecast from what, and how it is standardised.
        values: (N, C), in their own units.
        origins: The rows that forecasts begin with, of training, validation and test. The ridge
            regression is fitted on the first and chosen on the second; the third is scored.
        period: Rows of a season.
        best: From origins and h to the best possible forecast, where it is known.

    Returns:
        `mse` and `mae` of `last_value`, `seasonal_naive`, `ridge` and, with `best`, `oracle`.
    """
    places, horizon = model.target_places, model.horizon
    means, scales = (np.array(x)[places] for x in (model.means, model.scales))
    known = values[:, places]
    standard = (known - means) / scales
    ridge = RidgeForecast(standard, *origins[:2], context=model.context, horizon=horizon)
    baselines = {
        "last_value": lambda at: last_value(known, at, horizon),
        "seasonal_naive": lambda at: seasonal_naive(known, at, horizon, period=period),
        "ridge": lambda at: ridge(standard, at) * scales + means,
    }
    if best is not None:
        baselines["oracle"] = lambda at: best(at, horizon)
    of = partial(forecast_scores, values=known, origins=origins[2], horizon=horizon, scales=scales)
    scores = {name: of(baseline) for name, baseline in baselines.items()}
    return {f"{name}_{error}": scores[name][error] for name in scores for error in ("mse", "mae")}
