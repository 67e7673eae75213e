"""Beam search: the K best hypotheses of each source, found step by step."""

from typing import Any, NamedTuple

from keras import ops

from zoo.decoding.best import best_k
from zoo.decoding.greedy import greedy
from zoo.decoding.request import Request
from zoo.decoding.result import (
    Decoded,
    ended_first,
    length_normalised,
    row_limits,
    same_shape,
    write_column,
)
from zoo.decoding.stepper import Stepper, check_places
from zoo.layers.beams import take_each
from zoo.layers.number_checks import check_not_negative, check_sizes

__all__ = ["beam_search"]

# A slot that holds no hypothesis scores this: any hypothesis is better, and nothing revives it.
NOTHING = float("-inf")


class _Beams(NamedTuple):
    """B groups with K running and K ended hypotheses each, both sorted best first."""

    index: Any  # () int32, tokens written so far: the column of the next one
    tokens: Any  # (B, K) int32, the last token of each running hypothesis
    live_ids: Any  # (B, K, T) int32
    live_gains: Any  # (B, K, T) float32, each token's log-probability
    live_log_probabilities: Any  # (B, K) float32
    ended_ids: Any  # (B, K, T) int32
    ended_gains: Any  # (B, K, T) float32
    ended_log_probabilities: Any  # (B, K) float32
    ended_scores: Any  # (B, K) float32, length-normalised
    state: Any  # the stepper's, of all hypotheses of a source one after the other


class _Candidates(NamedTuple):
    """The best continuations of the running hypotheses, best first; C of them, 2K or fewer."""

    parents: Any  # (B, C) int32, which running hypothesis each one continues
    tokens: Any  # (B, C) int32, with which token
    ids: Any  # (B, C, T) int32
    gains: Any  # (B, C, T) float32
    log_probabilities: Any  # (B, C) float32
    ranks: Any  # (B, C) float32, what they were chosen by: best first


