"""Zoneout: at each step some units keep the state that they had."""

from typing import Any

import keras
from keras import ops

from zoo.layers.cell_wrapper import CellWrapper
from zoo.layers.dropout_options import check_rate

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class ZoneoutCell(CellWrapper):
    """Steps a cell, and mixes its new state with the old one.

    ```python
    share = bernoulli(rate)                    # in training, for each unit and step
    share = rate                               # its mean, at inference
    state = share * state + (1 - share) * cell(x, state)
    ```

    A loop draws no random numbers on every backend, so the shares are drawn before it and come in
    with the inputs: `rnn(cell.feed(x, training=training))`, with `rnn = keras.layers.RNN(cell)`,
    in a layer's or model's `call`. A Functional model is made once and would keep the mean:
    `StackedRNN(zoneout_rate=...)` draws there, too.

    Args:
        cell: The cell that is stepped, e.g. `LSTMCell`.
        rate: Mean share of the old state, the same for each of the cell's states.
        seed: Seed of the shares.

    Call arguments:
        inputs: (B, M + D), the shares of the M state units and one time step, as `feed` joins
            them.
        states: The cell's.
        training: Whether the cell's dropout is active.

    Returns:
        h (B, units) and the new states.

    Raises:
        ValueError: `rate` is not in [0, 1), or the inputs do not come from `feed`.

    Reference:
        Krueger et al. 2017, "Zoneout: Regularizing RNNs by Randomly Preserving Hidden
        Activations", eq. 2-5.

    Example:
        >>> from zoo.layers import LSTMCell
        >>> cell = ZoneoutCell(LSTMCell(4), 0.1)
        >>> x = cell.feed(np.ones((2, 5, 3), "float32"), training=True)
        >>> keras.layers.RNN(cell, return_sequences=True)(x).shape
        TensorShape([2, 5, 4])
    """

    def __init__(self, cell, rate: float, *, seed: int | None = None, **kwargs):
        super().__init__(cell, **kwargs)
        check_rate("rate", rate)
        self.rate = rate
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.output_size, self.state_size = cell.output_size, cell.state_size
        self.shares_dim = sum(self.cell_sizes)  # M
        self._is_fed = False

    def build(self, input_shape):
        if input_shape[-1] is not None and input_shape[-1] <= self.shares_dim:
            raise ValueError(
                f"`inputs` must come from `feed`, {self.shares_dim} shares and one feature at "
                f"least, got {input_shape[-1]} features."
            )
        if not self.cell.built:  # deserialisation may have done it
            self.cell.build((None, input_shape[-1] - self.shares_dim))

    def call(self, inputs, states, training=False):
        if not self._is_fed:
            raise ValueError(
                "`inputs` must come from `feed`: `rnn(cell.feed(x, training=training))`."
            )
        shares, x = inputs[:, : self.shares_dim], inputs[:, self.shares_dim :]
        old = list(states) if isinstance(states, (list, tuple)) else [states]
        _, new = self.cell(x, old, training=training)
        shares = ops.split(shares, len(old), axis=-1)
        new = [s * o + (1 - s) * n for s, o, n in zip(shares, old, new, strict=True)]
        return new[0], new

    def feed(self, inputs: Tensor, *, training: bool | None = None) -> Tensor:
        """Put the shares of the old state before the inputs.

        Args:
            inputs: (B, S, D), or (B, D) for one step.
            training: Whether they are drawn, or the mean.

        Returns:
            (B, S, M + D) or (B, M + D).
        """
        if training and isinstance(inputs, keras.KerasTensor):
            raise ValueError(
                "`training` must be False for the inputs of a Functional model, which would draw "
                "once for all; `StackedRNN(zoneout_rate=...)` draws in each call. Got True."
            )
        self._is_fed = True
        inputs = ops.cast(inputs, self.compute_dtype)
        shares = ops.zeros_like(ops.repeat(inputs[..., :1], self.shares_dim, axis=-1)) + self.rate
        if training:
            drawn = keras.random.uniform(ops.shape(shares), seed=self.seed_generator)
            shares = ops.cast(drawn < self.rate, inputs.dtype)
        return ops.concatenate([shares, inputs], axis=-1)

    def get_initial_state(self, batch_size=None):
        return self.cell.get_initial_state(batch_size)

    def get_dropout_mask(self, step_input):
        return self.cell.get_dropout_mask(step_input[:, self.shares_dim :])

    @classmethod
    def from_config(cls, config, custom_objects=None):
        cell = super().from_config(config, custom_objects)
        cell._is_fed = True  # a copy's inputs were made by what it is a copy of
        return cell

    def get_config(self):
        return {**super().get_config(), "rate": self.rate, "seed": self.seed}
