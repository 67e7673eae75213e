"""Dot-product attention: a query fits the keys that point its way."""

from typing import Any

from keras import ops, saving

from zoo.layers.additive_attention import AdditiveAttention
from zoo.layers.memory_attention import MemoryAttention
from zoo.layers.number_checks import check_sizes

Tensor = Any

SCORES = ("dot", "general", "concat")


@saving.register_keras_serializable("zoo")
class DotProductAttention(MemoryAttention):
    """Weighs the values of a memory by how well each fits the query, in one of Luong's ways.

    ```python
    energy = q @ k                    # "dot"
    energy = q @ W k                  # "general"
    energy = v @ tanh(W [q; k])       # "concat", which is `AdditiveAttention`
    context = softmax(energy) @ values
    ```

    Args:
        units: Width of the query ("dot", "general"), or of the hidden layer ("concat").
        score: "dot", "general" or "concat". "dot" has no weights; its values are as wide as its
            query.

    Call arguments:
        query: (B, T, Dq).
        values: (B, S, D).
        keep: (B, S) booleans, True for the values that are tokens; None for all. Where a row has
            none, its scores and its context are zero.
        return_scores: Also return the scores.

    Returns:
        The context (B, T, D); with `return_scores`, also the scores (B, T, S).

    Raises:
        ValueError: `score` is unknown, or `units` is below 1 or not the width that it must be.
        TypeError: A size is no whole number.

    Reference:
        Luong et al. 2015, "Effective Approaches to Attention-based Neural Machine Translation",
        section 3.1.

    Example:
        >>> attention = DotProductAttention(6, score="general")
        >>> attention(np.ones((2, 4, 6)), np.ones((2, 5, 3))).shape
        TensorShape([2, 4, 3])
    """

    def __init__(self, units: int, *, score: str = "dot", **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        if score not in SCORES:
            raise ValueError(f"`score` must be one of {list(SCORES)}, got {score!r}.")
        self.units = units
        self.score = score
        self.key_dense = self._dense(units, "key") if score == "general" else None
        policy = self.dtype_policy
        self.additive = AdditiveAttention(units, dtype=policy) if score == "concat" else None

    def build(self, query_shape, values_shape):
        if self.additive is not None:
            self.additive.build(query_shape, values_shape)
            return
        self._check_width("query", query_shape[-1])
        if self.key_dense is None:
            self._check_width("values", values_shape[-1])
        else:
            self.key_dense.build((None, None, values_shape[-1]))

    def prepare(self, values: Tensor) -> Tensor:
        """The keys (B, S, units) of the values (B, S, D): once per source."""
        if self.additive is not None:
            return self.additive.prepare(values)
        return values if self.key_dense is None else self.key_dense(values)

    def get_config(self):
        return {**super().get_config(), "score": self.score}

    def energies(self, query, keys):
        if self.additive is not None:
            return self.additive.energies(query, keys)
        # The keys stay as they lie: in a recurrent decoder they would be turned at every step.
        energies = ops.matmul(keys, ops.transpose(query, (0, 2, 1)))
        return ops.transpose(energies, (0, 2, 1))

    def _check_width(self, name, width):
        if width != self.units:
            raise ValueError(
                f"The last axis of `{name}` must be `units`={self.units} with "
                f"`score={self.score!r}`, got {width}."
            )
