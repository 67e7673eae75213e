"""Scores of predicted numbers against the true ones."""

from collections.abc import Sequence

import numpy as np


def number_scores(predicted: np.ndarray, truth: Sequence[float]) -> dict[str, float]:
    """Errors in the numbers' own units, and the share of their variance that is explained.

    Args:
        predicted: (N,).
        truth: (N,).

    Returns:
        `mae`, the mean absolute error; `rmse`, the root of the mean squared error; and
        `explained`, 100 times 1 - (squared error) / (variance), 0 for who always says the mean.

    Raises:
        ValueError: The two differ in length or are empty.

    Example:
        >>> number_scores([1.0, 4.0], [1.0, 3.0])["mae"]
        0.5
    """
    predicted, truth = np.asarray(predicted, "float64"), np.asarray(truth, "float64")
    if len(predicted) != len(truth) or not len(truth):
        raise ValueError(
            f"`predicted` and `truth` must be as many and at least one, got {len(predicted)} and "
            f"{len(truth)}."
        )
    squared, variance = float(np.mean((predicted - truth) ** 2)), float(truth.var())
    return {
        "mae": float(np.mean(abs(predicted - truth))),
        "rmse": squared**0.5,
        "explained": 100.0 * (1.0 - squared / variance) if variance else 0.0,
    }
