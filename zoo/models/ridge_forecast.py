"""The linear baseline of every forecaster, in closed form."""

from collections.abc import Iterator

import numpy as np

# Of the mean square of an input: from least squares to not much more than the mean.
PENALTIES = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_WINDOWS = 1_024  # at a time


class RidgeForecast:
    """Each future value as a linear function of the last L of the same column.

    ```python
    x, y = context - last, future - last            # all windows of all columns together
    W = inverse(X'X / n + penalty * mean(x^2) I) X'Y / n            # X, Y centred
    forecast = last + W' x + b
    ```

    The penalty is the one with the least squared error on the validation windows.

    Args:
        values: (N, K), standardised: all columns count alike.
        origins: (W,), the rows that the training's forecasts begin with.
        validation_origins: Those of the validation.
        context: L.
        horizon: h.

    Attributes:
        penalty: What was chosen from `PENALTIES`.

    Reference:
        Hoerl and Kennard 1970, "Ridge Regression: Biased Estimation for Nonorthogonal Problems",
        eq. 2.1; Toner and Darlow 2024, "An Analysis of Linear Time Series Forecasting Models" (the
        closed form of NLinear).

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
        count, sum_x, sum_y, square, product = 0, 0.0, 0.0, 0.0, 0.0
        for x, y in self._windows(values, origins):
            count += len(x)
            sum_x, sum_y = sum_x + x.sum(axis=0), sum_y + y.sum(axis=0)
            square, product = square + x.T @ x, product + x.T @ y
        mean_x, mean_y = sum_x / count, sum_y / count
        size = np.trace(square) / count / context
        square = square / count - np.outer(mean_x, mean_x)
        product = product / count - np.outer(mean_x, mean_y)
        among, vectors = np.linalg.eigh(square)  # once for all penalties
        turned = vectors.T @ product
        best = np.inf
        for penalty in PENALTIES:
            # At least a number that float64 can divide by: a constant series has no size.
            below = np.maximum(among, 0.0) + max(penalty * size, 1e-12)
            weights = vectors @ (turned / below[:, None])
            bias = mean_y - mean_x @ weights
            errors = [
                np.square(y - x @ weights - bias).sum()
                for x, y in self._windows(values, validation_origins)
            ]
            if sum(errors) < best:
                best, self.penalty = sum(errors), penalty
                self.weights, self.bias = weights, bias

    def __call__(self, values: np.ndarray, origins: np.ndarray) -> np.ndarray:
        """Forecasts (W, h, K) of `values` (N, K), standardised as before."""
        parts = [
            (x @ self.weights + self.bias).reshape(-1, values.shape[1], self.horizon)
            for x, _ in self._windows(values, origins, has_future=False)
        ]
        forecasts = np.concatenate(parts).transpose(0, 2, 1)
        return forecasts + values[np.asarray(origins) - 1][:, None]

    def _windows(self, values, origins, has_future=True) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Contexts (W * K, L) and futures (W * K, h), less the last value, some at a time."""
        reach = self.horizon if has_future else 0
        views = np.lib.stride_tricks.sliding_window_view(values, self.context + reach, axis=0)
        for first in range(0, len(origins), _WINDOWS):
            window = views[np.asarray(origins[first : first + _WINDOWS]) - self.context]
            window = window.reshape(-1, self.context + reach)
            window = window - window[:, self.context - 1, None]
            yield window[:, : self.context], window[:, self.context :]
