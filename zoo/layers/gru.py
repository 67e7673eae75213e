"""The GRU cell: an LSTM's gates with one state less."""

import keras
from keras import ops

from zoo.layers.recurrent_cell import RecurrentCell


@keras.saving.register_keras_serializable("zoo")
class GRUCell(RecurrentCell):
    """One step of a gated recurrent unit; `keras.layers.RNN` runs it over time.

    ```python
    x_z, x_r, x_g = split(x @ kernel + bias[0])
    h_z, h_r, h_g = split(h @ recurrent_kernel + bias[1])
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    h = z * h + (1 - z) * tanh(x_g + r * h_g)
    ```

    Weights and gate order are those of `keras.layers.GRUCell(reset_after=True)`: update, reset,
    candidate. The reset gate acts after the matrix product, as in cuDNN and PyTorch.

    Args:
        units: Width of the state h.
        dropout_rate: Share of the inputs that is dropped in training, the same at every step.
        recurrent_dropout_rate: The same for the previous h, where it enters a matrix product.
        seed: Seed of the dropout masks.

    Call arguments:
        inputs: (B, D), one time step.
        states: [h], h (B, units).
        training: Whether dropout is active.

    Returns:
        h (B, units) and [h].

    Raises:
        ValueError: `units` is below 1, or a rate is not in [0, 1).

    Reference:
        Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder for
        Statistical Machine Translation", eq. 5-8 (with the reset before the product).

    Example:
        >>> rnn = keras.layers.RNN(GRUCell(4), return_sequences=True)
        >>> rnn(np.ones((2, 5, 3))).shape
        TensorShape([2, 5, 4])
    """

    gates = 3

    def build(self, input_shape):
        super().build(input_shape)
        self.bias = self.add_weight(name="bias", shape=(2, 3 * self.units), initializer="zeros")

    def call(self, inputs, states, training=False):
        previous = states[0] if isinstance(states, (list, tuple)) else states
        x, h = self.drop(inputs, previous, training)

        x_z, x_r, x_g = ops.split(x @ self.kernel + self.bias[0], 3, axis=-1)
        h_z, h_r, h_g = ops.split(h @ self.recurrent_kernel + self.bias[1], 3, axis=-1)
        z, r = ops.sigmoid(x_z + h_z), ops.sigmoid(x_r + h_r)
        h = z * previous + (1 - z) * ops.tanh(x_g + r * h_g)  # keep some, renew the rest
        return h, [h]
