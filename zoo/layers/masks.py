"""Masks: the only place where they are made.

A mask here is boolean, **True means keep / attend**, and is named for whose tokens it describes
(`source_keep`, `target_keep`). Shapes: B batch, T queries, S keys.
"""

from typing import Any

from keras import backend, ops

Tensor = Any

# Far below any real score, and still finite when two of them are added in float32.
_MINUS_INFINITY = -1e30


def keep_from_ids(ids: Tensor, *, pad_id: int = 0) -> Tensor:
    """True where a token stands, False where there is padding.

    Args:
        ids: Token ids, (B, S) integers.
        pad_id: The id that fills rows up.

    Returns:
        (B, S) booleans.

    Example:
        >>> keep_from_ids(np.array([[5, 6, 0]])).numpy().tolist()
        [[True, True, False]]
    """
    return ops.not_equal(ids, pad_id)


def causal_keep(query_length: int | Tensor, key_length: int | Tensor | None = None) -> Tensor:
    """Query t sees keys 0..t.

    Args:
        query_length: T.
        key_length: S; T where not given. Query 0 stands at key 0.

    Returns:
        (1, T, S) booleans.

    Example:
        >>> causal_keep(2, 3).numpy().tolist()
        [[[True, False, False], [True, True, False]]]
    """
    key_length = query_length if key_length is None else key_length
    queries = ops.arange(query_length)[None, :, None]
    keys = ops.arange(key_length)[None, None, :]
    return ops.less_equal(keys, queries)


def attention_keep(keep: Tensor | None, *, causal_length: int | Tensor | None = None):
    """Which keys each query may see, from the keys' own mask and the causal rule.

    Args:
        keep: (B, S) keys that are tokens, or (B, T, S) pairs that may meet, or None for all.
        causal_length: T = S of causal self-attention; None where the future may be seen.

    Returns:
        (B or 1, T or 1, S) booleans, or None where everything may be seen.
    """
    if keep is not None and len(keep.shape) == 2:
        keep = keep[:, None, :]
    if causal_length is None:
        return keep
    causal = causal_keep(causal_length)
    return causal if keep is None else ops.logical_and(keep, causal)


def check_keep(keep: Tensor | None, *shapes: tuple[int | None, ...]) -> None:
    """Raise unless `keep` broadcasts to one of `shapes`; a length that is not known is any.

    Args:
        keep: Booleans, or None.
        shapes: The shapes that it may have, each of a rank of its own.
    """
    if keep is None:
        return
    given = tuple(keep.shape)
    for shape in shapes:
        known = [
            (have, want)
            for have, want in zip(given, shape, strict=False)
            if isinstance(have, int) and isinstance(want, int)  # TensorFlow and JAX have symbols
        ]
        if len(given) == len(shape) and all(have in (1, want) for have, want in known):
            return
    raise ValueError(f"`keep` must have the shape {' or '.join(map(str, shapes))}, got {given}.")


def masked_softmax(scores: Tensor, keep: Tensor | None) -> Tensor:
    """Softmax over the last axis among the kept keys; where none is kept, all weights are zero.

    The softmax is taken in float32 (float64 stays): half precision loses the tail.

    Args:
        scores: (..., S) floats.
        keep: Booleans that broadcast to `scores`, or None.

    Returns:
        Weights like `scores`, float32 or float64.
    """
    scores = to_float32(scores)
    if keep is None:
        return ops.softmax(scores, axis=-1)
    weights = ops.softmax(ops.where(keep, scores, _MINUS_INFINITY), axis=-1)
    return ops.where(keep, weights, 0.0)


def zero_padding(values: Tensor, keep: Tensor | None) -> Tensor:
    """Zeros in the padded steps of (B, S, D) values; a NaN or a Keras mask there is dropped too."""
    return values if keep is None else ops.where(keep[..., None], values, ops.zeros_like(values))


def to_float32(x: Tensor) -> Tensor:
    """At least float32: half precision is widened, float64 stays."""
    is_double = backend.standardize_dtype(x.dtype) == "float64"
    return x if is_double else ops.cast(x, "float32")
