"""A recurrent network that reads numbers, and what it remembers in the end."""

import keras

from zoo.layers.series_patches import SeriesPatches
from zoo.layers.stacked_rnn import StackedRNN


@keras.saving.register_keras_serializable("zoo")
class RecurrentReader(keras.layers.Layer):
    """A series of numbers as the state after its last step.

    ```python
    x = patches(values)                     # (B, S, D), S = L / patch
    h = dropout(stacked_rnn(x).state)       # of the last layer, after the last step
    ```

    Args:
        d_model: D.
        cell: "lstm", "gru", "simple_rnn", or another of `StackedRNN`.
        num_layers: Depth.
        patch: Steps to a token, see `SeriesPatches`.
        dropout_rate: Dropout on each recurrent layer's inputs and on the state.

    Call arguments:
        values: (B, L, C).
        training: Whether dropout is active.

    Returns:
        (B, D).

    Raises:
        ValueError: A part refuses what it gets.

    Example:
        >>> RecurrentReader(8, cell="gru", patch=4)(np.ones((2, 12, 3))).shape
        TensorShape([2, 8])
    """

    def __init__(
        self,
        d_model: int,
        *,
        cell: str = "lstm",
        num_layers: int = 1,
        patch: int = 1,
        dropout_rate: float = 0.0,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.d_model = d_model
        self.cell = cell
        self.num_layers = num_layers
        self.patch = patch
        self.dropout_rate = dropout_rate
        policy = self.dtype_policy
        self.patches = SeriesPatches(d_model, patch=patch, dtype=policy)
        self.rnn = StackedRNN(
            cell, d_model, depth=num_layers, dropout_rate=dropout_rate, dtype=policy
        )
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)

    def build(self, values_shape):
        self.patches.build(values_shape)
        self.rnn.build((None, None, self.d_model))

    def call(self, values, training=None):
        _, state = self.rnn(self.patches(values), training=training)
        return self.dropout(state[-1][0], training=training)

    def compute_output_shape(self, values_shape):
        return (values_shape[0], self.d_model)

    def get_config(self):
        return {
            **super().get_config(),
            "d_model": self.d_model,
            "cell": self.cell,
            "num_layers": self.num_layers,
            "patch": self.patch,
            "dropout_rate": self.dropout_rate,
        }
