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
                           = (logsumexp(z) - z_y) + eps * (z_y - mean(z))

    whose first term is the plain cross-entropy, which a graph can share with `Perplexity`. No float
    one-hot target of `(B, T, V)` is made.

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
        targets = ops.cast(y_true, "int32")
        loss = ops.sparse_categorical_crossentropy(targets, y_pred, from_logits=True)
        if self.label_smoothing == 0.0:
            return loss
        target_logits = ops.take_along_axis(y_pred, ops.expand_dims(targets, -1), axis=-1)
        excess = ops.squeeze(target_logits, axis=-1) - ops.mean(y_pred, axis=-1)
        return loss + self.label_smoothing * excess

    def get_config(self):
        return {
            **super().get_config(),
            "label_smoothing": self.label_smoothing,
            "dtype": self.dtype,
        }
