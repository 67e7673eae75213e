"""The best of very many values.

XLA compares values one by one in an argmax and sorts in a top-k; a maximum, it takes of many at
once. So a maximum goes first, and what is left to search is short.
"""

from typing import Any

from keras import ops

from zoo.layers.beams import take_each

Tensor = Any

_CHUNK = 128


def first_best(values: Tensor) -> Tensor:
    """(..., V) -> (...) int32: where the greatest value stands; the first of equals.

    Example:

    >>> import numpy as np
    >>> int(first_best(np.array([1.0, 3.0, 2.0, 3.0])))
    1
    """
    last = ops.shape(values)[-1] - 1
    is_best = values == ops.max(values, axis=-1, keepdims=True)
    return ops.min(ops.where(is_best, ops.arange(last + 1, dtype="int32"), last), axis=-1)


def best_k(values: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """As `keras.ops.top_k` of (B, N): values (B, k), best first, and where they stand.

    The k best are in the k chunks with the greatest maxima, whatever the size of a chunk.

    Example:

    >>> import numpy as np
    >>> best, where = best_k(np.arange(10_000.0)[None] % 7_000, 2)
    >>> np.array(where).tolist()
    [[6999, 6998]]
    """
    batch, count = ops.shape(values)
    if not isinstance(count, int) or count <= 4 * k * _CHUNK:
        best, where = ops.top_k(values, k)
        return best, ops.cast(where, "int32")
    chunks = -(-count // _CHUNK)
    padded = ops.pad(values, ((0, 0), (0, chunks * _CHUNK - count)), constant_values=-float("inf"))
    chunked = ops.reshape(padded, (batch, chunks, _CHUNK))
    # In the order that they stand in: of equal values the first is taken.
    _, chosen = ops.top_k(ops.max(chunked, axis=-1), k)
    chosen = ops.sort(ops.cast(chosen, "int32"), axis=-1)
    left = take_each(chunked, chosen)
    best, where = ops.top_k(ops.reshape(left, (batch, k * _CHUNK)), k)
    where = ops.cast(where, "int32")
    first = take_each(chosen, where // _CHUNK) * _CHUNK
    return best, first + where % _CHUNK
