"""Scores of forecasts against what came."""

from collections.abc import Callable, Sequence

import numpy as np

_ORIGINS = 512  # at a time


def forecast_scores(
    forecast: Callable[[np.ndarray], np.ndarray],
    values: np.ndarray,
    origins: np.ndarray,
    *,
    horizon: int,
    scales: Sequence[float],
) -> dict[str, float]:
    """Mean errors over all origins, steps and columns.

    ```python
    e = (forecast - truth) / scale
    mse, mae = mean(e^2), mean(|e|)             # as the literature has them
    mae_in_units = mean(|forecast - truth|)
    ```

    Args:
        forecast: From origins (W,) to forecasts (W, h, K), in the values' own units.
        values: (N, K), what came.
        origins: (W,), the rows that forecasts begin with.
        horizon: h.
        scales: Of each column, by which values are standardised.

    Raises:
        ValueError: There is no origin.
    """
    if not len(origins):
        raise ValueError("`origins` must hold at least one, got none.")
    sums = np.zeros(3)
    for first in range(0, len(origins), _ORIGINS):
        chunk = np.asarray(origins[first : first + _ORIGINS])
        error = forecast(chunk) - values[chunk[:, None] + np.arange(horizon)]
        standard = error / np.asarray(scales)
        sums += [np.square(standard).sum(), np.abs(standard).sum(), np.abs(error).sum()]
    sums /= len(origins) * horizon * values.shape[1]
    return dict(zip(("mse", "mae", "mae_in_units"), sums.tolist(), strict=True))


def quantile_scores(
    forecast: Callable[[np.ndarray], np.ndarray],
    values: np.ndarray,
    origins: np.ndarray,
    *,
    scales: Sequence[float],
    quantiles: Sequence[float],
) -> dict[str, float]:
    """How far the interval between the outermost quantiles holds what came.

    Args:
        forecast: From origins (W,) to quantiles (W, h, K, Q), in the values' own units.
        values, origins, scales: See `forecast_scores`.
        quantiles: Their probabilities, going up.

    Returns:
        `coverage`, the percentage of true values within; `coverage_claimed`, what it should be;
        `interval_width`, its mean width; `pinball`, the mean pinball loss, both standardised.

    Raises:
        ValueError: There is no origin.
    """
    if not len(origins):
        raise ValueError("`origins` must hold at least one, got none.")
    sums, q, count = np.zeros(3), np.asarray(quantiles), 0
    for first in range(0, len(origins), _ORIGINS):
        chunk = np.asarray(origins[first : first + _ORIGINS])
        found = forecast(chunk)
        truth = values[chunk[:, None] + np.arange(found.shape[1])]
        is_within = (found[..., 0] <= truth) & (truth <= found[..., -1])
        width = (found[..., -1] - found[..., 0]) / np.asarray(scales)
        error = (truth[..., None] - found) / np.asarray(scales)[:, None]
        pinball = np.maximum(q * error, (q - 1.0) * error).mean(axis=-1)
        sums += [is_within.sum(), width.sum(), pinball.sum()]
        count += truth.size
    within, width, pinball = (sums / count).tolist()
    return {
        "coverage": 100.0 * within,
        "coverage_claimed": 100.0 * float(q[-1] - q[0]),
        "interval_width": width,
        "pinball": pinball,
    }
