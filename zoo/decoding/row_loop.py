"""The loop of greedy search and of sampling: one hypothesis for each source."""

from collections.abc import Callable
from typing import Any, NamedTuple

from keras import ops

from zoo.decoding.request import Request
from zoo.decoding.result import (
    Decoded,
    length_normalised,
    row_limits,
    same_shape,
    write_column,
)
from zoo.decoding.stepper import Stepper, check_places
from zoo.layers.beams import take_each
from zoo.layers.number_checks import check_not_negative

Tensor = Any


class _Progress(NamedTuple):
    index: Tensor  # () int32, tokens written so far: the column of the next one
    tokens: Tensor  # (B,) int32, the last token of each row
    ids: Tensor  # (B, T) int32
    gains: Tensor  # (B, T) float32, each token's log-probability
    lengths: Tensor  # (B,) int32
    is_open: Tensor  # (B,) bool, rows that go on
    state: Any  # the stepper's


def decode_rows(
    decoder,
    context,
    request: Request,
    choose: Callable[[Tensor, Tensor], Tensor],
    *,
    length_penalty: float,
) -> Decoded:
    """Choose one token after the other, until every row has ended.

    Args:
        decoder: Anything with `start` and `step`, see `zoo/models`.
        context: What `decoder.prepare` returned; its first leaf `(B, ...)`.
        request: What is asked for.
        choose: From log-probabilities (B, V) and the scalar index to tokens (B,).
        length_penalty: Exponent of the length penalty in `scores`.
    """
    check_not_negative(length_penalty=length_penalty)
    check_places(decoder, request)
    stepper = Stepper(decoder, context, request)
    tokens, state = stepper.start()
    batch = ops.shape(tokens)[0]
    limits = row_limits(request.max_length, request.max_length_per_row, batch)

    def go_on(progress):
        return ops.any(progress.is_open)

    def advance(progress):
        log_probabilities, state = stepper.step(progress.tokens, progress.index, progress.state)
        chosen = ops.cast(choose(log_probabilities, progress.index), "int32")
        new = _take(progress._replace(state=state), log_probabilities, chosen, limits, request)
        return (same_shape(new, progress),)

    shape = (batch, request.max_length)
    first = _Progress(
        index=ops.zeros((), "int32"),
        tokens=tokens,
        ids=ops.full(shape, request.pad_id, "int32"),
        gains=ops.zeros(shape, "float32"),
        lengths=ops.zeros((batch,), "int32"),
        is_open=limits > 0,
        state=state,
    )
    (last,) = ops.while_loop(go_on, advance, (first,))
    totals = ops.sum(last.gains, axis=1)
    scores = length_normalised(totals, last.lengths, length_penalty)
    return Decoded(*(x[:, None] for x in (last.ids, scores, totals, last.gains)))


def _take(progress, log_probabilities, chosen, limits, request):
    """Add the chosen token to every open row."""
    tokens = ops.where(progress.is_open, chosen, request.pad_id)
    gain = take_each(log_probabilities, chosen[:, None])[:, 0]
    lengths = progress.lengths + ops.cast(progress.is_open, "int32")
    return _Progress(
        index=progress.index + 1,
        tokens=tokens,
        ids=write_column(progress.ids, progress.index, tokens),
        gains=write_column(progress.gains, progress.index, ops.where(progress.is_open, gain, 0.0)),
        lengths=lengths,
        is_open=progress.is_open & (tokens != request.end_id) & (lengths < limits),
        state=progress.state,
    )
