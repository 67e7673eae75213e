"""Where tokens stand, told to a stack of layers in one of six ways."""

from typing import Any

import keras
from keras import ops

from zoo.layers.learned_positions import LearnedPositionalEmbedding
from zoo.layers.number_checks import check_sizes
from zoo.layers.positional_encoding import SinusoidalPositionalEncoding
from zoo.layers.relative_bias import ALiBiBias, RelativePositionBias

Tensor = Any

ADDED_KINDS = ("none", "sinusoidal", "learned")
KINDS = (*ADDED_KINDS, "rotary", "relative", "alibi")

# BERT's and GPT's 0.02 is that of their token vectors. Ours are scaled to about 1 before positions
# are added: from 0.02 they are learnt more slowly.
_STDDEV = 0.5


class Positions(keras.layers.Layer):
    """Adds something to the embeddings ("sinusoidal", "learned"), or to all layers' attention.

    Args:
        kind: "none", "sinusoidal", "learned", "rotary", "relative" (T5) or "alibi".
        d_model: D.
        num_heads: N; None where there is no self-attention, and so none of the last three kinds.
        max_length: Most positions, for "learned".
        is_causal: Whether keys never come after their queries.

    Call arguments:
        inputs: (B, T, D) embeddings.
        positions: (B or 1, T) integers; 0..T-1 where not given.

    Returns:
        (B, T, D).

    Raises:
        ValueError: `kind` is unknown, "learned" without a `max_length`, or "sinusoidal" with an
            odd `d_model`.
        TypeError: A size is no whole number.
    """

    def __init__(
        self,
        kind: str,
        *,
        d_model: int,
        num_heads: int | None,
        max_length: int | None,
        is_causal: bool,
        **kwargs,
    ):
        super().__init__(**kwargs)
        kinds = ADDED_KINDS if num_heads is None else KINDS
        if kind not in kinds:
            raise ValueError(f"`positions` must be one of {list(kinds)}, got {kind!r}.")
        if kind == "learned" and max_length is None:
            raise ValueError('`max_length` must be given with `positions="learned"`, got None.')
        if max_length is not None:
            check_sizes(max_length=max_length)
        if kind == "sinusoidal" and d_model % 2:
            raise ValueError(
                f'`d_model` must be even with `positions="sinusoidal"`, got {d_model}.'
            )
        self.kind = kind
        policy = self.dtype_policy
        self.added = self.score_bias = None
        if kind == "sinusoidal":
            self.added = SinusoidalPositionalEncoding(dtype=policy)
        elif kind == "learned":
            self.added = LearnedPositionalEmbedding(max_length, stddev=_STDDEV, dtype=policy)
        elif kind == "relative":
            self.score_bias = RelativePositionBias(num_heads, is_causal=is_causal, dtype=policy)
        elif kind == "alibi":
            self.score_bias = ALiBiBias(num_heads, dtype=policy)

    @property
    def rotary_wavelength(self) -> float | None:
        """What the attention layers get."""
        return 10_000.0 if self.kind == "rotary" else None

    @property
    def max_places(self) -> int | None:
        """Where positions end; None where they go on."""
        return self.added.max_length if self.kind == "learned" else None

    def build(self, inputs_shape=None, positions_shape=None):
        for part in (self.added, self.score_bias):
            if part is not None:
                part.build(inputs_shape)

    def call(self, inputs, *, positions=None):
        return inputs if self.added is None else self.added(inputs, positions=positions)

    def bias(self, query_positions: Tensor, key_positions: Tensor) -> Tensor | None:
        """(B or 1, N, T, S) to add to all layers' scores, or None.

        Args:
            query_positions: (B or 1, T) integers.
            key_positions: (B or 1, S) integers.
        """
        if self.score_bias is None:
            return None
        return self.score_bias(query_positions, key_positions)


def steps(values: Tensor) -> Tensor:
    """(1, T): 0..T-1 for (B, T, ...)."""
    return ops.arange(ops.shape(values)[1])[None, :]
