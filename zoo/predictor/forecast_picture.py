"""A picture of a forecast, its interval, and what came."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from zoo.predictor.backtest import backtest
from zoo.predictor.forecast_predictor import ForecastPredictor

_COLUMNS = 4  # that a picture shows at most


def draw_forecast(
    predictor: ForecastPredictor,
    values: np.ndarray,
    path: str | Path,
    *,
    origin: int,
    columns: Sequence[str] = (),
) -> Path:
    """Write a forecast and the truth as a picture (PNG), with the end of the past before it.

    Args:
        predictor: What forecasts.
        values: (N, C), in their own units.
        path: The file to write; its folder is made where missing.
        origin: The row that the forecast begins with; rows from there on are only drawn.
        columns: Names of the forecast columns to show; the first four where not given.

    Returns:
        The path.

    Raises:
        ValueError: `origin` has not enough rows before it, or one of `columns` is not forecast.
    """
    from matplotlib.figure import Figure

    model, path = predictor.model, Path(path)
    shown = list(columns) or list(model.targets[:_COLUMNS])
    for name in shown:
        if name not in model.targets:
            raise ValueError(
                f"`columns` must be among those that are forecast, {list(model.targets)}, got "
                f"{name!r}."
            )
    found = backtest(predictor, values, [origin])
    first = origin - min(model.context, 2 * model.horizon)
    figure = Figure(figsize=(8.0, 0.6 + 2.2 * len(shown)), layout="constrained")
    for axes, name in zip(figure.subplots(len(shown), squeeze=False)[:, 0], shown, strict=True):
        truth = values[first : origin + model.horizon, model.columns.index(name)]
        axes.plot(np.arange(first, first + len(truth)) - origin, truth, "0.3", label="values")
        steps, place = np.arange(model.horizon), model.targets.index(name)
        if model.quantiles:
            low, high = (found["quantiles"][0, :, place, side] for side in (0, -1))
            label = f"{model.quantiles[0]:g} to {model.quantiles[-1]:g}"
            axes.fill_between(steps, low, high, color="C0", alpha=0.25, label=label)
        axes.plot(steps, found["forecast"][0, :, place], "C0", label="forecast")
        axes.axvline(-0.5, color="0.7", linewidth=0.8)
        axes.set_ylabel(name)
    axes.set_xlabel("steps from the forecast's first")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=3)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    return path
