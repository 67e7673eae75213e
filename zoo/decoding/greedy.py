"""Greedy search: the most probable token at every step."""

from typing import Any, NamedTuple

from keras import ops

from zoo.decoding.result import (
    Decoded,
    batch_size,
    check_length_arguments,
    length_normalised,
    row_limits,
    same_shape,
    write_column,
)

__all__ = ["greedy"]


class _Progress(NamedTuple):
    index: Any  # () int32, tokens written so far: the column of the next one
    tokens: Any  # (B,) int32, the last token of each row
    ids: Any  # (B, T) int32
    lengths: Any  # (B,) int32
    log_probabilities: Any  # (B,) float32
    is_open: Any  # (B,) bool, rows that go on
    state: Any  # the decoder's; leaves (B, ...)


def greedy(
    decoder,
    context,
    *,
    start_id: int,
    end_id: int,
    pad_id: int,
    max_length: int,
    max_length_per_row=None,
    length_penalty: float = 0.6,
) -> Decoded:
    """Take the most probable token at every step; the first of equals.

    The loop stops when every row has ended. A row that has ended gets padding and gains no further
    log-probability. A row gives the same result alone and in any batch.

    Args:
        decoder: Anything with `start` and `step`, see `zoo/models`.
        context: What `decoder.prepare` returned; leaves `(B, ...)`.
        start_id: The token fed at the first step.
        end_id: The token that ends a row.
        pad_id: What fills a row after its end.
        max_length: T, the largest number of tokens generated, the end token included. A Python
            int; inside a `tf.function` also a scalar int tensor, where the decoder takes one.
        max_length_per_row: `(B,)` int, a limit for each row (at most `max_length` counts).
        length_penalty: Exponent of the length penalty in `scores`; changes no token.

    Returns:
        `Decoded` with K = 1.

    Raises:
        ValueError: If `max_length` is below 1, `length_penalty` is negative, or neither the
            decoder's state nor `context` holds a tensor to tell the batch size by.

    Example:

    >>> import numpy as np
    >>> class Bigrams:  # pad, start, end, a, b: the last token tells the next one
    ...     after_start, after_a, after_b = [1, 1, 1, 57, 40], [1, 1, 50, 24, 24], [1, 1, 96, 1, 1]
    ...     table = np.log([[1] * 5, after_start, [1] * 5, after_a, after_b])
    ...     def start(self, context, length):
    ...         return ()
    ...     def step(self, ids, index, state, context):
    ...         return ops.take(self.table, ids, axis=0), state
    >>> source = {"source": np.zeros((1, 3))}
    >>> decoded = greedy(Bigrams(), source, start_id=1, end_id=2, pad_id=0, max_length=4)
    >>> np.array(decoded.ids).tolist()
    [[[3, 2, 0, 0]]]
    """
    check_length_arguments(max_length, length_penalty)
    state = decoder.start(context, max_length)
    batch = batch_size(state, context)
    limits = row_limits(max_length, max_length_per_row, batch)

    def go_on(progress):
        return ops.any(progress.is_open)

    def advance(progress):
        logits, state = decoder.step(progress.tokens, progress.index, progress.state, context)
        new = _take_best(progress._replace(state=state), logits, limits, end_id, pad_id)
        return (same_shape(new, progress),)

    first = _Progress(
        index=ops.zeros((), "int32"),
        tokens=ops.full((batch,), start_id, "int32"),
        ids=ops.full((batch, max_length), pad_id, "int32"),
        lengths=ops.zeros((batch,), "int32"),
        log_probabilities=ops.zeros((batch,), "float32"),
        is_open=limits > 0,
        state=state,
    )
    (last,) = ops.while_loop(go_on, advance, (first,))
    scores = length_normalised(last.log_probabilities, last.lengths, length_penalty)
    return Decoded(last.ids[:, None], scores[:, None], last.log_probabilities[:, None])


def _take_best(progress, logits, limits, end_id, pad_id):
    """Add the best token to every open row."""
    log_probabilities = ops.log_softmax(ops.cast(logits, "float32"), axis=-1)
    best = ops.cast(ops.argmax(log_probabilities, axis=-1), "int32")
    tokens = ops.where(progress.is_open, best, pad_id)
    gain = ops.where(progress.is_open, ops.max(log_probabilities, axis=-1), 0.0)
    lengths = progress.lengths + ops.cast(progress.is_open, "int32")
    return _Progress(
        index=progress.index + 1,
        tokens=tokens,
        ids=write_column(progress.ids, progress.index, tokens),
        lengths=lengths,
        log_probabilities=progress.log_probabilities + gain,
        is_open=progress.is_open & (tokens != end_id) & (lengths < limits),
        state=progress.state,
    )
