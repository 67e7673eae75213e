"""Contrastive search: probable tokens that do not say again what was said."""

from dataclasses import replace
from typing import Any, NamedTuple

from keras import ops

from zoo.decoding.best import best_k
from zoo.decoding.request import Request
from zoo.decoding.result import (
    Decoded,
    length_normalised,
    row_limits,
    same_shape,
    write_column,
)
from zoo.decoding.rules import FORBIDDEN
from zoo.decoding.stepper import Stepper, check_places
from zoo.layers.beams import take_each
from zoo.layers.number_checks import check_not_negative, check_sizes

__all__ = ["contrastive_search"]

Tensor = Any


class _Progress(NamedTuple):
    index: Tensor  # () int32, tokens written so far: the column of the next one
    log_probabilities: Tensor  # (B, V) float32, of the next token
    features: Tensor  # (B, T, D) float32, of length 1, what the decoder saw at each token
    ids: Tensor  # (B, T) int32
    gains: Tensor  # (B, T) float32, each token's log-probability
    lengths: Tensor  # (B,) int32
    is_open: Tensor  # (B,) bool, rows that go on
    state: Any  # the stepper's, of K equal hypotheses


def contrastive_search(
    decoder,
    context,
    request: Request,
    *,
    width: int = 4,
    alpha: float = 0.6,
    length_penalty: float = 0.6,
) -> Decoded:
    """Take, of the most probable tokens, the one that is least like those before it.

    ```python
    v = argmax over the `width` most probable:
        (1 - alpha) * p(v) - alpha * max(cosine(h(v), h(x)) for x generated before)
    ```

    h is the decoder's last layer after the token: each candidate is stepped through, so a step
    costs as much as one of beam search. What a prompt holds does not count as said before.

    Args:
        decoder: Anything with `start`, `step` (which takes `return_features`) and `reorder`, and
            `prefill` for a prompt; see `zoo/models`.
        context: What `decoder.prepare` returned; its first leaf `(B, ...)`.
        request: What is asked for.
        width: Candidates at each step.
        alpha: From 0, greedy search, to 1, where the probability decides nothing but the
            candidates.
        length_penalty: Exponent of the length penalty in `scores`; changes no token.

    Returns:
        `Decoded` with K = 1.

    Raises:
        ValueError: If `width` is below 1, `alpha` is not between 0 and 1, or `length_penalty` is
            negative.
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        Su et al. 2022, "A Contrastive Framework for Neural Text Generation", equation 5.
    """
    check_sizes(width=width)
    if not 0 <= alpha <= 1:
        raise ValueError(f"`alpha` must be between 0 and 1, got {alpha}.")
    check_not_negative(length_penalty=length_penalty)
    check_places(decoder, request)
    # The last token is stepped through as well: one column more.
    stepper = Stepper(decoder, context, replace(request, max_length=request.max_length + 1))
    tokens, state = stepper.start()
    batch = ops.shape(tokens)[0]
    limits = row_limits(request.max_length, request.max_length_per_row, batch)
    zero = ops.zeros((), "int32")
    log_probabilities, state, features = stepper.step(tokens, zero, state, return_features=True)
    width = min(width, log_probabilities.shape[-1])

    def go_on(progress):
        return ops.any(progress.is_open)

    def advance(progress):
        gains, tokens = best_k(progress.log_probabilities, width)
        log_probabilities, state, features = stepper.step(
            ops.reshape(tokens, (-1,)), progress.index + 1, progress.state, return_features=True
        )
        features = ops.reshape(_unit(features), (batch, width, progress.features.shape[-1]))
        said = _likeness(features, progress.features, progress.index)
        merit = (1.0 - alpha) * ops.exp(gains) - alpha * said
        merit = ops.where(gains > FORBIDDEN, merit, FORBIDDEN)  # however new a rule's no is
        best = ops.cast(ops.argmax(merit, axis=-1), "int32")[:, None]
        state = stepper.reorder(state, ops.broadcast_to(best, (batch, width)))
        vocabulary = log_probabilities.shape[-1]
        log_probabilities = ops.reshape(log_probabilities, (batch, width, vocabulary))
        new = _take(
            progress._replace(state=state),
            *(x[:, 0] for x in take_each((log_probabilities, features, tokens, gains), best)),
            limits,
            request,
        )
        return (same_shape(new, progress),)

    shape = (batch, request.max_length)
    first = _Progress(
        index=zero,
        log_probabilities=log_probabilities,
        features=ops.zeros((*shape, features.shape[-1]), "float32"),
        ids=ops.full(shape, request.pad_id, "int32"),
        gains=ops.zeros(shape, "float32"),
        lengths=ops.zeros((batch,), "int32"),
        is_open=limits > 0,
        state=stepper.reorder(state, ops.zeros((batch, width), "int32")),
    )
    (last,) = ops.while_loop(go_on, advance, (first,))
    totals = ops.sum(last.gains, axis=1)
    scores = length_normalised(totals, last.lengths, length_penalty)
    return Decoded(*(x[:, None] for x in (last.ids, scores, totals, last.gains)))


def _likeness(features, before, index):
    """(B, K): each candidate's largest cosine with what was generated; 0 where nothing was."""
    cosine = ops.einsum("bkd,btd->bkt", features, before)
    was_there = ops.arange(ops.shape(before)[1]) < index
    largest = ops.max(ops.where(was_there, cosine, -1.0), axis=-1, initial=-1.0)
    return ops.where(index > 0, largest, 0.0)


def _take(progress, log_probabilities, features, tokens, gains, limits, request):
    """Add the chosen token to every open row."""
    tokens = ops.where(progress.is_open, tokens, request.pad_id)
    lengths = progress.lengths + ops.cast(progress.is_open, "int32")
    column = ops.arange(ops.shape(progress.features)[1])[:, None] == progress.index
    return _Progress(
        index=progress.index + 1,
        log_probabilities=log_probabilities,
        features=ops.where(column, features[:, None], progress.features),
        ids=write_column(progress.ids, progress.index, tokens),
        gains=write_column(progress.gains, progress.index, ops.where(progress.is_open, gains, 0.0)),
        lengths=lengths,
        is_open=progress.is_open & (tokens != request.end_id) & (lengths < limits),
        state=progress.state,
    )


def _unit(features):
    # After the last token there may be no position left: what is no number is like nothing.
    features = ops.nan_to_num(ops.cast(features, "float32"))
    return features / ops.maximum(ops.norm(features, axis=-1, keepdims=True), 1e-9)
