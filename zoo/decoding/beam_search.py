"""Beam search: the K best hypotheses of each source, found step by step."""

from typing import Any, NamedTuple

from keras import ops

from zoo.decoding.greedy import greedy
from zoo.decoding.result import (
    Decoded,
    batch_size,
    check_length_arguments,
    length_normalised,
    row_limits,
    same_shape,
    write_column,
)

__all__ = ["beam_search"]

# A slot that holds no hypothesis scores this: any hypothesis is better, and nothing revives it.
NOTHING = float("-inf")


class _Beams(NamedTuple):
    """B sources with K running and K ended hypotheses each, both sorted best first."""

    index: Any  # () int32, tokens written so far: the column of the next one
    tokens: Any  # (B * K,) int32, the last token of each running hypothesis
    live_ids: Any  # (B, K, T) int32
    live_log_probabilities: Any  # (B, K) float32
    ended_ids: Any  # (B, K, T) int32
    ended_log_probabilities: Any  # (B, K) float32
    ended_scores: Any  # (B, K) float32, length-normalised
    state: Any  # the decoder's, of B * K hypotheses: r is the r % K'th of source r // K


class _Candidates(NamedTuple):
    """The best continuations of the running hypotheses, best first; C of them, 2K or fewer."""

    parents: Any  # (B, C) int32, which running hypothesis each one continues
    tokens: Any  # (B, C) int32, with which token
    ids: Any  # (B, C, T) int32
    log_probabilities: Any  # (B, C) float32


def beam_search(
    decoder,
    context,
    *,
    start_id: int,
    end_id: int,
    pad_id: int,
    max_length: int,
    max_length_per_row=None,
    width: int = 4,
    length_penalty: float = 0.6,
) -> Decoded:
    """Search for the `width` hypotheses of highest length-normalised log-probability.

    A hypothesis that ends is set aside and gains no further log-probability; the `width` best ended
    ones of each source are kept. A source is done when no running hypothesis can still beat its
    worst ended one, and the loop stops when every source is done or at its limit. The bound is
    exact, so stopping early changes no result, and a source gives the same alone and in any batch.
    It is also the tighter the lower the limit, so `max_length_per_row` saves steps.

    Slots left over at the limit are filled with hypotheses still running, after all those that
    ended. Where fewer hypotheses exist than slots, the rest is padding with score -inf. With
    `width=1` this is greedy search.

    Args:
        decoder: Anything with `start`, `step` and `reorder`, see `zoo/models`. `step` gets
            `B * width` ids, and a context of B.
        context: What `decoder.prepare` returned; leaves `(B, ...)`.
        start_id: The token fed at the first step.
        end_id: The token that ends a hypothesis.
        pad_id: What fills a row after its end.
        max_length: T, the largest number of tokens generated, the end token included. A Python
            int; inside a `tf.function` also a scalar int tensor, where the decoder takes one.
        max_length_per_row: `(B,)` int, a limit for each source (at most `max_length` counts).
        width: K, the number of hypotheses for each source.
        length_penalty: Exponent of the length penalty; 0 ranks by plain log-probability, more
            favours longer hypotheses.

    Returns:
        `Decoded` with K = `width`, best first.

    Raises:
        ValueError: If `width` or `max_length` is below 1, `length_penalty` is negative, or neither
            the decoder's state nor `context` holds a tensor to tell the batch size by.

    Reference:
        Wu et al. 2016, "Google's Neural Machine Translation System", section 7.

    Example:

    >>> import numpy as np
    >>> class Bigrams:  # pad, start, end, a, b: the last token tells the next one
    ...     after_start, after_a, after_b = [1, 1, 1, 57, 40], [1, 1, 50, 24, 24], [1, 1, 96, 1, 1]
    ...     table = np.log([[1] * 5, after_start, [1] * 5, after_a, after_b])
    ...     def start(self, context, length):
    ...         return ()
    ...     def step(self, ids, index, state, context):
    ...         return ops.take(self.table, ids, axis=0), state
    ...     def reorder(self, state, parents):
    ...         return state
    >>> source = {"source": np.zeros((1, 3))}
    >>> special = {"start_id": 1, "end_id": 2, "pad_id": 0}
    >>> decoded = beam_search(Bigrams(), source, **special, max_length=4, width=2)
    >>> np.array(decoded.ids).tolist()  # greedy search finds the second one
    [[[4, 2, 0, 0], [3, 2, 0, 0]]]
    """
    if width < 1:
        raise ValueError(f"`width` must be at least 1, got {width}.")
    special = {"start_id": start_id, "end_id": end_id, "pad_id": pad_id}
    if width == 1:
        # A single beam has no room to weigh a hypothesis that ended against one that goes on.
        return greedy(
            decoder,
            context,
            **special,
            max_length=max_length,
            max_length_per_row=max_length_per_row,
            length_penalty=length_penalty,
        )
    check_length_arguments(max_length, length_penalty)
    state = decoder.start(context, max_length)
    batch = batch_size(state, context)
    limits = row_limits(max_length, max_length_per_row, batch)

    def go_on(beams):
        return ops.any(_open_rows(beams, limits, length_penalty))

    def advance(beams):
        logits, state = decoder.step(beams.tokens, beams.index, beams.state, context)
        candidates = _expand(beams, logits)
        new = _grow_live(decoder, beams, candidates, state, end_id)
        new = _collect_ended(new, candidates, end_id, length_penalty)
        # A source that is done or at its limit keeps what it has, whatever its rows computed.
        new = _only_where(_open_rows(beams, limits, length_penalty), new, beams)
        return (same_shape(new, beams),)

    state = decoder.reorder(state, ops.zeros((batch, width), "int32"))
    first = _first_beams(state, batch, width, max_length, start_id, pad_id)
    (last,) = ops.while_loop(go_on, advance, (first,))
    return _best(last, limits, length_penalty, pad_id)


