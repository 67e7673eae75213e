"""Multi-step attention: every layer of a convolutional decoder looks at the source by itself."""

from typing import Any

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.beams import fold_beams
from zoo.layers.dot_product_attention import DotProductAttention
from zoo.layers.gated_convolution import add_keeping_variance
from zoo.layers.number_checks import check_sizes

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class MultiStepAttention(keras.layers.Layer):
    """Adds to a layer's features what they find in the source, with the last token in mind.

    ```python
    d = (W h + b + g) * sqrt(0.5)                     # g: the embedding of the token read
    scores = softmax(d @ keys / D)
    c = scores @ values * sqrt(m)                     # m: tokens of the source
    outputs = (h + c) * sqrt(0.5)
    ```

    The keys are the encoder's outputs, and the values its outputs and inputs. The square roots keep
    the variance, as in section 3.4, that of m as long as all scores are alike. So they begin in the
    paper, whose vectors are small at first; here these vary by 1, and D makes up for it.

    Args:
        d_model: D.

    Call arguments:
        inputs: (B * K, T, D), h; row r belongs to source r // K.
        embedded: (B * K, T, D), g.
        keys: (B, S, D).
        values: (B, S, D).
        keep: (B, S) booleans, True where a source token stands. A row that has none finds zeros.

    Returns:
        The outputs (B * K, T, D) and the scores (B * K, T, S).

    Raises:
        ValueError: `d_model` is below 1, or the keys are not `d_model` wide.
        TypeError: A size is no whole number.

    Reference:
        Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", section 3.3, eq. 1 and
        2, and section 3.4.

    Example:
        >>> h, source = np.ones((2, 4, 8)), np.ones((2, 5, 8))
        >>> outputs, scores = MultiStepAttention(8)(h, h, source, source, np.ones((2, 5), bool))
        >>> outputs.shape, scores.shape
        (TensorShape([2, 4, 8]), TensorShape([2, 4, 5]))
    """

    def __init__(self, d_model: int, **kwargs):
        super().__init__(**kwargs)
        check_sizes(d_model=d_model)
        self.d_model = d_model
        self.query_dense = keras.layers.Dense(d_model, dtype=self.dtype_policy, name="query")
        self.attention = DotProductAttention(d_model, dtype=self.dtype_policy)

    def build(
        self,
        inputs_shape=None,
        embedded_shape=None,
        keys_shape=None,
        values_shape=None,
        keep_shape=None,
    ):
        shape = (None, None, self.d_model)
        self.query_dense.build(shape)
        self.attention.build(shape, shape)

    def call(self, inputs, embedded, keys, values, keep):
        if keys.shape[-1] != self.d_model:
            raise ValueError(
                f"The last axis of `keys` must be `d_model`={self.d_model}, got {keys.shape[-1]}."
            )
        query = add_keeping_variance(self.query_dense(inputs), embedded) / self.d_model
        batch, source = ops.shape(keys)[0], ops.shape(keys)[1]
        beams, steps = ops.shape(fold_beams(query, batch))[1:3]
        folded = ops.reshape(query, (batch, beams * steps, self.d_model))
        found, scores = self.attention.attend(folded, keys, values, keep)
        # The mean of m values varies m times less than each.
        m = ops.sum(ops.cast(keep, masks.to_float32(found).dtype), axis=1)[:, None, None]
        found = found * ops.cast(ops.sqrt(m), found.dtype)
        outputs = add_keeping_variance(inputs, ops.reshape(found, ops.shape(inputs)))
        return outputs, ops.reshape(scores, (*ops.shape(inputs)[:2], source))

    def get_config(self):
        return {**super().get_config(), "d_model": self.d_model}
