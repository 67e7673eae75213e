"""Attention pooling: one vector from many, each weighed by how much it matters."""

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.number_checks import check_sizes


@keras.saving.register_keras_serializable("zoo")
class AttentionPooling(keras.layers.Layer):
    """The mean of a sequence's values, weighed by a small network.

    ```python
    scores = softmax(v @ tanh(W x + b))
    pooled = scores @ x
    ```

    Additive attention with one learned query for all sequences: v is what the network looks for.

    Args:
        units: Width of the hidden layer.

    Call arguments:
        values: (B, S, D).
        keep: (B, S) booleans, True where a step is real; None where all are. A row without any
            gives zeros.
        return_scores: Also return the scores.

    Returns:
        (B, D); with `return_scores`, also the scores (B, S), which sum to 1.

    Raises:
        ValueError: `units` is below 1.
        TypeError: A size is no whole number.

    Reference:
        Yang et al. 2016, "Hierarchical Attention Networks for Document Classification", eq. 5-7.

    Example:
        >>> pooling = AttentionPooling(8)
        >>> pooling(np.ones((2, 5, 3)), np.ones((2, 5), bool)).shape
        TensorShape([2, 3])
    """

    def __init__(self, units: int, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        self.units = units
        policy = self.dtype_policy
        self.hidden_dense = keras.layers.Dense(units, activation="tanh", dtype=policy)
        # The softmax would cancel a bias.
        self.score_dense = keras.layers.Dense(1, use_bias=False, dtype=policy)

    def build(self, values_shape, keep_shape=None):
        self.hidden_dense.build((None, None, values_shape[-1]))
        self.score_dense.build((None, None, self.units))

    def call(self, values, keep=None, return_scores=False):
        values = masks.zero_padding(values, keep)
        energies = ops.squeeze(self.score_dense(self.hidden_dense(values)), axis=-1)
        scores = ops.cast(masks.masked_softmax(energies, keep), self.compute_dtype)
        pooled = ops.einsum("bs,bsd->bd", scores, values)
        return (pooled, scores) if return_scores else pooled

    def get_config(self):
        return {**super().get_config(), "units": self.units}
