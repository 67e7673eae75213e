"""Forecasts that learn nothing: what every forecaster has to beat."""

import numpy as np


def last_value(values: np.ndarray, origins: np.ndarray, horizon: int) -> np.ndarray:
    """Everything stays as it is now.

    Args:
        values: (N, K).
        origins: (W,), the rows that forecasts begin with.
        horizon: h.

    Returns:
        (W, h, K).

    Example:
        >>> last_value(np.arange(5.0)[:, None], np.array([3]), 2)[0, :, 0].tolist()
        [2.0, 2.0]
    """
    return np.repeat(values[np.asarray(origins) - 1][:, None], horizon, axis=1)


def seasonal_naive(
    values: np.ndarray, origins: np.ndarray, horizon: int, *, period: int
) -> np.ndarray:
    """Everything comes again as it was a period ago: today as yesterday.

    Args:
        values: (N, K).
        origins: (W,), at least `period`.
        horizon: h.
        period: Rows of a season; beyond one, the last one known is repeated.

    Returns:
        (W, h, K).

    Example:
        >>> seasonal_naive(np.arange(5.0)[:, None], np.array([4]), 3, period=2)[0, :, 0].tolist()
        [2.0, 3.0, 2.0]
    """
    back = np.arange(horizon) % period - period
    return values[np.asarray(origins)[:, None] + back]
