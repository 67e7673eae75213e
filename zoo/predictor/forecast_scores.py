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
    quantiles: Sequence[float] | None = None,
) -> dict[str, float]:
    """Mean errors over all origins, steps and columns.

    ```python
    e = (forecast - truth) / scale
    mse, mae = mean(e^2), mean(|e|)             # as the literature has them
    mae_in_units = mean(|forecast - truth|)
    ```

    Args:
        forecast: From origins (W,) to forecasts (W, h, K), or with `quantiles` (W, h, K, Q), in the
            values' own units.
        values: (N, K), what came.
        origins: (W,), the rows that forecasts begin with.
        horizon: h.
        scales: Of each column, by which values are standardised.
        quantiles: Probabilities that go up, 0.5 among them: that is the forecast whose errors are
            taken.

    Returns:
        `mse`, `mae`, `mae_in_units`; with `quantiles` also `coverage`, the percentage of true
        values between the outermost, `coverage_claimed`, what it should be, `interval_width`, its
        mean width, and `pinball`, the mean pinball loss, both standardised.

    Raises:
        ValueError: There is no origin.
    """
    if not len(origins):
        raise ValueError("`origins` must hold at least one, got none.")
    scales, sums = np.asarray(scales), 0.0
    for first in range(0, len(origins), _ORIGINS):
        chunk = np.asarray(origins[first : first + _ORIGINS])
        truth = values[chunk[:, None] + np.arange(horizon)]
        found = forecast(chunk)
        point = found if quantiles is None else found[..., list(quantiles).index(0.5)]
        error = point - truth
        of_chunk = [np.square(error / scales), np.abs(error / scales), np.abs(error)]
        if quantiles is not None:
            of_chunk += _of_interval(found, truth, scales, np.asarray(quantiles))
        sums = sums + np.array([part.sum() for part in of_chunk])
    means = (sums / (len(origins) * horizon * values.shape[1])).tolist()
    scores = dict(zip(("mse", "mae", "mae_in_units"), means, strict=False))
    if quantiles is None:
        return scores
    return {
        **scores,
        "coverage": 100.0 * means[3],
        "coverage_claimed": 100.0 * float(quantiles[-1] - quantiles[0]),
        "interval_width": means[4],
        "pinball": means[5],
    }


def _of_interval(found, truth, scales, q):
    """Whether each truth is within, how wide that is, and the pinball loss, (W, h, K) each."""
    is_within = (found[..., 0] <= truth) & (truth <= found[..., -1])
    error = (truth[..., None] - found) / scales[:, None]
    pinball = np.maximum(q * error, (q - 1.0) * error).mean(axis=-1)
    return [is_within, (found[..., -1] - found[..., 0]) / scales, pinball]
