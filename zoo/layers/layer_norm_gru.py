"""A GRU cell with layer norm inside: gates of one scale, whatever the length."""

import keras
from keras import ops

from zoo.layers.gru import GRUCell
from zoo.layers.number_checks import check_positive


@keras.saving.register_keras_serializable("zoo")
class LayerNormGRUCell(GRUCell):
    """One step of a GRU whose sums are normalised, those of the gates apart from the candidate's.

    ```python
    x_z, x_r, x_g = split(x @ kernel)
    h_z, h_r, h_g = split(h @ recurrent_kernel)
    z, r = sigmoid(norm([x_z; x_r]) + norm([h_z; h_r]) + bias[0, :2] + bias[1, :2])
    h = z * h + (1 - z) * tanh(norm(x_g) + bias[0, 2] + r * (norm(h_g) + bias[1, 2]))
    ```

    Weights and gate order are those of `GRUCell`. The paper has z and 1 - z the other way round.

    Args:
        units: Width of the state h.
        norm_epsilon: Added to the variance.
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
        ValueError: `units` is below 1, `norm_epsilon` is not positive, or a rate not in [0, 1).
        TypeError: An argument is no number.

    Reference:
        Ba et al. 2016, "Layer Normalization", supplementary material, the GRU of the skip-thoughts
        model.

    Example:
        >>> rnn = keras.layers.RNN(LayerNormGRUCell(4), return_sequences=True)
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
        self.kernel_norm, self.recurrent_norm, self.kernel_norm_g, self.recurrent_norm_g = (
            keras.layers.LayerNormalization(epsilon=norm_epsilon, dtype=self.dtype_policy)
            for _ in range(4)
        )

    def build(self, input_shape):
        super().build(input_shape)
        self.kernel_norm.build((None, 2 * self.units))
        self.recurrent_norm.build((None, 2 * self.units))
        self.kernel_norm_g.build((None, self.units))
        self.recurrent_norm_g.build((None, self.units))

    def call(self, inputs, states, training=False):
        previous = states[0] if isinstance(states, (list, tuple)) else states
        x, h = self.drop(inputs, previous, training)

        gates = 2 * self.units
        x, h = x @ self.kernel, h @ self.recurrent_kernel
        x_gates, x_g = self.kernel_norm(x[:, :gates]), self.kernel_norm_g(x[:, gates:])
        h_gates, h_g = self.recurrent_norm(h[:, :gates]), self.recurrent_norm_g(h[:, gates:])
        biases = self.bias[0, :gates] + self.bias[1, :gates]
        z, r = ops.split(ops.sigmoid(x_gates + h_gates + biases), 2, axis=-1)
        candidate = x_g + self.bias[0, gates:] + r * (h_g + self.bias[1, gates:])
        h = z * previous + (1 - z) * ops.tanh(candidate)  # keep some, renew the rest
        return h, [h]

    def get_config(self):
        return {**super().get_config(), "norm_epsilon": self.norm_epsilon}
