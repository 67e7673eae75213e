"""Losses over token logits."""

import keras
from keras import ops

__all__ = ["LabelSmoothedCrossEntropy"]


@keras.saving.register_keras_serializable("zoo")
class LabelSmoothedCrossEntropy(keras.losses.Loss):
    """Cross-entropy against integer targets, with label smoothing.

    Smoothing by eps replaces the one-hot target with `q = (1 - eps) * onehot(y) + eps / V`. With
    logits `z` and `log p_v = z_v - logsumexp(z)` the loss becomes

        -sum_v q_v log p_v = logsumexp(z) - (1 - eps) * z_y - eps * mean(z)

    No one-hot target of `(B, T, V)` is made, neither here nor in the gradient.

    The reduction divides by the sum of the weights, so padding (weight 0) does not dilute the loss,
    and a batch whose weights are all zero has loss 0. Weights have the shape of the targets.

    Args:
        label_smoothing: eps, the share of probability spread evenly over the vocabulary.
        reduction: As in `keras.losses.Loss`; `"none"` gives the loss of each token.
        name: Name of the loss.
        dtype: Precision of the computation; Keras's `floatx` by default, so half-precision logits
            are computed in float32. Pass `"float64"` to keep float64 logits as they are.

    Call arguments:
        y_true: Integer ids, `(B, T)` or any `(...)`.
        y_pred: Logits (not probabilities), `(B, T, V)` or `(..., V)`.
        sample_weight: Weight of each token, `(B, T)` or `(...)`.

    Raises:
        ValueError: If `label_smoothing` is outside [0, 1).

    Reference:
        Szegedy et al. 2016, "Rethinking the Inception Architecture for Computer Vision", section 7;
        Vaswani et al. 2017, "Attention Is All You Need", section 5.4.

    Example:

    >>> import numpy as np
    >>> loss = LabelSmoothedCrossEntropy(label_smoothing=0.1)
    >>> targets = np.array([[1, 2, 0]])
    >>> weights = np.array([[1.0, 1.0, 0.0]])                 # the last token is padding
    >>> round(float(loss(targets, np.zeros((1, 3, 4)), weights)), 4)    # log(4)
    1.3863
    """

    def __init__(
        self,
        label_smoothing: float = 0.1,
        *,
        reduction: str | None = "mean_with_sample_weight",
        name: str = "label_smoothed_cross_entropy",
        dtype: str | None = None,
    ):
        if not 0.0 <= label_smoothing < 1.0:
            raise ValueError(f"`label_smoothing` must be in [0, 1), got {label_smoothing}.")
        super().__init__(name=name, reduction=reduction, dtype=dtype)
        self.label_smoothing = label_smoothing

    def call(self, y_true, y_pred):
        return _token_losses(y_pred, ops.cast(y_true, "float32"), self.label_smoothing)

    def get_config(self):
        return {
            **super().get_config(),
            "label_smoothing": self.label_smoothing,
            "dtype": self.dtype,
        }


def _token_losses(logits, targets, label_smoothing):
    """The loss of each token, `(..., V)` and `(...)` to `(...)`, with its gradient written out.

    The gradient that a backend derives scatters into a second tensor of the logits' size. This one,
    `softmax(z) - (1 - eps) * onehot(y) - eps / V`, overwrites one number a token instead.
    """
    spread = label_smoothing / logits.shape[-1]

    # The targets come as floats, as Keras gives them: JAX has no gradient, not even zero, for
    # integers, and lets no traced value in but as an argument.
    @ops.custom_gradient
    def losses(z, y):
        indices = ops.cast(ops.expand_dims(y, -1), "int32")
        log_sum = ops.logsumexp(z, axis=-1, keepdims=True)
        target = ops.take_along_axis(z, indices, axis=-1)
        mean = ops.mean(z, axis=-1, keepdims=True)
        values = log_sum - (1.0 - label_smoothing) * target - label_smoothing * mean

        def gradient(*arguments, upstream=None):
            scale = ops.expand_dims(arguments[0] if upstream is None else upstream, -1)
            others = (ops.exp(z - log_sum) - spread) * scale
            at_target = (ops.exp(target - log_sum) - spread - (1.0 - label_smoothing)) * scale
            return _put_along_last_axis(others, indices, at_target), ops.zeros_like(y)

        return ops.squeeze(values, -1), gradient

    return losses(logits, targets)


def _put_along_last_axis(x, indices, values):
    """`x` with `values` (..., 1) at `indices` (..., 1) of its last axis."""
    flat = ops.reshape(x, (-1, ops.shape(x)[-1]))
    columns = ops.reshape(indices, (-1,))
    rows = ops.arange(ops.shape(columns)[0], dtype="int32")
    places = ops.stack([rows, columns], axis=1)
    flat = ops.scatter_update(flat, places, ops.reshape(values, (-1,)))
    return ops.reshape(flat, ops.shape(x))
