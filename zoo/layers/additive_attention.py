"""Additive attention: a small network says how well a query and a key fit."""

from typing import Any

import keras
from keras import ops

from zoo.layers.memory_attention import MemoryAttention
from zoo.layers.number_checks import check_sizes
from zoo.layers.rows import as_rows

Tensor = Any


@keras.saving.register_keras_serializable("zoo")
class AdditiveAttention(MemoryAttention):
    """Weighs the values of a memory by how well each fits the query.

    ```python
    scores = softmax(v @ tanh(W q + U k))
    context = scores @ values
    ```

    Args:
        units: Width of the hidden layer.

    Call arguments:
        query: (B, T, Dq).
        values: (B, S, D).
        keep: (B, S) booleans, True for the values that are tokens; None for all. Where a row has
            none, its scores and its context are zero.
        return_scores: Also return the scores.

    Returns:
        The context (B, T, D); with `return_scores`, also the scores (B, T, S).

    Raises:
        ValueError: `units` is below 1.
        TypeError: A size is no whole number.

    Reference:
        Bahdanau et al. 2015, "Neural Machine Translation by Jointly Learning to Align and
        Translate", eq. 5-6 and appendix A.1.2.

    Example:
        >>> attention = AdditiveAttention(8)
        >>> attention(np.ones((2, 4, 6)), np.ones((2, 5, 3))).shape
        TensorShape([2, 4, 3])
    """

    def __init__(self, units: int, **kwargs):
        super().__init__(**kwargs)
        check_sizes(units=units)
        self.units = units
        self.query_dense = self._dense(units, "query")
        self.key_dense = self._dense(units, "key")
        self.score_dense = self._dense(1, "score")

    def build(self, query_shape, values_shape):
        self.query_dense.build((None, None, query_shape[-1]))
        self.key_dense.build((None, None, values_shape[-1]))
        self.score_dense.build((None, self.units))

    def prepare(self, values: Tensor) -> Tensor:
        """The keys (B, S, units) of the values (B, S, D): once per source."""
        return self.key_dense(values)

    def energies(self, query, keys):
        hidden = ops.tanh(self.query_dense(query)[:, :, None] + keys[:, None])  # (B, T, S, units)
        # As one matrix: where four axes, one of them of size 1, meet a matrix, TensorFlow 2.20 and
        # 2.21 overrun memory (tensorflow/tensorflow#117700).
        return ops.reshape(self.score_dense(as_rows(hidden)), ops.shape(hidden)[:-1])
