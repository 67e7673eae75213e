"""Multi-head scaled dot-product attention, with a cache for decoding."""

from typing import Any, NamedTuple

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.dropout_options import check_rate
from zoo.layers.number_checks import check_positive, check_sizes
from zoo.layers.rotary import RotaryEmbedding
from zoo.layers.rows import as_rows

Tensor = Any

# TensorFlow's is made of the same operations as ours, and is the slower one on a CPU.
_HAS_FUSED = keras.backend.backend() == "jax"


class KeyValue(NamedTuple):
    """Keys and values split into heads; G = N of them, or fewer with grouped heads.

    They lie as the products of attention take them, so that a loop need not turn them at each step.
    """

    keys: Tensor  # (B * G, H, S)
    values: Tensor  # (B * G, S, H)


@keras.saving.register_keras_serializable("zoo")
class MultiHeadAttention(keras.layers.Layer):
    """Attention of every query to every kept key, in `num_heads` subspaces at once.

    ```python
    head_i = softmax(Q_i K_i^T / sqrt(H)) V_i        # H = d_model / num_heads
    output = concatenate(head_1, ..., head_N) W_o
    ```

    With fewer heads of keys and values, N / G neighbouring heads of queries share one: grouped
    heads, and with one alone multi-query attention. The cache shrinks by as much.

    Where the weights are not asked for and none are dropped, a backend that has a fused kernel
    (JAX: flash attention on a GPU) computes it through `keras.ops.dot_product_attention`.
    TensorFlow's is made of the same operations as this layer's own, and is slower on a CPU: there
    it is not used.

    Args:
        d_model: D, width of the queries and of the output.
        num_heads: N. Must divide `d_model`.
        num_kv_heads: G, heads of keys and values. Must divide `num_heads`; as many where not
            given.
        memory_dim: Width of the keys' source; `d_model` where not given.
        dropout_rate: Share of the attention weights that is dropped in training.
        use_bias: Whether the four projections have a bias.
        rotary_wavelength: Turn queries and keys by their positions, see `RotaryEmbedding`; None
            for not. For self-attention only.

    Call arguments:
        query: (B, T, D).
        memory: (B, S, memory_dim) to attend to; None for self-attention.
        keep: (B, S) booleans, True for the keys that are tokens, or (B, T, S), True for the pairs
            that may meet. A query with no key gets the output projection's bias.
        bias: (B or 1, N or 1, T, S), added to the scores: `RelativePositionBias`, `ALiBiBias`.
        positions: (B or 1, T) integers, each token's place in its row, for rotary positions;
            0..T-1 where not given.
        causal: Query t sees keys 0..t only (self-attention).
        return_scores: Also return the attention weights.
        training: Whether dropout is active.

    Returns:
        (B, T, D); with `return_scores`, also the weights (B, N, T, S).

    Raises:
        TypeError: A size is no whole number.
        ValueError: A size is below 1, `dropout_rate` not in [0, 1), `num_heads` does not divide
            `d_model`, or `num_kv_heads` not `num_heads`; rotary positions are asked for with an odd
            H or with a memory; `keep` does not fit, or `causal` a memory of another length.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 3.2, eq. 1; Shazeer 2019, "Fast
        Transformer Decoding: One Write-Head is All You Need" (multi-query); Ainslie et al. 2023,
        "GQA: Training Generalized Multi-Query Transformer Models", section 2.2 (grouped).

    Example:
        >>> attention = MultiHeadAttention(d_model=8, num_heads=2)
        >>> attention(np.ones((3, 4, 8)), np.ones((3, 5, 8))).shape
        TensorShape([3, 4, 8])
    """

    def __init__(
        self,
        d_model: int,
        num_heads: int,
        *,
        num_kv_heads: int | None = None,
        memory_dim: int | None = None,
        dropout_rate: float = 0.0,
        use_bias: bool = True,
        rotary_wavelength: float | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        num_kv_heads = num_heads if num_kv_heads is None else num_kv_heads
        memory_dim = d_model if memory_dim is None else memory_dim
        check_sizes(d_model=d_model, num_heads=num_heads)
        check_sizes(num_kv_heads=num_kv_heads, memory_dim=memory_dim)
        check_rate("dropout_rate", dropout_rate)
        if d_model % num_heads:
            raise ValueError(
                f"`d_model` must be divisible by `num_heads`, got {d_model} and {num_heads}."
            )
        if num_heads % num_kv_heads:
            raise ValueError(
                f"`num_heads` must be divisible by `num_kv_heads`, got {num_heads} and "
                f"{num_kv_heads}."
            )
        if rotary_wavelength is not None:
            check_positive(rotary_wavelength=rotary_wavelength)
            if (d_model // num_heads) % 2:
                raise ValueError(
                    "`d_model` / `num_heads` must be even with `rotary_wavelength`, got "
                    f"{d_model} and {num_heads}."
                )
        self.d_model = d_model
        self.num_heads = num_heads
        self.num_kv_heads = num_kv_heads
        self.memory_dim = memory_dim
        self.dropout_rate = dropout_rate
        self.use_bias = use_bias
        self.rotary_wavelength = rotary_wavelength
        self.head_dim = d_model // num_heads
        self.query_dense = self._dense("query", d_model)
        self.key_dense = self._dense("key", num_kv_heads * self.head_dim)
        self.value_dense = self._dense("value", num_kv_heads * self.head_dim)
        self.output_dense = self._dense("output", d_model)
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=self.dtype_policy)
        self.rotary = (
            None
            if rotary_wavelength is None
            else RotaryEmbedding(max_wavelength=rotary_wavelength, dtype=self.dtype_policy)
        )

    def build(self, query_shape=None, memory_shape=None):
        self.query_dense.build((None, None, self.d_model))
        self.key_dense.build((None, None, self.memory_dim))
        self.value_dense.build((None, None, self.memory_dim))
        self.output_dense.build((None, None, self.d_model))
        if self.rotary is not None:
            self.rotary.build()

    def call(
        self,
        query,
        memory=None,
        *,
        keep=None,
        bias=None,
        positions=None,
        causal=False,
        return_scores=False,
        training=None,
    ):
        if memory is not None and self.rotary is not None:
            raise ValueError(
                "`memory` must be None with `rotary_wavelength`, which is for self-attention, "
                f"got a memory of shape {tuple(memory.shape)}."
            )
        memory = query if memory is None else memory
        self._check_keep(keep, query, memory, causal)
        key_value = self.prepare(memory, positions=positions)
        length = ops.shape(query)[1] if causal else None
        return self.attend(
            query,
            key_value,
            keep=masks.attention_keep(keep, causal_length=length),
            bias=bias,
            positions=positions,
            return_scores=return_scores,
            training=training,
        )

    def prepare(self, memory: Tensor, *, positions: Tensor | None = None) -> KeyValue:
        """Project (B, S, memory_dim) to keys and values of S columns."""
        batch, length, _ = ops.shape(memory)
        rows = as_rows(memory)
        of_head = (batch, length, self.num_kv_heads, self.head_dim)
        keys = ops.reshape(self.key_dense(rows), of_head)
        values = ops.reshape(self.value_dense(rows), of_head)
        if self.rotary is None:
            keys = ops.transpose(keys, (0, 2, 3, 1))  # turned once, not twice
        else:
            keys = self.rotary(ops.transpose(keys, (0, 2, 1, 3)), positions)
            keys = ops.transpose(keys, (0, 1, 3, 2))
        values = ops.transpose(values, (0, 2, 1, 3))
        heads = batch * self.num_kv_heads
        return KeyValue(
            ops.reshape(keys, (heads, self.head_dim, length)),
            ops.reshape(values, (heads, length, self.head_dim)),
        )

    def attend(
        self,
        query,
        key_value: KeyValue,
        *,
        keep=None,
        bias=None,
        positions=None,
        return_scores=False,
        training=None,
    ):
        """Attend with (B, T, D) queries to prepared keys and values.

        Args:
            query: (B, T, D).
            key_value: Keys and values of S columns.
            keep: (B, S) or (B or 1, T or 1, S) booleans.
            bias: (B or 1, N or 1, T, S), added to the scores.
            positions: (B or 1, T) integers, the queries' places, for rotary positions.
            return_scores: Also return the attention weights.
            training: Whether dropout is active.

        Returns:
            The output (B, T, D); with `return_scores`, also the weights (B, N, T, S).
        """
        batch, length, _ = ops.shape(query)
        self._check_keep(keep, query, key_value.values)
        keep = masks.attention_keep(keep)
        keep = None if keep is None else keep[:, None]
        q = self.query_dense(as_rows(query))
        q = ops.reshape(q, (batch, length, self.num_heads, self.head_dim))
        q = ops.transpose(q, (0, 2, 1, 3))
        if self.rotary is not None:
            q = self.rotary(q, positions)
        drops = training and self.dropout_rate
        # JAX has no float16 kernel on a CPU.
        is_fused = _HAS_FUSED and self.compute_dtype != "float16"
        if is_fused and not return_scores and not drops:
            heads, weights = self._fused(q, key_value, keep, bias), None
        else:
            heads, weights = self._weighted(q, key_value, keep, bias, training)
        heads = ops.reshape(ops.transpose(heads, (0, 2, 1, 3)), (-1, self.d_model))
        output = ops.reshape(self.output_dense(heads), (batch, length, self.d_model))
        return (output, weights) if return_scores else output

    def start(self, batch_size, length) -> KeyValue:
        """An empty cache with `length` columns."""
        heads, width = batch_size * self.num_kv_heads, self.head_dim
        return KeyValue(
            ops.zeros((heads, width, length), self.compute_dtype),
            ops.zeros((heads, length, width), self.compute_dtype),
        )

    def step(self, inputs, index, cache: KeyValue, *, keep, bias=None, positions=None):
        """Causal self-attention for new tokens, with the past in the cache.

        Args:
            inputs: (B, T, D), the new tokens (T = 1 in greedy decoding).
            index: The column of the first of them, a scalar.
            cache: Keys and values of L columns.
            keep: (B, L) or (B, T, L) booleans: the columns that may be seen, the new ones
                included.
            bias: (B or 1, N or 1, T, L), added to the scores.
            positions: (B or 1, T) integers, the new tokens' places; the columns that they are
                written to where not given.

        Returns:
            The output (B, T, D) and the cache with the new columns.
        """
        if positions is None:
            positions = index + ops.arange(ops.shape(inputs)[1])[None, :]
        new = self.prepare(inputs, positions=positions)
        cache = KeyValue(
            ops.slice_update(cache.keys, (0, 0, index), new.keys),
            ops.slice_update(cache.values, (0, index, 0), new.values),
        )
        output = self.attend(inputs, cache, keep=keep, bias=bias, positions=positions)
        return output, cache

    def get_config(self):
        return {
            **super().get_config(),
            "d_model": self.d_model,
            "num_heads": self.num_heads,
            "num_kv_heads": self.num_kv_heads,
            "memory_dim": self.memory_dim,
            "dropout_rate": self.dropout_rate,
            "use_bias": self.use_bias,
            "rotary_wavelength": self.rotary_wavelength,
        }

    def _dense(self, name, units):
        return keras.layers.Dense(units, use_bias=self.use_bias, dtype=self.dtype_policy, name=name)

    def _check_keep(self, keep, query, memory, causal=False):
        (batch, length), columns = query.shape[:2], memory.shape[1]
        are_known = isinstance(length, int) and isinstance(columns, int)
        if causal and are_known and length != columns:
            raise ValueError(
                f"`memory` must have the {length} steps of `query` with `causal`, got {columns}."
            )
        masks.check_keep(keep, (batch, columns), (batch, length, columns))

    def _weighted(self, q, key_value, keep, bias, training):
        """(B, N, T, H) and the weights (B, N, T, S)."""
        batch, _, length, _ = ops.shape(q)
        columns = ops.shape(key_value.values)[1]
        # The heads that share keys stand beside one another: (B * G, T * N / G, H).
        folded = (batch * self.num_kv_heads, length * (self.num_heads // self.num_kv_heads))
        q = ops.reshape(q * self.head_dim**-0.5, (*folded, self.head_dim))
        scores = ops.matmul(q, key_value.keys)
        scores = ops.reshape(scores, (batch, self.num_heads, length, columns))
        if bias is not None:
            scores = scores + bias
        weights = ops.cast(masks.masked_softmax(scores, keep), self.compute_dtype)
        kept = ops.reshape(self.dropout(weights, training=training), (*folded, columns))
        heads = ops.matmul(kept, key_value.values)
        return ops.reshape(heads, (batch, self.num_heads, length, self.head_dim)), weights

    def _fused(self, q, key_value, keep, bias):
        """(B, N, T, H) by the backend's own kernel."""
        batch, _, _, width = ops.shape(q)
        columns = ops.shape(key_value.values)[1]
        keys = ops.reshape(key_value.keys, (batch, self.num_kv_heads, width, columns))
        values = ops.reshape(key_value.values, (batch, self.num_kv_heads, columns, width))
        q, keys, values = (
            ops.transpose(x, axes)
            for x, axes in ((q, (0, 2, 1, 3)), (keys, (0, 3, 1, 2)), (values, (0, 2, 1, 3)))
        )
        heads = ops.dot_product_attention(
            q, keys, values, bias=bias, mask=keep, scale=self.head_dim**-0.5
        )
        heads = ops.transpose(heads, (0, 2, 1, 3))
        if keep is None:
            return heads
        # It spreads the weights of a query with no key over all keys.
        return ops.where(ops.any(keep, axis=-1, keepdims=True), heads, ops.zeros_like(heads))
