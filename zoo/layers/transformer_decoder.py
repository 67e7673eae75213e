"""One block of the Transformer's decoder."""

from typing import Any

import keras

from zoo.layers.feed_forward import FeedForward
from zoo.layers.multi_head_attention import KeyValue, MultiHeadAttention
from zoo.layers.residual import Residual

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class TransformerDecoderLayer(keras.layers.Layer):
    """Causal self-attention, attention to the memory, feed-forward; each with residual and norm.

    `call` sees all target steps at once; `start` and `step` do the same token by token with a
    cache, through the same code.

    Args:
        d_model: D.
        num_heads: N. Must divide `d_model`.
        d_ff: F, inner width of the feed-forward network.
        memory_dim: Width of the memory; `d_model` where not given.
        dropout_rate: Dropout on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre".
        activation: The feed-forward network's activation.

    Call arguments:
        inputs: (B, T, D).
        memory: (B, S, memory_dim), the encoder's values.
        keep: (B, T) booleans, True where a target token stands. Right padding needs none.
        memory_keep: (B, S) booleans, True where a source token stands.
        return_scores: Also return the attention weights to the memory.
        training: Whether dropout is active.

    Returns:
        (B, T, D); with `return_scores`, also the weights (B, N, T, S).

    Raises:
        ValueError: `norm` is neither "pre" nor "post"; `num_heads` does not divide `d_model`.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.1 and figure 1.

    Example:
        >>> block = TransformerDecoderLayer(d_model=8, num_heads=2, d_ff=32)
        >>> block(np.ones((2, 4, 8)), np.ones((2, 5, 8))).shape
        TensorShape([2, 4, 8])
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        d_ff: int,
        *,
        memory_dim: int | None = None,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        activation: str = "relu",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.d_model = d_model
        self.num_heads = num_heads
        self.d_ff = d_ff
        self.memory_dim = d_model if memory_dim is None else memory_dim
        self.dropout_rate = dropout_rate
        self.attention_dropout_rate = attention_dropout_rate
        self.norm = norm
        self.activation = activation
        policy = self.dtype_policy
        self.self_attention = MultiHeadAttention(
            d_model, num_heads, dropout_rate=attention_dropout_rate, dtype=policy
        )
        self.cross_attention = MultiHeadAttention(
            d_model,
            num_heads,
            memory_dim=self.memory_dim,
            dropout_rate=attention_dropout_rate,
            dtype=policy,
        )
        self.feed_forward = FeedForward(
            d_model, d_ff, activation=activation, dropout_rate=attention_dropout_rate, dtype=policy
        )
        self.self_residual = Residual(norm, dropout_rate=dropout_rate, dtype=policy)
        self.cross_residual = Residual(norm, dropout_rate=dropout_rate, dtype=policy)
        self.feed_forward_residual = Residual(norm, dropout_rate=dropout_rate, dtype=policy)

    def build(self, inputs_shape=None, memory_shape=None):
        shape = (None, None, self.d_model)
        self.self_attention.build(shape)
        self.cross_attention.build(shape, (None, None, self.memory_dim))
        self.feed_forward.build(shape)
        for residual in (self.self_residual, self.cross_residual, self.feed_forward_residual):
            residual.build(shape)

    def call(
        self,
        inputs,
        memory,
        *,
        keep=None,
        memory_keep=None,
        return_scores=False,
        training=None,
    ):
        scores = None

        def look_back(x):
            return self.self_attention(x, keep=keep, causal=True, training=training)

        def look_at_memory(x):
            nonlocal scores
            output, scores = self.cross_attention(
                x, memory, keep=memory_keep, return_scores=True, training=training
            )
            return output

        x = self._block(inputs, look_back, look_at_memory, training)
        return (x, scores) if return_scores else x

    def prepare(self, memory: Tensor) -> KeyValue:
        """The memory's keys and values, (B, N, S, H) each: once per source."""
        return self.cross_attention.prepare(memory)

    def start(self, batch_size, length) -> KeyValue:
        """An empty self-attention cache, (B, N, length, H) each."""
        return self.self_attention.start(batch_size, length)

    def step(self, inputs, index, cache: KeyValue, cross: KeyValue, *, keep, memory_keep):
        """The same block for new tokens, with the past in the cache.

        Args:
            inputs: (B * K, T, D); T = 1 where K > 1.
            index: The column of the first new token, a scalar.
            cache: (B * K, N, L, H) each.
            cross: What `prepare` gave, (B, N, S, H) each.
            keep: (B * K, L) or (B * K, T, L) booleans, the columns that may be seen.
            memory_keep: (B, S) booleans.

        Returns:
            (B * K, T, D) and the new cache.
        """

        def look_back(x):
            nonlocal cache
            output, cache = self.self_attention.step(x, index, cache, keep=keep)
            return output

        def look_at_memory(x):
            return self.cross_attention.attend_beams(x, cross, keep=memory_keep)[0]

        return self._block(inputs, look_back, look_at_memory, training=False), cache

    def get_config(self):
        return {
            **super().get_config(),
            "d_model": self.d_model,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
            "memory_dim": self.memory_dim,
            "dropout_rate": self.dropout_rate,
            "attention_dropout_rate": self.attention_dropout_rate,
            "norm": self.norm,
            "activation": self.activation,
        }

    def _block(self, x, look_back, look_at_memory, training):
        """The three sublayers in order: the one place where the block is written."""
        sublayers = (
            (self.self_residual, look_back),
            (self.cross_residual, look_at_memory),
            (self.feed_forward_residual, lambda x: self.feed_forward(x, training=training)),
        )
        for residual, sublayer in sublayers:
            x = residual(x, sublayer(residual.enter(x)), training=training)
        return x