def _first_beams(state, batch, width, max_length, start_id, pad_id):
    """One empty hypothesis for each source; the other slots hold nothing."""
    ids = ops.full((batch, width, max_length), pad_id, "int32")
    nothing = ops.full((batch, width), NOTHING, "float32")
    return _Beams(
        index=ops.zeros((), "int32"),
        tokens=ops.full((batch * width,), start_id, "int32"),
        live_ids=ids,
        live_log_probabilities=ops.where(ops.arange(width) == 0, 0.0, nothing),
        ended_ids=ids,
        ended_log_probabilities=nothing,
        ended_scores=nothing,
        state=state,
    )


def _open_rows(beams, limits, length_penalty):
    """Sources below their limit where a running hypothesis can still beat an ended one: (B,)."""
    # Log-probabilities only fall and the penalty only grows, so this is the most one can reach.
    within_reach = length_normalised(beams.live_log_probabilities[:, 0], limits, length_penalty)
    return (beams.index < limits) & (within_reach > beams.ended_scores[:, -1])


def _expand(beams, logits):
    """The best continuations of every source's running hypotheses, ended or not."""
    batch, width = ops.shape(beams.live_log_probabilities)
    vocabulary = ops.shape(logits)[-1]
    gains = ops.log_softmax(ops.cast(logits, "float32"), axis=-1)
    gains = ops.reshape(gains, (batch, width, vocabulary))
    totals = ops.expand_dims(beams.live_log_probabilities, -1) + gains
    # Keep 2K candidates: K of them may all end here, and K must survive.
    log_probabilities, flat = ops.top_k(
        ops.reshape(totals, (batch, width * vocabulary)), min(2, vocabulary) * width
    )
    flat = ops.cast(flat, "int32")
    parents, tokens = flat // vocabulary, flat % vocabulary
    ids = write_column(_pick(beams.live_ids, parents), beams.index, tokens)
    return _Candidates(parents, tokens, ids, log_probabilities)


def _grow_live(decoder, beams, candidates, state, end_id):
    """The K best candidates that go on, and the decoder's state gathered for them."""
    width = ops.shape(beams.live_log_probabilities)[1]
    log_probabilities, chosen = ops.top_k(
        ops.where(candidates.tokens == end_id, NOTHING, candidates.log_probabilities), width
    )
    return beams._replace(
        index=beams.index + 1,
        tokens=ops.reshape(_pick(candidates.tokens, chosen), (-1,)),
        live_ids=_pick(candidates.ids, chosen),
        live_log_probabilities=log_probabilities,
        state=decoder.reorder(state, _pick(candidates.parents, chosen)),
    )


def _collect_ended(beams, candidates, end_id, length_penalty):
    """The K best among those that had ended before (first of equals) and those that end now."""
    width = ops.shape(beams.ended_scores)[1]
    scores = length_normalised(candidates.log_probabilities, beams.index, length_penalty)
    scores = ops.where(candidates.tokens == end_id, scores, NOTHING)
    scores, chosen = ops.top_k(ops.concatenate([beams.ended_scores, scores], axis=1), width)

    def pick(before, now):
        return _pick(ops.concatenate([before, now], axis=1), chosen)

    return beams._replace(
        ended_ids=pick(beams.ended_ids, candidates.ids),
        ended_log_probabilities=pick(beams.ended_log_probabilities, candidates.log_probabilities),
        ended_scores=scores,
    )


def _only_where(is_open, new, old):
    """Take the hypotheses of `new` for open sources and of `old` for the others."""

    def choose(field):
        n, o = getattr(new, field), getattr(old, field)
        return ops.where(ops.reshape(is_open, (-1,) + (1,) * (len(n.shape) - 1)), n, o)

    per_source = [name for name in _Beams._fields if name.startswith(("live_", "ended_"))]
    return new._replace(**{name: choose(name) for name in per_source})


def _best(beams, limits, length_penalty, pad_id):
    """Those that ended, then those still running, as many as there are slots."""
    width = ops.shape(beams.ended_scores)[1]
    lengths = ops.expand_dims(ops.minimum(beams.index, limits), -1)
    live_scores = length_normalised(beams.live_log_probabilities, lengths, length_penalty)
    ended = ops.sum(ops.cast(beams.ended_scores > NOTHING, "int32"), axis=1, keepdims=True)
    slot = ops.expand_dims(ops.arange(width, dtype="int32"), 0)
    chosen = ops.where(slot < ended, slot, width + slot - ended)

    def pick(ended_values, live_values):
        return _pick(ops.concatenate([ended_values, live_values], axis=1), chosen)

    scores = pick(beams.ended_scores, live_scores)
    ids = pick(beams.ended_ids, beams.live_ids)
    return Decoded(
        ids=ops.where(ops.expand_dims(scores > NOTHING, -1), ids, pad_id),
        scores=scores,
        log_probabilities=pick(beams.ended_log_probabilities, beams.live_log_probabilities),
    )


def _pick(values, chosen):
    """`values[b, chosen[b, k]]`: (B, N, ...) and (B, K) -> (B, K, ...)."""
    for _ in range(len(values.shape) - 2):
        chosen = ops.expand_dims(chosen, -1)
    return ops.take_along_axis(values, chosen, axis=1)
