"""Losses over forecasts of numbers."""

from collections.abc import Sequence

import keras
from keras import ops

__all__ = ["LOSSES", "ForecastLoss"]

LOSSES = ("mse", "mae", "pinball")


@keras.saving.register_keras_serializable("zoo")
class ForecastLoss(keras.losses.Loss):
    """The mean error of a forecast over its steps and columns, row by row.

    With the error `e = y - forecast`, and for quantile q of a pinball loss `e_q`:

        mse:      e^2
        mae:      |e|
        pinball:  max(q e_q, (q - 1) e_q)       # least where the share q of all y is below

    The reduction is a mean over the rows by their weights: filler rows (weight 0) do not count.

    Args:
        kind: "mse", "mae" or "pinball".
        quantiles: Of "pinball", in the order of the forecast's last axis.
        reduction: As in `keras.losses.Loss`; `"none"` gives the loss of each row.
        name: Name of the loss.
        dtype: Precision of the computation; Keras's `floatx` by default.

    Call arguments:
        y_true: (B, h, K).
        y_pred: (B, h, K), or of "pinball" (B, h, K, Q).
        sample_weight: (B,).

    Raises:
        ValueError: `kind` is unknown, or `quantiles` are not given with "pinball" or with another.

    Reference:
        Koenker and Bassett 1978, "Regression Quantiles", eq. 1.3 (pinball).

    Example:

    >>> import numpy as np
    >>> loss = ForecastLoss("pinball", [0.1, 0.5])
    >>> round(float(loss(np.ones((1, 1, 1)), np.zeros((1, 1, 1, 2)))), 4)   # (0.1 + 0.5) / 2
    0.3
    """

    def __init__(
        self,
        kind: str = "mse",
        quantiles: Sequence[float] | None = None,
        *,
        reduction: str | None = "mean_with_sample_weight",
        name: str = "forecast_loss",
        dtype: str | None = None,
    ):
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        if kind not in LOSSES:
            raise ValueError(f"`loss` must be one of {list(LOSSES)}, got {kind!r}.")
        if bool(quantiles) != (kind == "pinball"):
            raise ValueError(
                f'`quantiles` must be given with "pinball" alone, got {quantiles} with {kind!r}.'
            )
        self.kind = kind
        self.quantiles = list(quantiles) if quantiles else None

    def call(self, y_true, y_pred):
        if self.kind == "pinball":
            q = ops.convert_to_tensor(self.quantiles, dtype=self.dtype)
            error = ops.expand_dims(y_true, -1) - y_pred
            error = ops.maximum(q * error, (q - 1.0) * error)
        else:
            error = y_true - y_pred
            error = ops.square(error) if self.kind == "mse" else ops.abs(error)
        return ops.mean(error, axis=tuple(range(1, len(error.shape))))

    def get_config(self):
        return {
            **super().get_config(),
            "kind": self.kind,
            "quantiles": self.quantiles,
            "dtype": self.dtype,
        }
