"""The Transformer's decoder: all at once in training, step by step in decoding."""

from typing import Any, NamedTuple

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.beams import take_each
from zoo.layers.multi_head_attention import KeyValue
from zoo.layers.transformer_decoder import TransformerDecoderLayer
from zoo.models.memory import Memory
from zoo.models.positions import steps
from zoo.models.self_attention_stack import SelfAttentionStack

Tensor = Any


class Context(NamedTuple):
    """What stays the same while one source is decoded."""

    keep: Tensor  # (B, S), the source's tokens
    cross: list[KeyValue]  # a layer each; () without a memory


class State(NamedTuple):
    """What the K hypotheses of each source remember.

    They share their source's cache, K slots a column, and never move in it: a hypothesis sees the
    slots of its ancestors.
    """

    ancestors: Tensor  # (B, K, L), the slot of each column that is its own; -1 without a token
    positions: Tensor  # (B, K), where the next token stands in its row
    caches: list[KeyValue]  # a layer each, of L * K columns


@keras.saving.register_keras_serializable("zoo")
class SelfAttentionDecoder(SelfAttentionStack):
    """Embedding, positions, a stack of `TransformerDecoderLayer`s, and logits by the embedding.

    The defaults are the paper's base model. Output weights are tied to the embedding.

    Args:
        vocabulary_size: V.
        num_layers: Depth.
        d_model: D.
        num_heads: N.
        num_kv_heads: Heads of keys and values, see `MultiHeadAttention`; N where not given.
        d_ff: F.
        memory_dim: Width of the memory; `d_model` where not given, 0 for a decoder alone: a
            language model's, whose memory is `no_memory`.
        dropout_rate: Dropout on the embeddings and on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre"; "pre" adds one norm after the last layer.
        norm_type: "layer" or "rms".
        activation: The feed-forward network's activation.
        gated: Whether that network is gated, see `FeedForward`.
        positions: "sinusoidal", or "none", "learned", "rotary", "relative" (T5), "alibi".
        max_length: Most tokens of a row, for "learned" positions; the others take any length.

    Call arguments:
        target_in_ids: (B, T) integers, right-padded.
        memory: `Memory` of the encoder.
        return_scores: Also return the last layer's attention to the memory.
        training: Whether dropout is active.

    Returns:
        Logits (B, T, V); with `return_scores`, also the weights (B, N, T, S).

    Raises:
        ValueError: `num_layers` is below 1; `dropout_rate` is not in [0, 1); `positions` is
            unknown, "learned" without a `max_length`, or "sinusoidal" with an odd `d_model`; a
            block cannot be made, see its class.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3 and table 3 (base); Press and
        Wolf 2017, "Using the Output Embedding to Improve Language Models" (tied weights).

    Example:
        >>> memory = Memory(np.ones((2, 5, 8), "float32"), np.ones((2, 5), bool))
        >>> decoder = SelfAttentionDecoder(50, num_layers=1, d_model=8, num_heads=2, d_ff=16)
        >>> decoder(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 50])
    """

    _is_causal = True

    def __init__(
        self,
        vocabulary_size: int,
        *,
        num_layers: int = 6,
        d_model: int = 512,
        num_heads: int = 8,
        num_kv_heads: int | None = None,
        d_ff: int = 2048,
        memory_dim: int | None = None,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        norm_type: str = "layer",
        activation: str = "relu",
        gated: bool = False,
        positions: str = "sinusoidal",
        max_length: int | None = None,
        **kwargs,
    ):
        super().__init__(
            vocabulary_size,
            num_layers=num_layers,
            d_model=d_model,
            num_heads=num_heads,
            num_kv_heads=num_kv_heads,
            d_ff=d_ff,
            dropout_rate=dropout_rate,
            attention_dropout_rate=attention_dropout_rate,
            norm=norm,
            norm_type=norm_type,
            activation=activation,
            gated=gated,
            positions=positions,
            max_length=max_length,
            embedding=None,
            **kwargs,
        )
        self.memory_dim = d_model if memory_dim is None else memory_dim
        self.layers = [
            TransformerDecoderLayer(
                **self._block_options(), memory_dim=self.memory_dim, name=f"layer_{i}"
            )
            for i in range(num_layers)
        ]

    def call(self, target_in_ids, memory, *, return_scores=False, training=None):
        memory = Memory(*memory)
        places = steps(target_in_ids)
        bias = self.positions.bias(places, places)
        x = self._embed(target_in_ids, training=training)
        for layer in self.layers:
            wants_scores = return_scores and layer is self.layers[-1]
            x = layer(
                x,
                memory.values if self.memory_dim else None,
                memory_keep=memory.keep,
                bias=bias,
                return_scores=wants_scores,
                training=training,
            )
            x, scores = x if wants_scores else (x, None)
        logits = self._logits(x)
        return (logits, scores) if return_scores else logits

    def prepare(self, memory: Memory) -> Context:
        """Keys and values of the source for every layer: once per source."""
        memory = Memory(*memory)
        values = memory.values if self.memory_dim else None
        return Context(memory.keep, [layer.prepare(values) for layer in self.layers])

    def start(self, context: Context, length) -> State:
        """An empty state with room for `length` tokens, one hypothesis for each source."""
        batch = ops.shape(context.keep)[0]
        return State(
            ops.full((batch, 1, length), -1, "int32"),
            ops.zeros((batch, 1), "int32"),
            [layer.start(batch, length) for layer in self.layers],
        )

    def step(
        self, ids: Tensor, index, state: State, context: Context, *, return_features: bool = False
    ):
        """One token for each of B * K hypotheses; the next one's logits.

        Args:
            ids: (B * K,) integers; row r belongs to source r // K.
            index: The column to write, a scalar.
            state: What `start`, `reorder` or a step gave.
            context: What `prepare` gave.
            return_features: Also return what the logits are made of.

        Returns:
            Logits (B * K, V) and the new state; with `return_features`, also (B * K, D).
        """
        batch, width, length = ops.shape(state.ancestors)
        slots = ops.arange(width, dtype="int32")
        is_new = ops.equal(ops.arange(length), index)
        ancestors = ops.where(is_new, slots[:, None], state.ancestors)
        visible = ops.equal(ancestors[..., None], slots)  # (B, K, L, K)
        x, caches = self._extend(
            ops.reshape(ids, (batch, width)),
            state.positions,
            index * width,
            state,
            context,
            visible=ops.reshape(visible, (batch, width, length * width)),
            # The hypotheses of a source are as long as one another.
            key_places=ops.repeat(_places(ancestors[:, 0] >= 0), width, axis=1),
        )
        x = ops.reshape(self._finish(x), (batch * width, self.d_model))
        logits, state = self._speak(x), State(ancestors, state.positions + 1, caches)
        return (logits, state, x) if return_features else (logits, state)

    def prefill(self, ids: Tensor, keep: Tensor, state: State, context: Context):
        """A right-padded prompt in one pass, into an empty state; equals stepping through it.

        Args:
            ids: (B, P) integers; the next `step` has index P.
            keep: (B, P) booleans, True where a prompt token stands.
            state: What `start` gave, with at least P columns.
            context: What `prepare` gave.

        Returns:
            Logits (B, V) after each row's last prompt token, and the new state.
        """
        prompt, columns = ops.shape(ids)[1], ops.shape(state.ancestors)[2]
        counts = ops.sum(ops.cast(keep, "int32"), axis=1)
        positions = _places(keep)
        keep = ops.pad(keep, ((0, 0), (0, columns - prompt)))
        x, caches = self._extend(
            ids,
            positions,
            0,
            state,
            context,
            visible=ops.logical_and(keep[:, None, :], masks.causal_keep(prompt, columns)),
            key_places=_places(keep),
        )
        x = take_each(x, ops.maximum(counts - 1, 0)[:, None])
        ancestors = ops.where(keep, 0, -1)[:, None]
        return self._logits(x)[:, 0], State(ancestors, counts[:, None], caches)

    def reorder(self, state: State, parents: Tensor) -> State:
        """The state of (B, K) hypotheses that go on from `parents`, (B, K) integers.

        Only the ancestors move, the caches stay; but from one hypothesis to K they are spread out.
        """
        before, width = ops.shape(state.ancestors)[1], ops.shape(parents)[1]
        caches = state.caches
        if before != width:
            if before != 1:
                raise ValueError(
                    f"`parents` must have {before} columns, one for each hypothesis, got {width}."
                )
            caches = [
                KeyValue(_spread(keys, width, axis=2), _spread(values, width, axis=1))
                for keys, values in caches
            ]
        ancestors, positions = take_each((state.ancestors, state.positions), parents)
        return State(ancestors, positions, caches)

    def attention_scores(self, target_in_ids: Tensor, memory: Memory) -> Tensor:
        """Where each step looks in the source: (B, T, S), the last layer's heads averaged."""
        _, scores = self(target_in_ids, memory, return_scores=True, training=False)
        return ops.mean(masks.to_float32(scores), axis=1)

    def get_config(self):
        return {**super().get_config(), "memory_dim": self.memory_dim}

    def _extend(self, ids, positions, column, state, context, *, visible, key_places):
        """(B, T) tokens through all layers, their keys and values into the caches.

        `visible` (B, T, L * K): what each token sees; `key_places` (B, L * K): where those stand.
        """
        context = Context(*context)
        bias = self.positions.bias(positions, key_places)
        x = self._embed(ids, positions, training=False)
        caches = []
        for layer, cache, cross in zip(self.layers, state.caches, context.cross, strict=True):
            x, cache = layer.step(
                x,
                column,
                KeyValue(*cache),
                cross,
                keep=visible,
                memory_keep=context.keep,
                bias=bias,
                positions=positions,
            )
            caches.append(cache)
        return x, caches

    def _logits(self, x):
        return self._speak(self._finish(x))

    def _speak(self, x):
        return self.embedding(x, reverse=True)


def _places(keep):
    """(B, L): each token's place in its row; in columns without a token that of the last one."""
    return ops.maximum(ops.cumsum(ops.cast(keep, "int32"), axis=1) - 1, 0)


def _spread(x, width, axis):
    """`width` times as long on `axis`, with what was there in the first slot of each column."""
    shape = list(ops.shape(x))
    x = ops.expand_dims(x, axis + 1)
    x = ops.pad(x, [(0, width - 1 if i == axis + 1 else 0) for i in range(4)])
    shape[axis] = shape[axis] * width
    return ops.reshape(x, shape)
