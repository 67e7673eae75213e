"""The position-wise feed-forward network."""

import keras
from keras import ops

from zoo.layers.dropout_options import check_rate
from zoo.layers.number_checks import check_sizes
from zoo.layers.rows import as_rows


@keras.saving.register_keras_serializable("zoo")
class FeedForward(keras.layers.Layer):
    """Two dense layers, applied to every position alike.

    ```python
    FFN(x) = activation(x W_1 + b_1) W_2 + b_2
    FFN(x) = (activation(x W_1 + b_1) * (x V + c)) W_2 + b_2       # gated
    ```

    Args:
        d_model: D, width of input and output.
        d_ff: F, width between the two layers.
        activation: Name of a Keras activation; gated, "silu" makes it SwiGLU and "gelu" GEGLU.
        gated: Multiply the inner features by a gate of the same width: half as many weights again.
        dropout_rate: Share of the inner features that is dropped in training.

    Call arguments:
        inputs: (B, T, D).
        training: Whether dropout is active.

    Returns:
        (B, T, D).

    Raises:
        TypeError: A size is no whole number.
        ValueError: A size is below 1, or `dropout_rate` is not in [0, 1).

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.3, eq. 2; Shazeer 2020, "GLU
        Variants Improve Transformer", eq. 6 (gated).

    Example:
        >>> FeedForward(d_model=8, d_ff=32)(np.ones((2, 3, 8))).shape
        TensorShape([2, 3, 8])
    """

    def __init__(
        self,
        d_model: int,
        d_ff: int,
        *,
        activation: str = "relu",
        gated: bool = False,
        dropout_rate: float = 0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(d_model=d_model, d_ff=d_ff)
        check_rate("dropout_rate", dropout_rate)
        self.d_model = d_model
        self.d_ff = d_ff
        self.activation = activation
        self.gated = gated
        self.dropout_rate = dropout_rate
        self.inner = keras.layers.Dense(d_ff, activation, dtype=self.dtype_policy, name="inner")
        self.gate = (
            keras.layers.Dense(d_ff, dtype=self.dtype_policy, name="gate") if gated else None
        )
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=self.dtype_policy)
        self.outer = keras.layers.Dense(d_model, dtype=self.dtype_policy, name="outer")

    def build(self, inputs_shape=None):
        self.inner.build((None, None, self.d_model))
        if self.gate is not None:
            self.gate.build((None, None, self.d_model))
        self.outer.build((None, None, self.d_ff))

    def call(self, inputs, training=None):
        rows = as_rows(inputs)
        x = self.inner(rows)
        if self.gate is not None:
            x = x * self.gate(rows)
        x = self.outer(self.dropout(x, training=training))
        return ops.reshape(x, ops.shape(inputs))

    def compute_output_shape(self, inputs_shape):
        return inputs_shape

    def get_config(self):
        return {
            **super().get_config(),
            "d_model": self.d_model,
            "d_ff": self.d_ff,
            "activation": self.activation,
            "gated": self.gated,
            "dropout_rate": self.dropout_rate,
        }
