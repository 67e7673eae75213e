"""Recurrent layers on top of one another: depth, direction, skips."""

from typing import Any

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.cells import cell_class, make_cell
from zoo.layers.dropout_options import check_rate, part_seed
from zoo.layers.number_checks import check_sizes
from zoo.layers.zoneout_cell import ZoneoutCell

Tensor = Any

_FUSED = {"lstm": keras.layers.LSTM, "gru": keras.layers.GRU}
_SKIPS = ("none", "residual", "concatenate")


@keras.saving.register_keras_serializable("zoo")
class StackedRNN(keras.layers.Layer):
    """A stack of recurrent layers over a right-padded batch of sequences.

    ```python
    x = layer_0(inputs)                                  # [forward; backward] if bidirectional
    x = layer_i(x)                                       # skips="none"; i = 1, 2, ...
    x = x + layer_i(x)                                   # skips="residual"
    x = [x; layer_i(x)]                                  # skips="concatenate"
    ```

    A layer is Keras's own LSTM or GRU where that computes the same (it runs on cuDNN on a GPU),
    and our cell in `keras.layers.RNN` where it does not; the weights are laid out alike. `explain`
    says which, and why.

    Args:
        cell: "lstm", "gru", "simple_rnn", "layer_norm_lstm", "layer_norm_gru" or "peephole_lstm".
        units: Width of each direction.
        depth: Number of layers.
        bidirectional: Also read from the end; outputs and states are [forward; backward].
        activation: Of "simple_rnn": "tanh", "relu" or "sigmoid".
        dropout_rate: Share of each layer's inputs (the first's too) that is dropped in training,
            the same at every step of a sequence.
        recurrent_dropout_rate: The same for the previous state. Rules out the fused layer.
        zoneout_rate: Share of the state that stays as it was, drawn anew at every step, see
            `ZoneoutCell`. Rules out the fused layer.
        skips: From the second layer on, "residual" adds a layer's inputs to its outputs, and
            "concatenate" puts them before its outputs. `output_dim` is the width that results.
        seed: Seed of the dropout masks.

    Call arguments:
        inputs: (B, S, D).
        keep: (B, S) booleans, True where a step is real; None where all are. Right-padded: cuDNN
            refuses other masks.
        initial_state: As the returned state; zeros where not given.
        training: Whether dropout is active.

    Returns:
        values (B, S, output_dim), zero where there is padding, and the state after each row's last
        real step: one tuple a layer, (h,) or (h, c), each (B, units) or (B, 2 * units).

    Raises:
        TypeError: A size is no whole number, or a rate no number.
        ValueError: An argument is none of its choices, `units` or `depth` is below 1, `activation`
            is given for a gated cell, or `initial_state` is not a tuple a layer.

    Reference:
        Graves 2013, "Generating Sequences With Recurrent Neural Networks", section 2 (depth,
        skips); Schuster and Paliwal 1997, "Bidirectional Recurrent Neural Networks", section II;
        Wu et al. 2016, "Google's Neural Machine Translation System", eq. 6 (residual).

    Example:
        >>> rnn = StackedRNN("gru", 4, depth=2, bidirectional=True)
        >>> values, state = rnn(np.ones((2, 5, 3)), np.ones((2, 5), bool))
        >>> values.shape, len(state), state[0][0].shape
        (TensorShape([2, 5, 8]), 2, TensorShape([2, 8]))
    """

    def __init__(
        self,
        cell: str,
        units: int,
        *,
        depth: int = 1,
        bidirectional: bool = False,
        activation: str = "tanh",
        dropout_rate: float = 0.0,
        recurrent_dropout_rate: float = 0.0,
        zoneout_rate: float = 0.0,
        skips: str = "none",
        seed: int | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        cell_class(cell, activation=activation)
        check_sizes(units=units, depth=depth)
        check_rate("dropout_rate", dropout_rate)
        check_rate("zoneout_rate", zoneout_rate)
        if skips not in _SKIPS:
            raise ValueError(f"`skips` must be one of {_SKIPS}, got {skips!r}.")
        self.cell = cell
        self.units = units
        self.depth = depth
        self.bidirectional = bidirectional
        self.activation = activation
        self.dropout_rate = dropout_rate
        self.recurrent_dropout_rate = recurrent_dropout_rate
        self.zoneout_rate = zoneout_rate
        self.skips = skips
        self.seed = seed
        # Outside the cell, so that the fused layer can have it and inference draws no numbers.
        self.dropout = keras.layers.SpatialDropout1D(
            dropout_rate, seed=seed, dtype=self.dtype_policy
        )
        self.forward_layers = [self._layer(i, backwards=False) for i in range(depth)]
        self.backward_layers = [
            self._layer(i, backwards=True) for i in range(depth if bidirectional else 0)
        ]

    @property
    def output_dim(self) -> int:
        """Width of the values."""
        width = self.units * (2 if self.bidirectional else 1)
        return width * self.depth if self.skips == "concatenate" else width

    def build(self, inputs_shape):
        width = inputs_shape[-1]
        for i, forward in enumerate(self.forward_layers):
            shares = forward.cell.shares_dim if self.zoneout_rate else 0
            forward.build((None, None, shares + width))
            if self.bidirectional:
                self.backward_layers[i].build((None, None, shares + width))
            added = self.units * (2 if self.bidirectional else 1)
            width = width + added if i and self.skips == "concatenate" else added

    def call(self, inputs, keep=None, initial_state=None, training=None):
        if initial_state is not None:
            self._check_state("initial_state", initial_state, may_lack=True)
        x, state, mask = inputs, [], None
        if keep is not None:
            # cuDNN refuses empty rows: they read one step, and its result is dropped below.
            is_empty = ops.logical_not(ops.any(keep, axis=1, keepdims=True))
            is_first = ops.arange(ops.shape(keep)[1])[None] == 0
            mask = ops.logical_or(keep, ops.logical_and(is_empty, is_first))
            x = masks.zero_padding(x, keep)
        for i in range(self.depth):
            before = None if initial_state is None else initial_state[i]
            dropped = self.dropout(x, training=training)
            y, after = self._run(i, dropped, mask, before, training)
            if keep is not None:
                y = masks.zero_padding(y, keep)
                before = [ops.zeros_like(s) for s in after] if before is None else before
                after = [ops.where(is_empty, b, a) for b, a in zip(before, after, strict=True)]
            x = self._join(i, x, y)
            state.append(tuple(after))
        return x, tuple(state)

    def step(self, inputs: Tensor, state):
        """One time step, at inference: (B, D) and the state to (B, output_dim) and the new state.

        Raises:
            ValueError: The stack is bidirectional, or `state` is not a tuple a layer.
        """
        if self.bidirectional:
            raise ValueError("`step` must not be used with `bidirectional`, got True.")
        self._check_state("state", state)
        x, new_state = inputs, []
        for i, (layer, before) in enumerate(zip(self.forward_layers, state, strict=True)):
            fed = layer.cell.feed(x) if self.zoneout_rate else x
            y, after = layer.cell(fed, list(before), training=False)
            x = self._join(i, x, y)
            new_state.append(tuple(after))
        return x, tuple(new_state)

    def explain(self) -> str:
        """Which layer runs on what, and why."""
        obstacle = self._obstacle()
        cell = cell_class(self.cell).__name__
        if obstacle is None:
            text = f"keras.layers.{_FUSED[self.cell].__name__}, cuDNN on a GPU: a plain {self.cell}"
        else:
            text = f"{cell} in keras.layers.RNN: {obstacle}"
        directions = "forward and backward" if self.bidirectional else "forward"
        return "\n".join(f"layer {i} ({directions}): {text}" for i in range(self.depth))

    def get_config(self):
        return {
            **super().get_config(),
            "cell": self.cell,
            "units": self.units,
            "depth": self.depth,
            "bidirectional": self.bidirectional,
            "activation": self.activation,
            "dropout_rate": self.dropout_rate,
            "recurrent_dropout_rate": self.recurrent_dropout_rate,
            "zoneout_rate": self.zoneout_rate,
            "skips": self.skips,
            "seed": self.seed,
        }

    def _check_state(self, name, state, *, may_lack=False):
        if not isinstance(state, (list, tuple)):
            raise ValueError(f"`{name}` must be a list of tuples, got a {type(state).__name__}.")
        count = cell_class(self.cell).num_states
        found = [
            len(layer) if isinstance(layer, (list, tuple)) else type(layer).__name__
            for layer in state
        ]
        right = (count, "NoneType") if may_lack else (count,)
        if len(found) != self.depth or any(size not in right for size in found):
            raise ValueError(
                f"`{name}` must be {self.depth} tuples of {count} tensors, one for each layer, got "
                f"{found}."
            )

    def _obstacle(self):
        """Why Keras's fused layer cannot be used, or None."""
        if self.cell not in _FUSED:
            return f"Keras has no fused {self.cell}"
        if self.recurrent_dropout_rate:
            return "recurrent dropout acts between the steps"
        if self.zoneout_rate:
            return "zoneout acts between the steps"
        return None

    def _layer(self, index, backwards):
        options = {
            "return_sequences": True,
            "return_state": True,
            "go_backwards": backwards,
            "dtype": self.dtype_policy,
            "name": f"{'backward' if backwards else 'forward'}_{index}",
        }
        if self._obstacle() is None:
            return _FUSED[self.cell](self.units, **options)
        cell = make_cell(
            self.cell,
            self.units,
            activation=self.activation,
            recurrent_dropout_rate=self.recurrent_dropout_rate,
            seed=part_seed(self.seed, 1 + 2 * index + backwards),
            dtype=self.dtype_policy,
        )
        if self.zoneout_rate:
            seed = part_seed(self.seed, 1001 + 2 * index + backwards)
            cell = ZoneoutCell(cell, self.zoneout_rate, seed=seed, dtype=self.dtype_policy)
        return keras.layers.RNN(cell, **options)

    def _run(self, index, x, mask, state, training):
        """Layer `index`, in one or both directions."""

        def read(layer, state):
            fed = layer.cell.feed(x, training=training) if self.zoneout_rate else x
            y, *after = layer(fed, initial_state=state, mask=mask, training=training)
            return y, after

        forward = self.forward_layers[index]
        if not self.bidirectional:
            return read(forward, state)
        halves = (None, None)
        if state is not None:
            halves = zip(*(ops.split(s, 2, axis=-1) for s in state), strict=True)
        ahead, back = (None if half is None else list(half) for half in halves)
        y, after = read(forward, ahead)
        y_back, after_back = read(self.backward_layers[index], back)
        y = ops.concatenate([y, ops.flip(y_back, axis=1)], axis=-1)
        both = zip(after, after_back, strict=True)
        return y, [ops.concatenate(pair, axis=-1) for pair in both]

    def _join(self, index, x, y):
        if index == 0 or self.skips == "none":
            return y
        return x + y if self.skips == "residual" else ops.concatenate([x, y], axis=-1)
