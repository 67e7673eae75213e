"""The recurrent decoder that looks back at the source at every step."""

from typing import Any, NamedTuple

import keras
from keras import ops, tree

from zoo.layers.additive_attention import AdditiveAttention
from zoo.layers.attention_cell import AttentionCell, AttentionMemory
from zoo.layers.cells import make_cell
from zoo.layers.dropout_options import part_seed
from zoo.models.memory import Memory
from zoo.models.recurrent_decoder import RecurrentDecoder

Tensor = Any


class Context(NamedTuple):
    """What stays the same while one source is decoded."""

    memory: AttentionMemory
    start: Any  # the start state, a tuple a layer, leaves (B, D)


@keras.saving.register_keras_serializable("zoo")
class AttentionRNNDecoder(RecurrentDecoder):
    """Embedding, an `AttentionCell`, plain recurrent layers above it, and logits.

    ```python
    h, context = attention_cell(x, memory)
    logits = W_v tanh(W_c [stack(h; context); context])
    ```

    Args:
        vocabulary_size: V.
        cell: "lstm", "gru", "simple_rnn", "layer_norm_lstm", "layer_norm_gru" or "peephole_lstm".
        d_model: D, width of the embedding, the states and the attention's hidden layer.
        depth: Number of recurrent layers, the attention cell included.
        memory_dim: Width of the memory; `d_model` where not given.
        dropout_rate: Dropout on each recurrent layer's inputs and before the logits.
        recurrent_dropout_rate: Dropout on the recurrent state.
        skips: Among the layers above the attention cell, see `StackedRNN`.
        tie_embeddings: Whether the embedding's weights also make the logits.
        seed: Seed of the dropout masks.

    Call arguments:
        target_in_ids: (B, T) integers, right-padded.
        memory: `Memory` of the encoder.
        return_scores: Also return the attention scores.
        training: Whether dropout is active.

    Returns:
        Logits (B, T, V); with `return_scores`, also the scores (B, T, S).

    Raises:
        ValueError: An option is unknown, or `depth` is below 1.

    Reference:
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", section 3.1; Luong et al. 2015, "Effective Approaches to Attention-based Neural
        Machine Translation", eq. 5 (the tanh before the logits).

    Example:
        >>> memory = Memory(np.ones((2, 5, 8), "float32"), np.ones((2, 5), bool))
        >>> decoder = AttentionRNNDecoder(50, cell="gru", d_model=8)
        >>> decoder(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 50])
        >>> decoder.attention_scores(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 5])
    """

    @property
    def attention_cell(self) -> AttentionCell:
        """The cell that looks back."""
        return self.rnn.cell

    def build(self, target_in_ids_shape=None, memory_shape=None):
        if self.built:  # loading builds the parts before the model that holds them
            return
        self.embedding.build((None, None))
        self.rnn.build((None, None, self.d_model))
        if self.upper is not None:
            self.upper.build((None, None, self.attention_cell.output_size))
        self.bridge.build()
        self.readout.build((None, None, self._features_dim()))

    def call(self, target_in_ids, memory, *, return_scores=False, training=None):
        context = self.prepare(memory)
        first, *above = context.start
        x = self.input_dropout(self._embed(target_in_ids), training=training)
        seen = self.rnn(x, initial_state=[*first, *context.memory], training=training)
        top = None
        if self.upper is not None:
            top, _ = self.upper(seen, initial_state=above, training=training)
        logits = self._logits(self._features(seen, top), training)
        return (logits, self._scores(seen, context)) if return_scores else logits

    def prepare(self, memory: Memory) -> Context:
        """Keys, values and start state of the source: once per source."""
        memory = Memory(*memory)
        return Context(
            self.attention_cell.prepare(memory.values, memory.keep),
            self.bridge(memory.values, memory.keep, memory.state),
        )

    def start(self, context: Context, length):
        """The start state, leaves (B, D); a state has no columns, so `length` changes nothing."""
        return Context(*context).start

    def step(self, ids: Tensor, index, state, context: Context):
        """One token for each of B * K rows; the next one's logits.

        Args:
            ids: (B * K,) integers; row r belongs to source r // K.
            index: Column of the token; not used, the state knows what has been read.
            state: Leaves (B * K, D).
            context: Leaves (B, ...).

        Returns:
            Logits (B * K, V) and the new state.
        """
        features, state = self._advance(ids, state, context)
        return self._logits(features), state

    def prefill(self, ids: Tensor, keep: Tensor, state, context: Context):
        """A right-padded prompt, stepped through; the logits are made once, at the end.

        Args:
            ids: (B * K, P) integers; row r belongs to source r // K.
            keep: (B * K, P) booleans, True where a prompt token stands.
            state: Leaves (B * K, D).
            context: Leaves (B, ...).

        Returns:
            Logits (B * K, V) after each row's last prompt token, and the state there.
        """

        def advance(column, before):
            after = self._advance(ops.take(ids, column, axis=1), before[1], context)
            is_real = ops.take(keep, column, axis=1)[:, None]
            kept = tree.map_structure(lambda new, old: ops.where(is_real, new, old), after, before)
            return column + 1, kept

        features = ops.zeros((ops.shape(ids)[0], self._features_dim()), self.compute_dtype)
        column, length = ops.zeros((), "int32"), ops.shape(ids)[1]
        _, (features, state) = ops.while_loop(
            lambda column, _: column < length, advance, (column, (features, state))
        )
        return self._logits(features), state

    def attention_scores(self, target_in_ids: Tensor, memory: Memory) -> Tensor:
        """Where each step looks, for a picture: (B, T, S), rows sum to one."""
        return self(target_in_ids, memory, return_scores=True, training=False)[1]

    def _make_recurrent_layers(self):
        policy = self.dtype_policy
        self.input_dropout = keras.layers.SpatialDropout1D(
            self.dropout_rate, seed=part_seed(self.seed, 200), dtype=policy
        )
        self.rnn = keras.layers.RNN(self._attention_cell(), return_sequences=True, dtype=policy)
        self.upper = self._stacked_rnn(self.depth - 1) if self.depth > 1 else None

    def _attention_cell(self):
        policy = self.dtype_policy
        cell = make_cell(
            self.cell,
            self.d_model,
            recurrent_dropout_rate=self.recurrent_dropout_rate,
            seed=part_seed(self.seed, 300),
            dtype=policy,
        )
        attention = AdditiveAttention(self.d_model, dtype=policy)
        return AttentionCell(cell, attention, memory_dim=self.memory_dim, dtype=policy)

    def _advance(self, ids, state, context):
        """One token for each of B * K rows: features (B * K, F) and the new state."""
        context = Context(*context)
        memory = AttentionMemory(*context.memory)
        first, *above = state
        seen, first = self.attention_cell.step(self._embed(ids), first, memory)
        top = None
        if self.upper is not None:
            top, above = self.upper.step(seen, above)
        return self._features(seen, top), (tuple(first), *above)

    def _features(self, seen, top):
        """[h; context] of the attention cell, with the topmost h where there are more layers."""
        if top is None:
            return seen
        return ops.concatenate([top, seen[..., self.d_model :]], axis=-1)

    def _features_dim(self):
        top_dim = self.d_model if self.upper is None else self.upper.output_dim
        return top_dim + self.memory_dim

    def _scores(self, seen, context):
        """The scores of all steps at once: the query of a step is the h before it."""
        before = ops.concatenate(
            [context.start[0][0][:, None], seen[:, :-1, : self.d_model]], axis=1
        )
        keys, values, keep = context.memory
        return self.attention_cell.attention.attend(before, keys, values, keep > 0.5)[1]
