"""What the attentions with one query at a time have in common."""

from typing import Any

import keras
from keras import ops

from zoo.layers import masks

Tensor = Any


class MemoryAttention(keras.layers.Layer):
    """Weighs a memory's values by scores; a subclass says how well a query and a key fit.

    `units` is the width of the keys that `prepare` makes.
    """

    units: int

    def call(self, query, values, keep=None, return_scores=False):
        context, scores = self.attend(query, self.prepare(values), values, keep)
        return (context, scores) if return_scores else context

    def prepare(self, values: Tensor) -> Tensor:
        """The keys (B, S, units) of the values (B, S, D): once per source."""
        raise NotImplementedError

    def attend(self, query: Tensor, keys: Tensor, values: Tensor, keep: Tensor | None = None):
        """Attend with (B, T, Dq) queries to prepared keys.

        Returns:
            The context (B, T, D) and the scores (B, T, S).

        Raises:
            ValueError: `keep` does not have the shape (B, S).
        """
        energies = self.energies(query, keys)
        masks.check_keep(keep, (energies.shape[0], energies.shape[2]))
        scores = masks.masked_softmax(energies, None if keep is None else keep[:, None])
        scores = ops.cast(scores, self.compute_dtype)
        return ops.matmul(scores, values), scores

    def energies(self, query: Tensor, keys: Tensor) -> Tensor:
        """How well each query (B, T, Dq) and key (B, S, units) fit: (B, T, S)."""
        raise NotImplementedError

    def get_config(self):
        return {**super().get_config(), "units": self.units}

    def _dense(self, units, name):
        # No bias: one on the keys would do for all, and the softmax cancels one on the score.
        return keras.layers.Dense(units, use_bias=False, dtype=self.dtype_policy, name=name)
