"""Numbers in, numbers out: a forecaster in the units of its data."""

from collections.abc import Callable, Sequence

import numpy as np
import tensorflow as tf

from zoo.models.forecaster import Forecaster
from zoo.predictor.graph_predictor import GraphPredictor

_ROWS = 256  # of a call


class ForecastPredictor(GraphPredictor):
    """A trained `Forecaster` that takes and gives values as they are measured.

    A row gives the same result alone and in any batch.

    Args:
        model: A `Forecaster`.

    Example:
        ```python
        predictor = ForecastPredictor(model)
        predictor(values[None, -model.context :])   # (1, h, K): what comes next
        ```
    """

    def __init__(self, model: Forecaster):
        super().__init__()
        self.model = model
        specs = [tf.TensorSpec([None, model.context, len(model.columns)], tf.float32, "values")]
        self.predict = tf.function(self._predict, input_signature=specs, autograph=False)

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        return {"serving_default": self.predict}

    @property
    def tables(self) -> list:
        """What looks things up in the graph: nothing."""
        return []

    def __call__(self, values: Sequence | np.ndarray) -> np.ndarray:
        """Forecasts (B, h, K) after `values` (B, L, C), or more rows than L: the last L count.

        Those of a model with quantiles are its medians.

        Raises:
            ValueError: `values` are not of this shape, or one of them is no finite number.
        """
        return self.predict_all(values)["forecast"]

    def predict_all(self, values: Sequence | np.ndarray) -> dict[str, np.ndarray]:
        """As `__call__`, and with `quantiles` (B, h, K, Q) where the model has them.

        Raises:
            ValueError: See `__call__`.
        """
        values = self._checked(values)
        parts = [
            self.predict(values[first : first + _ROWS])
            for first in range(0, max(len(values), 1), _ROWS)
        ]
        return {name: np.concatenate([part[name].numpy() for part in parts]) for name in parts[0]}

    def computing_with(self, weights):
        """See `GraphPredictor.computing_with`."""
        other = super().computing_with(weights)
        specs = self.predict.input_signature
        other.predict = tf.function(other._predict, input_signature=specs, autograph=False)
        return other

    def _predict(self, values: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: values (B, L, C) -> `forecast` (B, h, K), and `quantiles` (B, h, K, Q).

        A row with a value that is no finite number has NaN for an answer, and changes no other.
        """
        model, places = self.model, self.model.target_places
        means, scales = (tf.constant(x, tf.float32) for x in (model.means, model.scales))
        is_known = tf.reduce_all(tf.math.is_finite(values), axis=(1, 2))
        standard = tf.where(is_known[:, None, None], (values - means) / scales, 0.0)
        with self._weights():
            found = tf.cast(model({"values": standard}, training=False), tf.float32)
        if model.quantiles is None:
            found = found[..., None]
        found = found * tf.gather(scales, places)[:, None] + tf.gather(means, places)[:, None]
        found = tf.where(is_known[:, None, None, None], found, float("nan"))
        middle = 0 if model.quantiles is None else model.quantiles.index(0.5)
        answer = {"forecast": found[..., middle]}
        return answer if model.quantiles is None else {**answer, "quantiles": found}

    def _checked(self, values):
        model = self.model
        try:
            array = np.asarray(values, "float64")
        except (TypeError, ValueError) as error:
            raise ValueError(f"`values` must be numbers, got {values!r:.80}.") from error
        width = len(model.columns)
        if array.ndim != 3 or array.shape[1] < model.context or array.shape[2] != width:
            raise ValueError(
                f"`values` must be (B, {model.context} or more, {width}), got {array.shape}."
            )
        array = array[:, -model.context :]
        if not np.isfinite(array).all():
            row, step, column = np.argwhere(~np.isfinite(array))[0]
            raise ValueError(
                f"`values` must be finite, got {array[row, step, column]} in row {row}, "
                f"{model.context - step} steps from the end, column {model.columns[column]!r}."
            )
        return array.astype("float32")
