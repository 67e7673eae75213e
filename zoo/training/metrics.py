"""Metrics per token, exact over the epoch. Pass them as `weighted_metrics=` in `compile`.

Keras's own weighted mean first averages over T, so a token in a short batch counts for more than
one in a long batch. Here the numerator and the number of tokens are summed over the epoch. The
Keras mask of the prediction is not read: what counts is said by `sample_weight` alone.
"""

import keras
from keras import ops

__all__ = ["Perplexity", "TokenAccuracy"]

# exp() of this still fits in float32, and a JSON file has no word for infinity.
LARGEST_EXPONENT = 80.0


class _TokenMean(keras.metrics.Metric):
    """Weighted mean over all tokens of the epoch of what `compute_values` gives for each."""

    def __init__(self, *, name: str, dtype: str | None = None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), initializer="zeros", dtype=self.dtype, name="total")
        self.tokens = self.add_variable((), initializer="zeros", dtype=self.dtype, name="tokens")

    def update_state(self, y_true, y_pred, sample_weight=None):
        # The casts of `keras.losses.Loss`, so that one graph can share the work with the loss.
        y_true = ops.convert_to_tensor(y_true, dtype=self.dtype)
        y_pred = ops.convert_to_tensor(y_pred, dtype=self.dtype)
        values = self.compute_values(ops.cast(y_true, "int32"), y_pred)
        if sample_weight is None:
            sample_weight = ops.ones_like(values)
        weights = ops.cast(sample_weight, self.dtype)
        while len(weights.shape) < len(values.shape):
            weights = ops.expand_dims(weights, -1)
        weights = ops.broadcast_to(weights, ops.shape(values))
        self.total.assign_add(ops.sum(values * weights))
        self.tokens.assign_add(ops.sum(weights))

    def result(self):
        return ops.divide_no_nan(self.total, self.tokens)

    def compute_values(self, targets, logits):
        raise NotImplementedError

    def get_config(self):
        return {"name": self.name, "dtype": self.dtype}


@keras.saving.register_keras_serializable("zoo")
class TokenAccuracy(_TokenMean):
    """Share of tokens whose highest logit is the target's.

    Args:
        name: Name of the metric.
        dtype: Precision of the sums; Keras's `floatx` by default.

    Call arguments:
        y_true: Integer ids, `(B, T)` or any `(...)`.
        y_pred: Logits or probabilities, `(B, T, V)` or `(..., V)`.
        sample_weight: Weight of each token, `(B, T)`, or of each row, `(B,)` or `(B, 1)`.

    Example:

    >>> import numpy as np
    >>> accuracy = TokenAccuracy()
    >>> logits = np.eye(4)[[[1, 2, 3]]]                  # predicts 1, 2, 3
    >>> accuracy.update_state(np.array([[1, 0, 0]]), logits, np.array([[1.0, 1.0, 0.0]]))
    >>> float(accuracy.result())
    0.5
    """

    def __init__(self, name: str = "token_accuracy", *, dtype: str | None = None):
        super().__init__(name=name, dtype=dtype)

    def compute_values(self, targets, logits):
        # The first of equals, as `ops.argmax`, which is slower in Keras on TensorFlow.
        _, predicted = ops.top_k(logits, 1)
        predicted = ops.cast(ops.squeeze(predicted, axis=-1), "int32")
        return ops.cast(ops.equal(predicted, targets), self.dtype)


@keras.saving.register_keras_serializable("zoo")
class Perplexity(_TokenMean):
    """`exp` of the mean cross-entropy of a token, without label smoothing.

    A perplexity of 7 is as uncertain as a fair choice among 7 tokens. The result is capped at
    `exp(80)`, so that a diverged run still writes a finite number, and is 1 before any token.

    Args:
        name: Name of the metric.
        dtype: Precision of the sums; Keras's `floatx` by default.

    Call arguments:
        y_true: Integer ids, `(B, T)` or any `(...)`.
        y_pred: Logits (not probabilities), `(B, T, V)` or `(..., V)`.
        sample_weight: Weight of each token, `(B, T)`, or of each row, `(B,)` or `(B, 1)`.

    Example:

    >>> import numpy as np
    >>> perplexity = Perplexity()
    >>> perplexity.update_state(np.array([[1, 2]]), np.zeros((1, 2, 7)))
    >>> round(float(perplexity.result()), 3)
    7.0
    """

    def __init__(self, name: str = "perplexity", *, dtype: str | None = None):
        super().__init__(name=name, dtype=dtype)

    def result(self):
        return ops.exp(ops.minimum(super().result(), LARGEST_EXPONENT))

    def compute_values(self, targets, logits):
        # The terms of `LabelSmoothedCrossEntropy`: in one graph they are computed once.
        target_logits = ops.take_along_axis(logits, ops.expand_dims(targets, -1), axis=-1)
        log_sum = ops.logsumexp(logits, axis=-1, keepdims=True)
        return ops.squeeze(log_sum - target_logits, axis=-1)