def beam_search(
    decoder,
    context,
    request: Request,
    *,
    width: int = 4,
    groups: int = 1,
    diversity: float = 0.5,
    length_penalty: float = 0.6,
) -> Decoded:
    """Search for the `width` hypotheses of highest length-normalised log-probability.

    A hypothesis that ends is set aside and gains no further log-probability; the `width` best ended
    ones of each source are kept. A source is done when no running hypothesis can still beat its
    worst ended one, and the loop stops when every source is done or at its limit. The bound is
    exact, so stopping early changes no result, and a source gives the same alone and in any batch.
    It is also the tighter the lower the limit, so `max_length_per_row` saves steps.

    Slots left over at the limit are filled with hypotheses still running, after all those that
    ended, whatever their scores. Where fewer hypotheses exist than slots, the rest is padding with
    score -inf. With `width=1` this is greedy search.

    With `groups` the beams are split into as many searches, one after the other at every step, and
    a token costs `diversity` in the choice for each earlier group that took it at that step. Their
    hypotheses come out in one list in that order, with their own log-probabilities; two groups may
    find the same one.

    Args:
        decoder: Anything with `start`, `step` and `reorder`, and `prefill` for a prompt; see
            `zoo/models`. `step` gets `B * width` ids, and a context of B.
        context: What `decoder.prepare` returned; its first leaf `(B, ...)`.
        request: What is asked for.
        width: K, the number of hypotheses for each source.
        groups: Searches that avoid one another; divides `width`.
        diversity: What a token costs for each earlier group that chose it.
        length_penalty: Exponent of the length penalty; 0 ranks by plain log-probability, more
            favours longer hypotheses.

    Returns:
        `Decoded` with K = `width`, best first.

    Raises:
        ValueError: If `width` or `groups` is below 1 or `groups` does not divide `width`,
            `diversity` or `length_penalty` is negative, or neither the decoder's state nor
            `context` holds a tensor to tell the batch size by.
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        Wu et al. 2016, "Google's Neural Machine Translation System", section 7; Vijayakumar et al.
        2018, "Diverse Beam Search", algorithm 1 with Hamming diversity.

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
    >>> request = Request(start_id=1, end_id=2, pad_id=0, max_length=4)
    >>> decoded = beam_search(Bigrams(), source, request, width=2)
    >>> np.array(decoded.ids).tolist()  # greedy search finds the second one
    [[[4, 2, 0, 0], [3, 2, 0, 0]]]
    """
    check_sizes(width=width)
    if groups < 1 or width % groups:
        raise ValueError(f"`groups` must divide `width`, got {groups} and {width}.")
    check_not_negative(diversity=diversity, length_penalty=length_penalty)
    check_places(decoder, request)
    if width == 1:
        # A single beam has no room to weigh a hypothesis that ended against one that goes on.
        return greedy(decoder, context, request, length_penalty=length_penalty)
    stepper = Stepper(decoder, context, request)
    tokens, state = stepper.start()
    batch = ops.shape(tokens)[0]
    limits = row_limits(request.max_length, request.max_length_per_row, batch)
    limits = ops.repeat(limits, groups)

    def go_on(beams):
        return ops.any(_open_rows(beams, limits, length_penalty))

    def advance(beams):
        gains, state = stepper.step(ops.reshape(beams.tokens, (-1,)), beams.index, beams.state)
        candidates = _expand(beams, gains, groups, diversity)
        new, chosen = _grow_live(beams, candidates, request.end_id)
        new = _collect_ended(new, candidates, request.end_id, length_penalty)
        # A source that is done or at its limit keeps what it has, whatever its rows computed.
        new = _only_where(_open_rows(beams, limits, length_penalty), new, beams)
        parents = ops.reshape(chosen, (-1, groups, width // groups))
        first = ops.arange(groups, dtype="int32")[:, None] * (width // groups)
        parents = ops.reshape(parents + first, (-1, width))
        new = new._replace(state=stepper.reorder(state, parents))
        return (same_shape(new, beams),)

    state = stepper.reorder(state, ops.zeros((batch, width), "int32"))
    first = _first_beams(ops.repeat(tokens, groups), state, width // groups, request)
    (last,) = ops.while_loop(go_on, advance, (first,))
    best = _best(last, limits, length_penalty, request.pad_id)
    return best if groups == 1 else _merge(best, batch, width, request.end_id)


def _first_beams(tokens, state, width, request):
    """One empty hypothesis for each group; the other slots hold nothing."""
    (batch,) = ops.shape(tokens)
    shape = (batch, width, request.max_length)
    ids, gains = ops.full(shape, request.pad_id, "int32"), ops.zeros(shape, "float32")
    nothing = ops.full((batch, width), NOTHING, "float32")
    return _Beams(
        index=ops.zeros((), "int32"),
        tokens=ops.repeat(tokens[:, None], width, axis=1),
        live_ids=ids,
        live_gains=gains,
        live_log_probabilities=ops.where(ops.arange(width) == 0, 0.0, nothing),
        ended_ids=ids,
        ended_gains=gains,
        ended_log_probabilities=nothing,
        ended_scores=nothing,
        state=state,
    )


def _open_rows(beams, limits, length_penalty):
    """Groups below their limit where a running hypothesis can still beat an ended one: (B,)."""
    # Log-probabilities only fall and the penalty only grows, so this is the most one can reach.
    best = ops.max(beams.live_log_probabilities, axis=1, initial=NOTHING)
    within_reach = length_normalised(best, limits, length_penalty)
    return (beams.index < limits) & (within_reach > beams.ended_scores[:, -1])


def _expand(beams, gains, groups, diversity):
    """The best continuations of every group's running hypotheses, ended or not."""
    all_groups, width = ops.shape(beams.live_log_probabilities)
    vocabulary = ops.shape(gains)[-1]
    gains = ops.reshape(gains, (all_groups, width, vocabulary))
    totals = ops.expand_dims(beams.live_log_probabilities, -1) + gains
    # Keep 2K candidates: K of them may all end here, and K must survive.
    count = min(2, vocabulary) * width
    if groups == 1:
        ranks, flat = best_k(ops.reshape(totals, (all_groups, width * vocabulary)), count)
    else:
        ranks, flat = _choose_apart(totals, groups, diversity, count)
    parents, tokens = flat // vocabulary, flat % vocabulary
    gains = ops.reshape(gains, (all_groups, width * vocabulary))
    gained = take_each(gains, flat)
    ids, gains, log_probabilities = take_each(
        (beams.live_ids, beams.live_gains, beams.live_log_probabilities), parents
    )
    return _Candidates(
        parents,
        tokens,
        ids=write_column(ids, beams.index, tokens),
        gains=write_column(gains, beams.index, gained),
        log_probabilities=log_probabilities + gained,
        ranks=ranks,
    )


def _choose_apart(totals, groups, diversity, count):
    """As `top_k` over each group, but a token costs for every earlier group that took it."""
    _, width, vocabulary = ops.shape(totals)
    totals = ops.reshape(totals, (-1, groups, width * vocabulary))
    cost = ops.zeros_like(totals[:, 0, :vocabulary])
    ranks, flat = [], []
    for group in range(groups):
        reduced = totals[:, group] - ops.tile(cost, (1, width))
        values, chosen = best_k(reduced, count)
        taken = ops.one_hot(chosen[:, :width] % vocabulary, vocabulary, dtype=cost.dtype)
        cost = cost + diversity * ops.sum(taken, axis=1)
        ranks.append(values)
        flat.append(chosen)
    return (ops.reshape(ops.stack(x, axis=1), (-1, count)) for x in (ranks, flat))


def _grow_live(beams, candidates, end_id):
    """The K best candidates that go on, and the hypotheses (B, K) that they come from."""
    width = ops.shape(beams.live_log_probabilities)[1]
    ranks, chosen = ops.top_k(
        ops.where(candidates.tokens == end_id, NOTHING, candidates.ranks), width
    )
    best = take_each(candidates, chosen)
    new = beams._replace(
        index=beams.index + 1,
        tokens=best.tokens,
        live_ids=best.ids,
        live_gains=best.gains,
        live_log_probabilities=ops.where(ranks > NOTHING, best.log_probabilities, NOTHING),
    )
    return new, best.parents


def _collect_ended(beams, candidates, end_id, length_penalty):
    """The K best among those that had ended before (first of equals) and those that end now."""
    width = ops.shape(beams.ended_scores)[1]
    scores = length_normalised(candidates.log_probabilities, beams.index, length_penalty)
    scores = ops.where(candidates.tokens == end_id, scores, NOTHING)
    scores, chosen = ops.top_k(ops.concatenate([beams.ended_scores, scores], axis=1), width)
    ids, gains, log_probabilities = take_each(
        _beside(
            (beams.ended_ids, beams.ended_gains, beams.ended_log_probabilities),
            (candidates.ids, candidates.gains, candidates.log_probabilities),
        ),
        chosen,
    )
    return beams._replace(
        ended_ids=ids,
        ended_gains=gains,
        ended_log_probabilities=log_probabilities,
        ended_scores=scores,
    )


def _beside(ones, others):
    """(B, J, ...) and (B, K, ...) of each pair as (B, J + K, ...)."""
    return tuple(ops.concatenate(pair, axis=1) for pair in zip(ones, others, strict=True))


def _only_where(is_open, new, old):
    """Take the hypotheses of `new` for open groups and of `old` for the others."""

    def choose(field):
        n, o = getattr(new, field), getattr(old, field)
        return ops.where(ops.reshape(is_open, (-1,) + (1,) * (len(n.shape) - 1)), n, o)

    per_group = [name for name in _Beams._fields if name.startswith(("live_", "ended_"))]
    return new._replace(**{name: choose(name) for name in per_group})


def _best(beams, limits, length_penalty, pad_id):
    """Those that ended, then those still running, as many as there are slots."""
    width = ops.shape(beams.ended_scores)[1]
    lengths = ops.expand_dims(ops.minimum(beams.index, limits), -1)
    live_scores = length_normalised(beams.live_log_probabilities, lengths, length_penalty)
    ended = ops.sum(ops.cast(beams.ended_scores > NOTHING, "int32"), axis=1, keepdims=True)
    slot = ops.expand_dims(ops.arange(width, dtype="int32"), 0)
    chosen = ops.where(slot < ended, slot, width + slot - ended)
    ids, scores, log_probabilities, gains = take_each(
        _beside(
            (
                beams.ended_ids,
                beams.ended_scores,
                beams.ended_log_probabilities,
                beams.ended_gains,
            ),
            (beams.live_ids, live_scores, beams.live_log_probabilities, beams.live_gains),
        ),
        chosen,
    )
    is_there = ops.expand_dims(scores > NOTHING, -1)
    return Decoded(
        ids=ops.where(is_there, ids, pad_id),
        scores=scores,
        log_probabilities=log_probabilities,
        token_log_probabilities=ops.where(is_there, gains, 0.0),
    )


def _merge(decoded, batch, width, end_id):
    """The groups of a source in one list, in the order of one search."""
    joined = (ops.reshape(x, (batch, width, *ops.shape(x)[2:])) for x in decoded)
    return ended_first(Decoded(*joined), end_id)
