"""The simple recurrent cell: the new state is a function of the input and of the last state."""

import keras
from keras import ops

from zoo.layers.recurrent_cell import RecurrentCell

_ACTIVATIONS = {"tanh": ops.tanh, "relu": ops.relu, "sigmoid": ops.sigmoid}


@keras.saving.register_keras_serializable("zoo")
class SimpleRNNCell(RecurrentCell):
    """One step of a simple (Elman) recurrent network; `keras.layers.RNN` runs it over time.

    ```python
    h = activation(x @ kernel + h @ recurrent_kernel + bias)
    ```

    Args:
        units: Width of the state h.
        activation: "tanh", "relu" or "sigmoid".
        dropout_rate: Share of the inputs that is dropped in training, the same at every step.
        recurrent_dropout_rate: The same for the previous h.
        seed: Seed of the dropout masks.

    Call arguments:
        inputs: (B, D), one time step.
        states: [h], h (B, units).
        training: Whether dropout is active.

    Returns:
        h (B, units) and [h].

    Raises:
        ValueError: `activation` is unknown, `units` is below 1, or a rate is not in [0, 1).

    Reference:
        Elman 1990, "Finding Structure in Time", figure 2.

    Example:
        >>> rnn = keras.layers.RNN(SimpleRNNCell(4), return_sequences=True)
        >>> rnn(np.ones((2, 5, 3))).shape
        TensorShape([2, 5, 4])
    """

    def __init__(
        self,
        units: int,
        *,
        activation: str = "tanh",
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
        if activation not in _ACTIVATIONS:
            raise ValueError(
                f"`activation` must be one of {sorted(_ACTIVATIONS)}, got {activation!r}."
            )
        self.activation = activation

    def build(self, input_shape):
        super().build(input_shape)
        self.bias = self.add_weight(name="bias", shape=(self.units,), initializer="zeros")

    def call(self, inputs, states, training=False):
        h = states[0] if isinstance(states, (list, tuple)) else states
        x, h = self.drop(inputs, h, training)

        h = x @ self.kernel + h @ self.recurrent_kernel + self.bias
        h = _ACTIVATIONS[self.activation](h)
        return h, [h]

    def get_config(self):
        return {**super().get_config(), "activation": self.activation}
