"""A recurrent cell that looks back at the encoder at every step."""

from typing import Any, NamedTuple

import keras
from keras import ops

from zoo.layers.additive_attention import AdditiveAttention
from zoo.layers.beams import fold_beams
from zoo.layers.recurrent_cell import DropoutRNNCell

Tensor = Any


class AttentionMemory(NamedTuple):
    """What an `AttentionCell` looks at."""

    keys: Tensor  # (B, S, attention units)
    values: Tensor  # (B, S, memory_dim)
    keep: Tensor  # (B, S), 1.0 where a token stands and 0.0 elsewhere


@keras.saving.register_keras_serializable("zoo")
class AttentionCell(keras.layers.Layer, DropoutRNNCell):
    """Attends with the previous state, then steps a cell with what it found.

    ```python
    context = attention(h, memory)
    h, state = cell([x; context], state)
    output = [h; context]
    ```

    `keras.layers.RNN` has no constants, so the memory travels as state that comes out as it went
    in: `initial_state=[*cell_state, *cell.prepare(values, keep)]`. Give that RNN no mask, which
    would rewrite the memory at every step; after right padding comes nothing that could be harmed.

    Args:
        cell: The cell that is stepped, e.g. `LSTMCell`; its first state is the query.
        attention: What weighs the memory.
        memory_dim: Width of the memory's values.

    Call arguments:
        inputs: (B, D), one time step.
        states: [*cell_state, keys, values, keep], see `AttentionMemory`.
        training: Whether the cell's dropout is active.

    Returns:
        The output (B, units + memory_dim) and the new states.

    Reference:
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", section 3.1 and appendix A.2.2.

    Example:
        >>> from zoo.layers.gru import GRUCell
        >>> cell = AttentionCell(GRUCell(4), AdditiveAttention(8), memory_dim=6)
        >>> cell.build((None, 3))
        >>> memory = cell.prepare(np.ones((2, 5, 6)), np.ones((2, 5), bool))
        >>> rnn = keras.layers.RNN(cell, return_sequences=True)
        >>> rnn(np.ones((2, 7, 3)), initial_state=[np.zeros((2, 4)), *memory]).shape
        TensorShape([2, 7, 10])
    """

    def __init__(self, cell, attention: AdditiveAttention, *, memory_dim: int, **kwargs):
        super().__init__(**kwargs)
        self.cell = cell
        self.attention = attention
        self.memory_dim = memory_dim
        self.output_size = cell.output_size + memory_dim
        sizes = cell.state_size if isinstance(cell.state_size, (list, tuple)) else [cell.state_size]
        self.state_size = [*sizes, attention.units, memory_dim, 1]

    def build(self, input_shape):
        # Deserialisation may have built the parts already.
        if not self.cell.built:
            self.cell.build((None, input_shape[-1] + self.memory_dim))
        if not self.attention.built:
            query_shape = (None, None, self.cell.output_size)
            self.attention.build(query_shape, (None, None, self.memory_dim))

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
            state: The cell's, leaves (B * K, units).
            memory: Leaves (B, ...).
            training: Whether the cell's dropout is active.

        Returns:
            The output (B * K, units + memory_dim) and the cell's new state.
        """
        context = self._look(state[0], memory)
        x = ops.concatenate([inputs, context], axis=-1)
        h, state = self.cell(x, list(state), training=training)
        return ops.concatenate([h, context], axis=-1), state

    def get_initial_state(self, batch_size=None):
        raise ValueError(
            "`initial_state` must be [*cell_state, *cell.prepare(values, keep)], got None."
        )

    def get_dropout_mask(self, step_input):
        # Drawn before the loop, where there is no context yet: only its width matters.
        context = ops.zeros((ops.shape(step_input)[0], self.memory_dim), step_input.dtype)
        return self.cell.get_dropout_mask(ops.concatenate([step_input, context], axis=-1))

    def get_recurrent_dropout_mask(self, step_input):
        return self.cell.get_recurrent_dropout_mask(step_input)

    def reset_dropout_mask(self):
        self.cell.reset_dropout_mask()

    def reset_recurrent_dropout_mask(self):
        self.cell.reset_recurrent_dropout_mask()

    def get_config(self):
        return {
            **super().get_config(),
            "cell": keras.saving.serialize_keras_object(self.cell),
            "attention": keras.saving.serialize_keras_object(self.attention),
            "memory_dim": self.memory_dim,
        }

    @classmethod
    def from_config(cls, config, custom_objects=None):
        config = dict(config)
        for part in ("cell", "attention"):
            config[part] = keras.saving.deserialize_keras_object(
                config[part], custom_objects=custom_objects
            )
        return cls(**config)

    def _look(self, h, memory):
        """The context (B * K, memory_dim): the beams are folded into the query axis."""
        query = fold_beams(h, ops.shape(memory.keys)[0])
        context, _ = self.attention.attend(query, memory.keys, memory.values, memory.keep > 0.5)
        return ops.reshape(context, (ops.shape(h)[0], self.memory_dim))
