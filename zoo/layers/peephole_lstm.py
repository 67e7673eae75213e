"""An LSTM cell whose gates see the memory: it can count and time."""

import keras
from keras import ops

from zoo.layers.lstm import LSTMCell


@keras.saving.register_keras_serializable("zoo")
class PeepholeLSTMCell(LSTMCell):
    """One step of an LSTM with a weight from each memory unit to its own gates.

    ```python
    i, f, g, o = split(x @ kernel + h @ recurrent_kernel + bias)
    i, f = sigmoid(i + w_i * c), sigmoid(f + w_f * c)
    c = f * c + i * tanh(g)
    h = sigmoid(o + w_o * c) * tanh(c)         # the output gate sees the new memory
    ```

    It is TensorFlow Addons' cell of this name, with the same weights:
    `input_gate_peephole_weights`, `forget_gate_peephole_weights`, `output_gate_peephole_weights`.

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
        Gers and Schmidhuber 2000, "Recurrent Nets that Time and Count"; Graves 2013, "Generating
        Sequences With Recurrent Neural Networks", eq. 7-11.

    Example:
        >>> rnn = keras.layers.RNN(PeepholeLSTMCell(4), return_sequences=True)
        >>> rnn(np.ones((2, 5, 3))).shape
        TensorShape([2, 5, 4])
    """

    def build(self, input_shape):
        super().build(input_shape)
        (
            self.input_gate_peephole_weights,
            self.forget_gate_peephole_weights,
            self.output_gate_peephole_weights,
        ) = (
            self.add_weight(
                name=f"{gate}_gate_peephole_weights",
                shape=(self.units,),
                initializer="glorot_uniform",
            )
            for gate in ("input", "forget", "output")
        )

    def call(self, inputs, states, training=False):
        h, c = states
        x, h = self.drop(inputs, h, training)

        z = x @ self.kernel + h @ self.recurrent_kernel + self.bias
        i, f, g, o = ops.split(z, 4, axis=-1)
        i = ops.sigmoid(i + self.input_gate_peephole_weights * c)
        f = ops.sigmoid(f + self.forget_gate_peephole_weights * c)
        c = f * c + i * ops.tanh(g)
        h = ops.sigmoid(o + self.output_gate_peephole_weights * c) * ops.tanh(c)
        return h, [h, c]
