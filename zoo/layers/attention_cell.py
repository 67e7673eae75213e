"""A recurrent cell that looks back at the encoder at every step."""

from typing import Any, NamedTuple

import keras
from keras import ops

from zoo.layers.beams import fold_beams
from zoo.layers.cell_wrapper import CellWrapper
from zoo.layers.memory_attention import MemoryAttention
from zoo.layers.number_checks import check_sizes

Tensor = Any

ORDERS = ("before", "after")


class AttentionMemory(NamedTuple):
    """What an `AttentionCell` looks at."""

    keys: Tensor  # (B, S, attention units)
    values: Tensor  # (B, S, memory_dim)
    keep: Tensor  # (B, S), 1.0 where a token stands and 0.0 elsewhere


@keras.saving.register_keras_serializable("zoo")
class AttentionCell(CellWrapper):
    """Steps a cell and looks at a memory, in one of two orders.

    ```python
    # order="before" (Bahdanau): look with the previous state, step with what was found
    context = attention(h, memory)
    h, state = cell([x; context], state)
    output = [h; context]

    # order="after" (Luong): step, then look; what was found is fed to the next step
    h, state = cell([x; fed], state)
    fed = tanh(W [h; attention(h, memory)])
    output = [h; fed]
    ```

    `keras.layers.RNN` has no constants, so the memory travels as state that comes out as it went
    in: `initial_state=[*cell_state, *cell.prepare(values, keep)]`. Give that RNN no mask, which
    would rewrite the memory at every step; after right padding comes nothing that could be harmed.

    Args:
        cell: The cell that is stepped, e.g. `LSTMCell`; its first state is the query.
        attention: What weighs the memory, `AdditiveAttention` or `DotProductAttention`.
        memory_dim: Width of the memory's values.
        order: "before" or "after", when it looks. After, `fed` is one more state, the last one
            of the cell's.

    Call arguments:
        inputs: (B, D), one time step.
        states: [*cell_state, keys, values, keep], see `AttentionMemory`.
        training: Whether the cell's dropout is active.

    Returns:
        The output, (B, units + memory_dim) or after (B, 2 * units), and the new states.

    Raises:
        TypeError: `attention` is neither of these, or `memory_dim` no whole number.
        ValueError: `order` is neither "before" nor "after", or `memory_dim` is below 1.

    Reference:
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", section 3.1 and appendix A.2.2 (before); Luong et al. 2015, "Effective
        Approaches to Attention-based Neural Machine Translation", eq. 5 and section 3.3 (after).

    Example:
        >>> from zoo.layers import AdditiveAttention, GRUCell
        >>> cell = AttentionCell(GRUCell(4), AdditiveAttention(8), memory_dim=6)
        >>> cell.build((None, 3))
        >>> memory = cell.prepare(np.ones((2, 5, 6)), np.ones((2, 5), bool))
        >>> rnn = keras.layers.RNN(cell, return_sequences=True)
        >>> rnn(np.ones((2, 7, 3)), initial_state=[np.zeros((2, 4)), *memory]).shape
        TensorShape([2, 7, 10])
    """

    _parts = ("cell", "attention")

    def __init__(
        self,
        cell,
        attention: MemoryAttention,
        *,
        memory_dim: int,
        order: str = "before",
        **kwargs,
    ):
        super().__init__(cell, **kwargs)
        if order not in ORDERS:
            raise ValueError(f"`order` must be one of {list(ORDERS)}, got {order!r}.")
        if not isinstance(attention, MemoryAttention):
            kind = type(attention)
            raise TypeError(
                "`attention` must be zoo's `AdditiveAttention` or `DotProductAttention`, got "
                f"{kind.__module__}.{kind.__name__}."
            )
        check_sizes(memory_dim=memory_dim)
        self.attention = attention
        self.memory_dim = memory_dim
        self.order = order
        units = cell.output_size
        fed = [units] if order == "after" else []
        self.added_dim = units if order == "after" else memory_dim  # to inputs and outputs
        self.output_size = units + self.added_dim
        self.state_size = [*self.cell_sizes, *fed, attention.units, memory_dim, 1]
        self.combine = (
            keras.layers.Dense(
                units, "tanh", use_bias=False, dtype=self.dtype_policy, name="combine"
            )
            if order == "after"
            else None
        )

    def build(self, input_shape):
        # Deserialisation may have built the parts already.
        if not self.cell.built:
            self.cell.build((None, input_shape[-1] + self.added_dim))
        if not self.attention.built:
            query_shape = (None, None, self.cell.output_size)
            self.attention.build(query_shape, (None, None, self.memory_dim))
        if self.combine is not None:
            self.combine.build((None, self.cell.output_size + self.memory_dim))

    def call(self, inputs, states, training=False):
        *state, keys, values, keep = states
        memory = AttentionMemory(keys, values, keep)
        output, state = self.step(inputs, state, memory, training=training)
        return output, [*state, *memory]

    def prepare(self, values: Tensor, keep: Tensor) -> AttentionMemory:
        """The memory of one source: its keys are projected here, once.

        Args:
            values: (B, S, memory_dim).
            keep: (B, S) booleans.
        """
        values = ops.cast(values, self.compute_dtype)
        keys = self.attention.prepare(values)
        return AttentionMemory(keys, values, ops.cast(keep, self.compute_dtype))

    def step(self, inputs: Tensor, state, memory: AttentionMemory, *, training: bool = False):
        """One time step of B * K rows; row r looks at memory row r // K.

        Args:
            inputs: (B * K, D).
            state: The cell's, and `fed` after it, leaves (B * K, units).
            memory: Leaves (B, ...).
            training: Whether the cell's dropout is active.

        Returns:
            The output (B * K, units + memory_dim or 2 * units) and the new state.
        """
        if self.order == "before":
            context = self._look(state[0], memory)
            x = ops.concatenate([inputs, context], axis=-1)
            h, state = self.cell(x, list(state), training=training)
            return ops.concatenate([h, context], axis=-1), state
        *state, fed = state
        x = ops.concatenate([inputs, fed], axis=-1)
        h, state = self.cell(x, list(state), training=training)
        fed = self.combine(ops.concatenate([h, self._look(h, memory)], axis=-1))
        return ops.concatenate([h, fed], axis=-1), [*state, fed]

    def get_initial_state(self, batch_size=None):
        raise ValueError(
            "`initial_state` must be [*cell_state, *cell.prepare(values, keep)], got None."
        )

    def get_dropout_mask(self, step_input):
        # Drawn before the loop, where nothing was found yet: only its width matters.
        added = ops.zeros((ops.shape(step_input)[0], self.added_dim), step_input.dtype)
        return self.cell.get_dropout_mask(ops.concatenate([step_input, added], axis=-1))

    def get_config(self):
        return {**super().get_config(), "memory_dim": self.memory_dim, "order": self.order}

    def _look(self, h, memory):
        """The context (B * K, memory_dim): the beams are folded into the query axis."""
        query = fold_beams(h, ops.shape(memory.keys)[0])
        context, _ = self.attention.attend(query, memory.keys, memory.values, memory.keep > 0.5)
        return ops.reshape(context, (ops.shape(h)[0], self.memory_dim))
