"""What the recurrent cells have in common: their weights, and dropout drawn once per sequence."""

import keras
from keras import ops

# `keras.layers.RNN` draws and resets the masks of this type alone, and it is not exported.
from keras.src.layers.rnn.dropout_rnn_cell import DropoutRNNCell

from zoo.layers.dropout_options import check_rate
from zoo.layers.number_checks import check_sizes


class RecurrentCell(keras.layers.Layer, DropoutRNNCell):
    """Base of the cells: in training the same units are dropped at every step of a sequence.

    ```python
    m_x = bernoulli(1 - p) / (1 - p)          # p = dropout_rate; drawn once per sequence
    m_h = bernoulli(1 - q) / (1 - q)          # q = recurrent_dropout_rate; the same at each step
    z = (m_x * x) @ kernel + (m_h * h) @ recurrent_kernel + bias      # one mask for all gates
    ```

    A subclass adds `bias` and its equations; their x and h meet the kernels with these masks.
    Weights have Keras's layout and initialisers: `kernel` (D, gates * units), `recurrent_kernel`
    (units, gates * units), `bias`.

    `keras.layers.RNN` draws the masks before its loop and resets them after it; who calls a cell
    directly with `training=True` calls `reset_dropout_mask` and `reset_recurrent_dropout_mask`
    between sequences.

    Args:
        units: Width of the state.
        dropout_rate: Share of the inputs that is dropped in training.
        recurrent_dropout_rate: Share of the previous state that is dropped in training.
        seed: Seed of the dropout masks.

    Raises:
        TypeError: `units` is no whole number, or a rate no number.
        ValueError: `units` is below 1, or a rate is not in [0, 1).

    Reference:
        Gal and Ghahramani 2016, "A Theoretically Grounded Application of Dropout in Recurrent
        Neural Networks", section 4.1 (one mask for all gates: eq. 7).
    """

    gates = 1
    num_states = 1

    def __init__(
        self,
        units: int,
        *,
        dropout_rate: float = 0.0,
        recurrent_dropout_rate: float = 0.0,
        seed: int | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_sizes(units=units)
        check_rate("dropout_rate", dropout_rate)
        check_rate("recurrent_dropout_rate", recurrent_dropout_rate)
        self.units = units
        self.output_size = units
        self.state_size = units if self.num_states == 1 else [units] * self.num_states
        self.dropout_rate = dropout_rate
        self.recurrent_dropout_rate = recurrent_dropout_rate
        self.seed = seed
        # The names that Keras's `DropoutRNNCell` reads.
        self.dropout = dropout_rate
        self.recurrent_dropout = recurrent_dropout_rate
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, input_shape):
        width = self.gates * self.units
        self.kernel = self.add_weight(
            name="kernel", shape=(input_shape[-1], width), initializer="glorot_uniform"
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel", shape=(self.units, width), initializer="orthogonal"
        )

    def drop(self, x, h, training: bool):
        """The inputs (B, D) and the previous state (B, units) with the sequence's dropout."""
        if training and self.dropout_rate:
            x = x * self.get_dropout_mask(x)
        if training and self.recurrent_dropout_rate:
            h = h * self.get_recurrent_dropout_mask(h)
        return x, h

    def get_initial_state(self, batch_size=None):
        """Zeros (B, size), one for each state."""
        sizes = self.state_size if isinstance(self.state_size, list) else [self.state_size]
        return [ops.zeros((batch_size, size), self.compute_dtype) for size in sizes]

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "dropout_rate": self.dropout_rate,
            "recurrent_dropout_rate": self.recurrent_dropout_rate,
            "seed": self.seed,
        }
