"""A gated convolution: each step sees its neighbours, and a gate says what of them passes."""

from typing import Any

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.dropout_options import check_rate
from zoo.layers.empty_batches import call_with_a_row
from zoo.layers.number_checks import check_sizes

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class GatedConvolution(keras.layers.Layer):
    """Reads `kernel_size` neighbouring steps at once, over the whole sequence.

    ```python
    a, b = split(W [x_{t-k+1}; ...; x_t] + bias)       # causal; else x_t is in their middle
    y_t = a * sigmoid(b)
    ```

    Zeros stand before the first step, after the last one, and where there is padding. `call` sees
    all steps; `start` and `step` go on from the last k - 1 inputs, a causal layer's only memory.

    Args:
        d_model: D, width of input and output.
        kernel_size: k, the steps that each step sees.
        causal: Whether these are the last k, or k around.
        dropout_rate: Dropout on the inputs.

    Call arguments:
        inputs: (B, T, D).
        keep: (B, T) booleans, True where a token stands. Causal, right padding needs none.
        training: Whether dropout is active.

    Returns:
        (B, T, D).

    Raises:
        ValueError: `d_model` or `kernel_size` is below 1, or `dropout_rate` not in [0, 1).
        TypeError: A size is no whole number.

    Reference:
        Gehring et al. 2017, "Convolutional Sequence to Sequence Learning", section 3.2 and 3.5
        (initialisation); Dauphin et al. 2017, "Language Modeling with Gated Convolutional
        Networks", eq. 1.

    Example:
        >>> GatedConvolution(8, kernel_size=3, causal=True)(np.ones((2, 5, 8))).shape
        TensorShape([2, 5, 8])
    """

    def __init__(
        self,
        d_model: int,
        *,
        kernel_size: int = 3,
        causal: bool = False,
        dropout_rate: float = 0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(d_model=d_model, kernel_size=kernel_size)
        check_rate("dropout_rate", dropout_rate)
        self.d_model = d_model
        self.kernel_size = kernel_size
        self.causal = causal
        self.dropout_rate = dropout_rate
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=self.dtype_policy)
        # The gate takes three quarters of the variance, and dropout adds some.
        scale = 4.0 * (1.0 - dropout_rate)
        self.convolution = keras.layers.Conv1D(
            2 * d_model,
            kernel_size,
            kernel_initializer=keras.initializers.VarianceScaling(
                scale, mode="fan_in", distribution="untruncated_normal"
            ),
            dtype=self.dtype_policy,
            name="convolution",
        )

    def build(self, inputs_shape=None):
        self.convolution.build((None, None, self.d_model))

    def call(self, inputs, keep=None, training=None):
        behind = self.kernel_size - 1 if self.causal else (self.kernel_size - 1) // 2
        ahead = self.kernel_size - 1 - behind
        x = ops.pad(masks.zero_padding(inputs, keep), ((0, 0), (behind, ahead), (0, 0)))
        return self._convolve(x, training)

    def start(self, batch_size) -> Tensor:
        """What stands before the first step: zeros (B, k - 1, D)."""
        return ops.zeros((batch_size, self.kernel_size - 1, self.d_model), self.compute_dtype)

    def step(self, inputs: Tensor, window: Tensor, *, counts=None, training=None):
        """The same for new steps, with the last inputs before them at hand; causal.

        Args:
            inputs: (B, T, D), the new steps.
            window: (B, k - 1, D), the inputs before them.
            counts: (B,) integers, how many of a row's new steps are tokens, the others coming
                after them; all where not given.
            training: Whether dropout is active.

        Returns:
            (B, T, D) and the new window, the last inputs that are tokens.
        """
        x = ops.concatenate([window, ops.cast(inputs, window.dtype)], axis=1)
        y = self._convolve(x, training)
        if counts is None:
            return y, x[:, ops.shape(inputs)[1] :]
        columns = counts[:, None] + ops.arange(self.kernel_size - 1)[None]
        return y, ops.take_along_axis(x, columns[..., None], axis=1)

    def compute_output_shape(self, inputs_shape, keep_shape=None):
        return inputs_shape

    def get_config(self):
        return {
            **super().get_config(),
            "d_model": self.d_model,
            "kernel_size": self.kernel_size,
            "causal": self.causal,
            "dropout_rate": self.dropout_rate,
        }

    def _convolve(self, x, training):
        """(B, k - 1 + T, D) to (B, T, D)."""
        x = call_with_a_row(self.convolution, self.dropout(x, training=training))
        a, b = ops.split(x, 2, axis=-1)
        return a * ops.sigmoid(b)


def add_keeping_variance(x: Tensor, y: Tensor) -> Tensor:
    """The sum of two that vary alike, which varies as each of them: (x + y) * sqrt(0.5)."""
    return (x + y) * 0.5**0.5
