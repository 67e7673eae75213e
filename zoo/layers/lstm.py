"""The LSTM cell: a memory that is added to, so that gradients last."""

import keras
from keras import ops

from zoo.layers.recurrent_cell import RecurrentCell


@keras.saving.register_keras_serializable("zoo")
class LSTMCell(RecurrentCell):
    """One step of a long short-term memory; `keras.layers.RNN` runs it over time.

    ```python
    i, f, g, o = split(x @ kernel + h @ recurrent_kernel + bias)
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    h = sigmoid(o) * tanh(c)
    ```

    Weights and gate order are those of `keras.layers.LSTMCell`: input, forget, candidate, output.
    The forget gate's bias starts at one, so that a new network remembers.

    Args:
        units: Width of the states h and c.
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
        ValueError: `units` is below 1, or a rate is not in [0, 1).

    Reference:
        Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; Gers et al. 2000, "Learning to
        Forget", eq. 3.1 (forget gate); Jozefowicz et al. 2015, "An Empirical Exploration of
        Recurrent Network Architectures", section 3.2 (its bias of one).

    Example:
        >>> rnn = keras.layers.RNN(LSTMCell(4), return_sequences=True)
        >>> rnn(np.ones((2, 5, 3))).shape
        TensorShape([2, 5, 4])
    """

    gates = 4
    num_states = 2

    def build(self, input_shape):
        super().build(input_shape)
        self.bias = self.add_weight(
            name="bias", shape=(4 * self.units,), initializer=_ones_for_the_forget_gate
        )

    def call(self, inputs, states, training=False):
        h, c = states
        x, h = self.drop(inputs, h, training)

        z = x @ self.kernel + h @ self.recurrent_kernel + self.bias
        i, f, g, o = ops.split(z, 4, axis=-1)
        c = ops.sigmoid(f) * c + ops.sigmoid(i) * ops.tanh(g)  # forget some, admit some
        h = ops.sigmoid(o) * ops.tanh(c)
        return h, [h, c]


def _ones_for_the_forget_gate(shape, dtype=None):
    units = shape[0] // 4
    zeros, ones = ops.zeros((units,), dtype), ops.ones((units,), dtype)
    return ops.concatenate([zeros, ones, zeros, zeros])
