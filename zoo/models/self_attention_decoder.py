"""The Transformer's decoder: all at once in training, step by step in decoding."""

from typing import Any, NamedTuple

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.dropout_options import check_rate
from zoo.layers.multi_head_attention import KeyValue
from zoo.layers.positional_encoding import SinusoidalPositionalEncoding
from zoo.layers.transformer_decoder import TransformerDecoderLayer
from zoo.models.embedding import token_embedding
from zoo.models.memory import Memory

Tensor = Any


class Context(NamedTuple):
    """What stays the same while one source is decoded."""

    cross: list[KeyValue]  # a layer each, (B, N, S, H)
    keep: Tensor  # (B, S), the source's tokens


class State(NamedTuple):
    """What a hypothesis remembers."""

    caches: list[KeyValue]  # a layer each, (B, N, L, H)
    keep: Tensor  # (B, L), the columns that hold a token
    positions: Tensor  # (B,), where the next token stands in its row


@keras.saving.register_keras_serializable("zoo")
class SelfAttentionDecoder(keras.layers.Layer):
    """Embedding, positions, a stack of `TransformerDecoderLayer`s, and logits by the embedding.

    The defaults are the paper's base model. Output weights are tied to the embedding.

    Args:
        vocabulary_size: V.
        num_layers: Depth.
        d_model: D.
        num_heads: N.
        d_ff: F.
        memory_dim: Width of the memory; `d_model` where not given.
        dropout_rate: Dropout on the embeddings and on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre"; "pre" adds one norm after the last layer.
        activation: The feed-forward network's activation.

    Call arguments:
        target_in_ids: (B, T) integers, right-padded.
        memory: `Memory` of the encoder.
        return_scores: Also return the last layer's attention to the memory.
        training: Whether dropout is active.

    Returns:
        Logits (B, T, V); with `return_scores`, also the weights (B, N, T, S).

    Raises:
        ValueError: `num_layers` is below 1.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3 and table 3 (base); Press and
        Wolf 2017, "Using the Output Embedding to Improve Language Models" (tied weights).

    Example:
        >>> memory = Memory(np.ones((2, 5, 8), "float32"), np.ones((2, 5), bool))
        >>> decoder = SelfAttentionDecoder(50, num_layers=1, d_model=8, num_heads=2, d_ff=16)
        >>> decoder(np.ones((2, 4), int), memory).shape
        TensorShape([2, 4, 50])
    """

    def __init__(
        self,
        vocabulary_size: int,
        *,
        num_layers: int = 6,
        d_model: int = 512,
        num_heads: int = 8,
        d_ff: int = 2048,
        memory_dim: int | None = None,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        activation: str = "relu",
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_rate("dropout_rate", dropout_rate)
        if num_layers < 1:
            raise ValueError(f"`num_layers` must be at least 1, got {num_layers}.")
        self.vocabulary_size = vocabulary_size
        self.num_layers = num_layers
        self.d_model = d_model
        self.num_heads = num_heads
        self.d_ff = d_ff
        self.memory_dim = d_model if memory_dim is None else memory_dim
        self.dropout_rate = dropout_rate
        self.attention_dropout_rate = attention_dropout_rate
        self.norm = norm
        self.activation = activation
        policy = self.dtype_policy
        self.embedding = token_embedding(vocabulary_size, d_model, policy)
        self.positions = SinusoidalPositionalEncoding(dtype=policy)
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)
        self.layers = [
            TransformerDecoderLayer(
                d_model,
                num_heads,
                d_ff,
                memory_dim=self.memory_dim,
                dropout_rate=dropout_rate,
                attention_dropout_rate=attention_dropout_rate,
                norm=norm,
                activation=activation,
                dtype=policy,
                name=f"layer_{i}",
            )
            for i in range(num_layers)
        ]
        self.final_norm = (
            keras.layers.LayerNormalization(epsilon=1e-5, dtype=policy) if norm == "pre" else None
        )

    def build(self, target_in_ids_shape=None, memory_shape=None):
        self.embedding.build((None, None))
        shape = (None, None, self.d_model)
        self.positions.build(shape)
        for layer in self.layers:
            layer.build(shape, (None, None, self.memory_dim))
        if self.final_norm is not None:
            self.final_norm.build(shape)

    def call(self, target_in_ids, memory, *, return_scores=False, training=None):
        memory = Memory(*memory)
        scores = None
        x = self._embed(target_in_ids, None, training)
        for layer in self.layers:
            x, scores = layer(
                x,
                memory.values,
                memory_keep=memory.keep,
                return_scores=True,
                training=training,
            )
        logits = self._logits(x)
        return (logits, scores) if return_scores else logits

    def prepare(self, memory: Memory) -> Context:
        """Keys and values of the source for every layer, (B, N, S, H) each: once per source."""
        memory = Memory(*memory)
        return Context([layer.prepare(memory.values) for layer in self.layers], memory.keep)

    def start(self, context: Context, length) -> State:
        """An empty state with room for `length` tokens, one row for each source."""
        batch = ops.shape(context.keep)[0]
        return State(
            [layer.start(batch, length) for layer in self.layers],
            ops.zeros((batch, length), "bool"),
            ops.zeros((batch,), "int32"),
        )

    def step(self, ids: Tensor, index, state: State, context: Context):
        """One token for each of B * K rows; the next one's logits.

        Args:
            ids: (B * K,) integers; row r belongs to source r // K.
            index: The cache column to write, a scalar.
            state: Leaves (B * K, ...).
            context: Leaves (B, ...).

        Returns:
            Logits (B * K, V) and the new state.
        """
        columns = ops.arange(ops.shape(state.keep)[1])
        keep = ops.logical_or(state.keep, ops.equal(columns, index)[None, :])
        x, caches = self._extend(
            ids[:, None], state.positions[:, None], index, state, context, keep
        )
        return self._logits(x)[:, 0], State(caches, keep, state.positions + 1)

    def prefill(self, ids: Tensor, keep: Tensor, state: State, context: Context):
        """A right-padded prompt in one pass, into an empty state; equals stepping through it.

        Args:
            ids: (B, P) integers; the next `step` has index P.
            keep: (B, P) booleans, True where a prompt token stands.
            state: What `start` gave, with at least P columns.
            context: Leaves (B, ...).

        Returns:
            Logits (B, V) after each row's last prompt token, and the new state.
        """
        prompt, columns = ops.shape(ids)[1], ops.shape(state.keep)[1]
        counts = ops.sum(ops.cast(keep, "int32"), axis=1)
        positions = ops.maximum(ops.cumsum(ops.cast(keep, "int32"), axis=1) - 1, 0)
        keep = ops.pad(keep, ((0, 0), (0, columns - prompt)))
        visible = ops.logical_and(keep[:, None, :], masks.causal_keep(prompt, columns))
        x, caches = self._extend(ids, positions, 0, state, context, visible)
        last = ops.maximum(counts - 1, 0)[:, None, None]
        x = ops.take_along_axis(x, last, axis=1)
        return self._logits(x)[:, 0], State(caches, keep, counts)

    def attention_scores(self, target_in_ids: Tensor, memory: Memory) -> Tensor:
        """Where each step looks in the source: (B, T, S), the last layer's heads averaged."""
        _, scores = self(target_in_ids, memory, return_scores=True, training=False)
        return ops.mean(masks.to_float32(scores), axis=1)

    def get_config(self):
        return {
            **super().get_config(),
            "vocabulary_size": self.vocabulary_size,
            "num_layers": self.num_layers,
            "d_model": self.d_model,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
            "memory_dim": self.memory_dim,
            "dropout_rate": self.dropout_rate,
            "attention_dropout_rate": self.attention_dropout_rate,
            "norm": self.norm,
            "activation": self.activation,
        }

    def _embed(self, ids, positions, training=None):
        x = self.embedding(ids) * self.d_model**0.5
        return self.dropout(self.positions(x, positions=positions), training=training)

    def _extend(self, ids, positions, index, state, context, keep):
        """(B * K, T) tokens through all layers, their keys and values into the caches."""
        context = Context(*context)
        x = self._embed(ids, positions, training=False)
        caches = []
        for layer, cache, cross in zip(self.layers, state.caches, context.cross, strict=True):
            x, cache = layer.step(
                x,
                index,
                KeyValue(*cache),
                KeyValue(*cross),
                keep=keep,
                memory_keep=context.keep,
            )
            caches.append(cache)
        return x, caches

    def _logits(self, x):
        if self.final_norm is not None:
            x = self.final_norm(x)
        return self.embedding(x, reverse=True)
