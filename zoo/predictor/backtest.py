"""What a forecaster would have said at times of the past."""

from collections.abc import Sequence

import numpy as np

from zoo.predictor.forecast_predictor import ForecastPredictor


def backtest(
    predictor: ForecastPredictor, values: np.ndarray, origins: Sequence[int] | np.ndarray
) -> dict[str, np.ndarray]:
    """Forecasts from rolling origins: each reads the rows before its own, and nothing is refitted.

    ```python
    forecast[w] = predictor(values[origins[w] - L : origins[w]])
    ```

    Args:
        predictor: What forecasts.
        values: (N, C), in their own units.
        origins: (W,), the rows that forecasts begin with; N is what comes after all.

    Returns:
        `forecast` (W, h, K), and `quantiles` (W, h, K, Q) where the model has them.

    Raises:
        ValueError: An origin has not L rows before it, or lies beyond the end.

    Reference:
        Tashman 2000, "Out-of-sample tests of forecasting accuracy", section 3 (rolling origin).
    """
    origins, context = np.asarray(origins, int), predictor.model.context
    if len(origins) and not context <= origins.min() <= origins.max() <= len(values):
        raise ValueError(
            f"`origins` must be from {context} to {len(values)}, got {origins.min()} to "
            f"{origins.max()}."
        )
    contexts = np.lib.stride_tricks.sliding_window_view(values, context, axis=0)
    return predictor.predict_all(contexts[origins - context].transpose(0, 2, 1))
