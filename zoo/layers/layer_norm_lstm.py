"""An LSTM cell with layer norm inside: gates of one scale, whatever the length."""

import keras
from keras import ops

from zoo.layers.lstm import LSTMCell
from zoo.layers.number_checks import check_positive


@keras.saving.register_keras_serializable("zoo")
class LayerNormLSTMCell(LSTMCell):
    """One step of an LSTM whose sums and memory are normalised.

    ```python
    i, f, g, o = split(norm(x @ kernel) + norm(h @ recurrent_kernel) + bias)
    c = norm(sigmoid(f) * c + sigmoid(i) * tanh(g))
    h = sigmoid(o) * tanh(c)
    ```

    It is TensorFlow Addons' cell of this name: the same weights (`kernel_norm`, `recurrent_norm`
    and `state_norm`) and epsilon, and the memory that goes on to the next step is the normalised
    one. In the paper that is only what h sees (eq. 21 and 22).

    Args:
        units: Width of the states h and c.
        norm_epsilon: Added to the variance.
        dropout_rate: Share of the inputs that is dropped in training, the same at every step.
        recurrent_dropout_rate: The same for the previous h.
        seed: Seed of the dropout masks.

    Call arguments:
        inputs: (B, D), one time step.
        states: [h, c], each (B, units).
        training: Whether dropout is active.

    Returns:
        h (B, units) and [h, c].

    Raises:
        ValueError: `units` is below 1, `norm_epsilon` is not positive, or a rate not in [0, 1).
        TypeError: An argument is no number.

    Reference:
        Ba et al. 2016, "Layer Normalization", supplementary material, eq. 20-22.

    Example:
        >>> rnn = keras.layers.RNN(LayerNormLSTMCell(4), return_sequences=True)
        >>> rnn(np.ones((2, 5, 3))).shape
        TensorShape([2, 5, 4])
    """

    def __init__(
        self,
        units: int,
        *,
        norm_epsilon: float = 1e-3,
        dropout_rate: float = 0.0,
        recurrent_dropout_rate: float = 0.0,
        seed: int | None = None,
        **kwargs,
    ):
        super().__init__(
            units,
            dropout_rate=dropout_rate,
            recurrent_dropout_rate=recurrent_dropout_rate,
            seed=seed,
            **kwargs,
        )
        check_positive(norm_epsilon=norm_epsilon)
        self.norm_epsilon = norm_epsilon
        self.kernel_norm, self.recurrent_norm, self.state_norm = (
            keras.layers.LayerNormalization(epsilon=norm_epsilon, dtype=self.dtype_policy)
            for _ in range(3)
        )

    def build(self, input_shape):
        super().build(input_shape)
        self.kernel_norm.build((None, 4 * self.units))
        self.recurrent_norm.build((None, 4 * self.units))
        self.state_norm.build((None, self.units))

    def call(self, inputs, states, training=False):
        h, c = states
        x, h = self.drop(inputs, h, training)

        z = self.kernel_norm(x @ self.kernel) + self.recurrent_norm(h @ self.recurrent_kernel)
        i, f, g, o = ops.split(z + self.bias, 4, axis=-1)
        c = self.state_norm(ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g))
        h = ops.sigmoid(o) * ops.tanh(c)
        return h, [h, c]

    def get_config(self):
        return {**super().get_config(), "norm_epsilon": self.norm_epsilon}
