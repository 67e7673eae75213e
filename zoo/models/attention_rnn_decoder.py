"""The recurrent decoder that looks back at the source at every step."""

from typing import Any, NamedTuple

import keras
from keras import ops, tree

from zoo.layers.additive_attention import AdditiveAttention
from zoo.layers.attention_cell import AttentionCell, AttentionMemory
from zoo.layers.cells import make_cell
from zoo.layers.dot_product_attention import SCORES, DotProductAttention
from zoo.layers.dropout_options import part_seed
from zoo.layers.zoneout_cell import ZoneoutCell
from zoo.models.memory import Memory
from zoo.models.recurrent_decoder import RecurrentDecoder

Tensor = Any

ATTENTIONS = ("additive", *SCORES)


class Context(NamedTuple):
    """What stays the same while one source is decoded."""

    memory: AttentionMemory
    start: Any  # the start state, a tuple a layer, leaves (B, D)


@keras.saving.register_keras_serializable("zoo")
class AttentionRNNDecoder(RecurrentDecoder):
    """Embedding, an `AttentionCell`, plain recurrent layers above or below it, and logits.

    ```python
    # order="before" (Bahdanau): the first layer looks, with the state before
    h, context = attention_cell(x, memory)
    logits = W_v tanh(W_c [stack(h; context); context])

    # order="after" (Luong): the topmost layer looks, and is fed what it found a step before
    h, fed = attention_cell(stack(x), memory)      # fed = tanh(W [h; context])
    logits = W_v fed
    ```

    With a `depth` above 1 the order "after" departs from the paper: `fed` goes to the topmost
    layer's input alone, where Luong et al. (section 3.3, figure 4) give it to the lowest layer's.

    Args:
        vocabulary_size: V.
        cell: "lstm", "gru", "simple_rnn", "layer_norm_lstm", "layer_norm_gru" or "peephole_lstm".
        attention: "additive", or "dot", "general" or "concat", see `DotProductAttention`.
        order: "before" or "after", see `AttentionCell`.
        d_model: D, width of the embedding, the states and the attention's hidden layer.
        depth: Number of recurrent layers, the attention cell included.
        memory_dim: Width of the memory; `d_model` where not given.
        dropout_rate: Dropout on each recurrent layer's inputs and before the logits.
        recurrent_dropout_rate: Dropout on the recurrent state.
        zoneout_rate: Share of the state that stays as it was at each step, see `ZoneoutCell`.
        skips: Among the layers above or below the attention cell, see `StackedRNN`.
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
        ValueError: An option is unknown, `depth` is below 1, or `memory_dim` is not `d_model` with
            "dot".

    Reference:
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", section 3.1; Luong et al. 2015, "Effective Approaches to Attention-based Neural
        Machine Translation", eq. 5 (the tanh before the logits) and section 3.3 (after).

    Example:
        >>> memory = Memory(np.ones((2, 5, 8), "float32"), np.ones((2, 5), bool))
        >>> decoder = AttentionRNNDecoder(50, cell="gru", d_model=8)
        >>> decoder(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 50])
        >>> decoder.attention_scores(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 5])
    """

    def __init__(
        self,
        vocabulary_size: int,
        *,
        cell: str = "lstm",
        attention: str = "additive",
        order: str = "before",
        d_model: int = 256,
        depth: int = 1,
        memory_dim: int | None = None,
        dropout_rate: float = 0.1,
        recurrent_dropout_rate: float = 0.0,
        zoneout_rate: float = 0.0,
        skips: str = "none",
        tie_embeddings: bool = True,
        seed: int | None = None,
        **kwargs,
    ):
        super().__init__(
            vocabulary_size,
            cell=cell,
            d_model=d_model,
            depth=depth,
            memory_dim=memory_dim,
            dropout_rate=dropout_rate,
            recurrent_dropout_rate=recurrent_dropout_rate,
            zoneout_rate=zoneout_rate,
            skips=skips,
            tie_embeddings=tie_embeddings,
            seed=seed,
            **kwargs,
        )
        if attention not in ATTENTIONS:
            raise ValueError(f"`attention` must be one of {list(ATTENTIONS)}, got {attention!r}.")
        if attention == "dot" and self.memory_dim != d_model:
            raise ValueError(
                f'`memory_dim` must be `d_model`={d_model} with `attention="dot"`, got '
                f"{self.memory_dim}."
            )
        self.attention = attention
        self.order = order
        policy = self.dtype_policy
        self.input_dropout = keras.layers.SpatialDropout1D(
            dropout_rate, seed=part_seed(seed, 200), dtype=policy
        )
        self.rnn = keras.layers.RNN(self._attention_cell(), return_sequences=True, dtype=policy)
        self.stack = self._stacked_rnn(depth - 1) if depth > 1 else None
        # Looking after the step, the cell has made it already.
        self.readout = self._make_readout() if order == "before" else None

    @property
    def attention_cell(self) -> AttentionCell:
        """The cell that looks back."""
        return self.rnn.cell

    def build(self, target_in_ids_shape=None, memory_shape=None):
        if self.built:  # loading builds the parts before the model that holds them
            return
        self.embedding.build((None, None))
        width = self.d_model
        if self.stack is not None and self.order == "after":
            self.stack.build((None, None, width))
            width = self.stack.output_dim
        shares = self.attention_cell.cell.shares_dim if self.zoneout_rate else 0
        self.rnn.build((None, None, shares + width))
        if self.stack is not None and self.order == "before":
            self.stack.build((None, None, self.attention_cell.output_size))
        self.bridge.build()
        if self.readout is not None:
            self.readout.build((None, None, self._features_dim()))

    def call(self, target_in_ids, memory, *, return_scores=False, training=None):
        context = self.prepare(memory)
        x, top = self._embed(target_in_ids), None
        looking, others = self._split(context.start)
        if self.stack is not None and self.order == "after":
            x, _ = self.stack(x, initial_state=others, training=training)
        x = self._fed(self.input_dropout(x, training=training), training)
        seen = self.rnn(x, initial_state=[*looking, *context.memory], training=training)
        if self.stack is not None and self.order == "before":
            top, _ = self.stack(seen, initial_state=others, training=training)
        logits = self._logits(self._features(seen, top), training)
        return (logits, self._scores(seen, context)) if return_scores else logits

    def prepare(self, memory: Memory) -> Context:
        """Keys, values and start state of the source: once per source."""
        memory = Memory(*memory)
        start = self.bridge(memory.values, memory.keep, memory.state)
        if self.order == "after":
            *below, looking = start
            start = (*below, (*looking, ops.zeros_like(looking[0])))  # nothing was found yet
        return Context(self.attention_cell.prepare(memory.values, memory.keep), start)

    def start(self, context: Context, length):
        """The start state, leaves (B, D); a state has no columns, so `length` changes nothing."""
        return Context(*context).start

    def step(self, ids: Tensor, index, state, context: Context, *, return_features: bool = False):
        """One token for each of B * K rows; the next one's logits.

        Args:
            ids: (B * K,) integers; row r belongs to source r // K.
            index: Column of the token; not used, the state knows what has been read.
            state: Leaves (B * K, D).
            context: Leaves (B, ...).
            return_features: Also return what the logits are made of.

        Returns:
            Logits (B * K, V) and the new state; with `return_features`, also (B * K, F).
        """
        features, state = self._advance(ids, state, context)
        logits = self._logits(features)
        return (logits, state, features) if return_features else (logits, state)

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
        """Where each step looks, for a picture: (B, T, S), zeros for an empty source."""
        return self(target_in_ids, memory, return_scores=True, training=False)[1]

    def get_config(self):
        return {**super().get_config(), "attention": self.attention, "order": self.order}

    def _attention_cell(self):
        policy = self.dtype_policy
        cell = make_cell(
            self.cell,
            self.d_model,
            recurrent_dropout_rate=self.recurrent_dropout_rate,
            seed=part_seed(self.seed, 300),
            dtype=policy,
        )
        if self.zoneout_rate:
            seed = part_seed(self.seed, 400)
            cell = ZoneoutCell(cell, self.zoneout_rate, seed=seed, dtype=policy)
        if self.attention == "additive":
            attention = AdditiveAttention(self.d_model, dtype=policy)
        else:
            attention = DotProductAttention(self.d_model, score=self.attention, dtype=policy)
        return AttentionCell(
            cell, attention, memory_dim=self.memory_dim, order=self.order, dtype=policy
        )

    def _fed(self, x, training=False):
        """What the attention cell reads: with zoneout, the shares of its old state too."""
        return self.attention_cell.cell.feed(x, training=training) if self.zoneout_rate else x

    def _split(self, state):
        """The state of the layer that looks, and those of the others."""
        if self.order == "before":
            return state[0], state[1:]
        return state[-1], state[:-1]

    def _join(self, looking, others):
        """The inverse of `_split`."""
        looking = tuple(looking)
        return (looking, *others) if self.order == "before" else (*others, looking)

    def _advance(self, ids, state, context):
        """One token for each of B * K rows: features (B * K, F) and the new state."""
        context = Context(*context)
        memory = AttentionMemory(*context.memory)
        x, top = self._embed(ids), None
        looking, others = self._split(state)
        if self.stack is not None and self.order == "after":
            x, others = self.stack.step(x, others)
        seen, looking = self.attention_cell.step(self._fed(x), looking, memory)
        if self.stack is not None and self.order == "before":
            top, others = self.stack.step(seen, others)
        return self._features(seen, top), self._join(looking, others)

    def _features(self, seen, top):
        """What the logits are made of."""
        added = seen[..., self.d_model :]
        if self.order == "after":
            return added
        return seen if top is None else ops.concatenate([top, added], axis=-1)

    def _features_dim(self):
        if self.order == "after":
            return self.d_model
        top_dim = self.d_model if self.stack is None else self.stack.output_dim
        return top_dim + self.memory_dim

    def _scores(self, seen, context):
        """The scores of all steps at once; a step that looks before it has the h before it."""
        h = seen[..., : self.d_model]
        if self.order == "before":
            h = ops.concatenate([context.start[0][0][:, None], h[:, :-1]], axis=1)
        keys, values, keep = context.memory
        return self.attention_cell.attention.attend(h, keys, values, keep > 0.5)[1]
