"""The linear baseline of every forecaster, in closed form."""

from collections.abc import Iterator

import numpy as np

# Of the mean square of an input: from least squares to not much more than the mean.
PENALTIES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_WINDOWS = 1_024  # at a time


class RidgeForecast:
    """Each future value as a linear function of the last L of the same column.

    ```python
    x, y = context - level, future - level          # all windows of all columns together
    W = inverse(X'X / n + penalty * mean(x^2) I) X'Y / n            # X, Y centred
    forecast = level + W' x + b
    ```

    The level is the last value or 0, and the penalty one of `PENALTIES`: those with the least
    squared error on the validation windows.

    Args:
        values: (N, K), standardised: all columns count alike.
        origins: (W,), the rows that the training's forecasts begin with.
        validation_origins: Those of the validation.
        context: L.
        horizon: h.

    Attributes:
        instance_norm: "last" or "none", the level that was chosen.
        penalty: The penalty that was chosen.

    Reference:
        Hoerl and Kennard 1970, "Ridge Regression: Biased Estimation for Nonorthogonal Problems",
        eq. 2.1; Zeng et al. 2023, "Are Transformers Effective for Time Series Forecasting?",
        section 4 (Linear, NLinear).

    Example:
        >>> wave = np.sin(np.arange(200.0))[:, None]
        >>> model = RidgeForecast(
        ...     wave, np.arange(8, 140), np.arange(140, 180), context=8, horizon=2
        ... )
        >>> bool(abs(model(wave, np.array([190]))[0] - wave[190:192]).max() < 0.01)
        True
    """

    def __init__(self, values, origins, validation_origins, *, context: int, horizon: int):
        self.context, self.horizon = context, horizon
        best = np.inf
        for level in ("last", "none"):
            for penalty, weights, bias in self._fitted(values, origins, level):
                error = sum(
                    np.square(y - x @ weights - bias).sum()
                    for x, y in self._windows(values, validation_origins, level)
                )
                if error < best:
                    best, self.instance_norm, self.penalty = error, level, penalty
                    self.weights, self.bias = weights, bias

    def __call__(self, values: np.ndarray, origins: np.ndarray) -> np.ndarray:
        """Forecasts (W, h, K) of `values` (N, K), standardised as before."""
        parts = [
            (x @ self.weights + self.bias).reshape(-1, values.shape[1], self.horizon)
            for x, _ in self._windows(values, origins, self.instance_norm, has_future=False)
        ]
        forecasts = np.concatenate(parts).transpose(0, 2, 1)
        if self.instance_norm == "none":
            return forecasts
        return forecasts + values[np.asarray(origins) - 1][:, None]

    def _fitted(self, values, origins, level) -> Iterator[tuple[float, np.ndarray, np.ndarray]]:
        """Each penalty, and the weights (L, h) and bias (h,) that it gives."""
        count, sum_x, sum_y, square, product = 0, 0.0, 0.0, 0.0, 0.0
        for x, y in self._windows(values, origins, level):
            count += len(x)
            sum_x, sum_y = sum_x + x.sum(axis=0), sum_y + y.sum(axis=0)
            square, product = square + x.T @ x, product + x.T @ y
        mean_x, mean_y = sum_x / count, sum_y / count
        size = np.trace(square) / count / self.context
        square = square / count - np.outer(mean_x, mean_x)
        product = product / count - np.outer(mean_x, mean_y)
        among, vectors = np.linalg.eigh(square)  # once for all penalties
        turned = vectors.T @ product
        for penalty in PENALTIES:
            # At least a number that float64 can divide by: a constant series has no size.
            below = np.maximum(among, 0.0) + max(penalty * size, 1e-12)
            weights = vectors @ (turned / below[:, None])
            yield penalty, weights, mean_y - mean_x @ weights

    def _windows(
        self, values, origins, level, has_future=True
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Contexts (W * K, L) and futures (W * K, h), less their level, some at a time."""
        reach = self.horizon if has_future else 0
        views = np.lib.stride_tricks.sliding_window_view(values, self.context + reach, axis=0)
        for first in range(0, len(origins), _WINDOWS):
            window = views[np.asarray(origins[first : first + _WINDOWS]) - self.context]
            window = window.reshape(-1, self.context + reach)
            if level == "last":
                window = window - window[:, self.context - 1, None]
            yield window[:, : self.context], window[:, self.context :]
