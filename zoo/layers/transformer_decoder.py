"""One block of the Transformer's decoder."""

from typing import Any

import keras

from zoo.layers.multi_head_attention import KeyValue, MultiHeadAttention
from zoo.layers.transformer_block import TransformerBlock

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class TransformerDecoderLayer(TransformerBlock):
    """Causal self-attention, attention to the memory, feed-forward; each with residual and norm.

    ```python
    x = x + attention(x, causal)       # norm="post" and "pre": see `TransformerEncoderLayer`
    x = x + attention(x, memory)
    x = x + feed_forward(x)
    ```

    `call` sees all target steps at once; `start` and `step` do the same token by token with a
    cache, through the same code.

    Args:
        d_model: D.
        num_heads: N. Must divide `d_model`.
        num_kv_heads: Heads of keys and values, see `MultiHeadAttention`; N where not given.
        d_ff: F, inner width of the feed-forward network.
        memory_dim: Width of the memory; `d_model` where not given, 0 for a block that looks at no
            memory: a language model's.
        dropout_rate: Dropout on each sublayer's output.
        attention_dropout_rate: Dropout on the attention weights and inside the feed-forward
            network.
        norm: "post" or "pre".
        norm_type: "layer" or "rms".
        activation: The feed-forward network's activation.
        gated: Whether that network is gated, see `FeedForward`.
        rotary_wavelength: Turn queries and keys of the self-attention by their positions, see
            `RotaryEmbedding`; None for not.

    Call arguments:
        inputs: (B, T, D).
        memory: (B, S, memory_dim), the encoder's values; None with `memory_dim=0`.
        keep: (B, T) booleans, True where a target token stands. Right padding needs none.
        bias: (B or 1, N or 1, T, T), added to the self-attention's scores.
        memory_keep: (B, S) booleans, True where a source token stands.
        return_scores: Also return the attention weights to the memory.
        training: Whether dropout is active.

    Returns:
        (B, T, D); with `return_scores`, also the weights (B, N, T, S).

    Raises:
        ValueError: `norm` is neither "pre" nor "post", `norm_type` neither "layer" nor "rms", the
            heads do not divide, see `MultiHeadAttention`; `memory` is missing, or given to a block
            with `memory_dim=0`; `return_scores` without a memory.

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
        num_kv_heads: int | None = None,
        memory_dim: int | None = None,
        dropout_rate: float = 0.1,
        attention_dropout_rate: float = 0.0,
        norm: str = "post",
        norm_type: str = "layer",
        activation: str = "relu",
        gated: bool = False,
        rotary_wavelength: float | None = None,
        **kwargs,
    ):
        super().__init__(
            d_model,
            num_heads,
            d_ff,
            num_kv_heads=num_kv_heads,
            dropout_rate=dropout_rate,
            attention_dropout_rate=attention_dropout_rate,
            norm=norm,
            norm_type=norm_type,
            activation=activation,
            gated=gated,
            rotary_wavelength=rotary_wavelength,
            **kwargs,
        )
        self.memory_dim = d_model if memory_dim is None else memory_dim
        self.cross_attention = self.cross_residual = None
        if self.memory_dim:
            self.cross_attention = MultiHeadAttention(
                d_model,
                num_heads,
                num_kv_heads=num_kv_heads,
                memory_dim=self.memory_dim,
                dropout_rate=attention_dropout_rate,
                dtype=self.dtype_policy,
                name="cross_attention",
            )
            self.cross_residual = self._residual()

    def build(self, inputs_shape=None, memory_shape=None):
        super().build()
        if self.cross_attention is not None:
            shape = (None, None, self.d_model)
            self.cross_attention.build(shape, (None, None, self.memory_dim))
            self.cross_residual.build(shape)

    def call(
        self,
        inputs,
        memory=None,
        *,
        keep=None,
        memory_keep=None,
        bias=None,
        return_scores=False,
        training=None,
    ):
        self._check_memory(memory)
        if return_scores and self.cross_attention is None:
            raise ValueError("`return_scores` must be False without a memory, got True.")
        scores = None

        def look_back(x):
            return self.self_attention(x, keep=keep, bias=bias, causal=True, training=training)

        def look_at_memory(x):
            nonlocal scores
            found = self.cross_attention(
                x, memory, keep=memory_keep, return_scores=return_scores, training=training
            )
            if not return_scores:
                return found
            output, scores = found
            return output

        x = self._block(inputs, look_back, look_at_memory, training)
        return (x, scores) if return_scores else x

    def prepare(self, memory: Tensor | None) -> KeyValue | tuple[()]:
        """The memory's keys and values: once per source.

        Raises:
            ValueError: See the class.
        """
        self._check_memory(memory)
        return () if self.cross_attention is None else self.cross_attention.prepare(memory)

    def start(self, batch_size, length) -> KeyValue:
        """An empty self-attention cache with `length` columns."""
        return self.self_attention.start(batch_size, length)

    def step(
        self,
        inputs,
        index,
        cache: KeyValue,
        cross: KeyValue | tuple[()],
        *,
        keep,
        memory_keep,
        bias=None,
        positions=None,
    ):
        """The same block for new tokens, with the past in the cache.

        Args:
            inputs: (B, T, D), new tokens of a source: in a row, or one of each of its hypotheses.
            index: The column of the first of them, a scalar.
            cache: Keys and values of L columns.
            cross: What `prepare` gave.
            keep: (B, L) or (B, T, L) booleans, the columns that may be seen.
            memory_keep: (B, S) booleans.
            bias: (B or 1, N or 1, T, L), added to the self-attention's scores.
            positions: (B, T) integers, the new tokens' places, for rotary positions; the columns
                that they are written to where not given.

        Returns:
            (B, T, D) and the new cache.
        """

        def look_back(x):
            nonlocal cache
            output, cache = self.self_attention.step(
                x, index, cache, keep=keep, bias=bias, positions=positions
            )
            return output

        def look_at_memory(x):
            return self.cross_attention.attend(x, KeyValue(*cross), keep=memory_keep)

        return self._block(inputs, look_back, look_at_memory, training=False), cache

    def get_config(self):
        return {**super().get_config(), "memory_dim": self.memory_dim}

    def _check_memory(self, memory):
        if self.memory_dim and memory is None:
            raise ValueError(
                "`memory` must be given, got None; `memory_dim=0` makes a block that looks at none."
            )
        if not self.memory_dim and memory is not None:
            raise ValueError("`memory` must be None with `memory_dim=0`, got a tensor.")

    def _block(self, x, look_back, look_at_memory, training):
        """The sublayers in order: the one place where the block is written."""
        sublayers = (
            (self.self_residual, look_back),
            (self.cross_residual, look_at_memory),
            (self.feed_forward_residual, lambda x: self.feed_forward(x, training=training)),
        )
        for residual, sublayer in sublayers:
            if residual is not None:
                x = residual(x, sublayer(residual.enter(x)), training=training)
        return x
