"""Each rule against the same rule written with lists, alone and together, in every search."""

import numpy as np
import pytest
from keras import ops

from zoo.decoding import (
    AllowedPhrases,
    ForbiddenTokens,
    ForcedPrefix,
    MinLength,
    NoRepeatNgram,
    RepetitionPenalty,
    beam_search,
    contrastive_search,
    greedy,
    sample,
)

SOURCES = np.array([0, 1, 2, 3], "int32")
START, END, PAD, V, T = 1, 2, 0, 7, 8
PHRASES = [[3, 4], [3, 4, 5], [6], [5, 5, 3]]
PREFIX = np.array([[3, 3, 5], [4, PAD, PAD], [PAD, PAD, PAD], [6, 6, PAD]], "int32")


def min_length(row, p, ids):
    return np.where((np.arange(V) == END) & (len(ids) < 4), -np.inf, p)


def forbidden(row, p, ids):
    return np.where(np.isin(np.arange(V), [0, 3, 5]), -np.inf, p)


def repetition(row, p, ids):
    return np.where(np.isin(np.arange(V), [START, *ids]), 1.7 * p, p)


def no_repeat(size):
    def rule(row, p, ids):
        past = [START, *ids]
        grams = {tuple(past[i : i + size]) for i in range(len(past) - size + 1)}
        last = past[len(past) - size + 1 :] if size > 1 else []
        banned = [t for t in range(V) if len(last) == size - 1 and (*last, t) in grams]
        return np.where(np.isin(np.arange(V), banned), -np.inf, p)

    return rule


def prefix(row, p, ids):
    forced = PREFIX[row][PREFIX[row] != PAD]
    if len(ids) >= len(forced):
        return p
    return np.where(np.arange(V) == forced[len(ids)], p, -np.inf)


def phrases(row, p, ids):
    allowed = [
        ([*phrase, END])[len(ids)]
        for phrase in PHRASES
        if [*phrase, END][: len(ids)] == ids and len(ids) <= len(phrase)
    ]
    return np.where(np.isin(np.arange(V), allowed), p, -np.inf)


RULES = {
    "min_length": (lambda: [MinLength(4, end_id=END)], [min_length]),
    "forbidden": (lambda: [ForbiddenTokens([0, 3, 5])], [forbidden]),
    "repetition": (lambda: [RepetitionPenalty(1.7)], [repetition]),
    "no_repeat_1": (lambda: [NoRepeatNgram(1)], [no_repeat(1)]),
    "no_repeat_2": (lambda: [NoRepeatNgram(2)], [no_repeat(2)]),
    "no_repeat_3": (lambda: [NoRepeatNgram(3)], [no_repeat(3)]),
    "prefix": (lambda: [ForcedPrefix(PREFIX, pad_id=PAD)], [prefix]),
    "phrases": (lambda: [AllowedPhrases(PHRASES, end_id=END)], [phrases]),
    "together": (
        lambda: [MinLength(4, end_id=END), RepetitionPenalty(1.7), NoRepeatNgram(2)],
        [min_length, repetition, no_repeat(2)],
    ),
}
every = pytest.mark.parametrize("name", RULES)


class Ruled:
    """The toy decoder's log-probabilities after the rules, for searches written with lists."""

    def __init__(self, decoder, rules):
        self.decoder = decoder
        self.rules = rules

    def log_probabilities(self, row, ids):
        p = self.decoder.log_probabilities(row, ids)
        for rule in self.rules:
            p = rule(row, p, ids)
        return p


def greedily(ruled, row):
    ids, gains = [], []
    while len(ids) < T and END not in ids:
        p = ruled.log_probabilities(row, ids)
        ids.append(int(np.argmax(p)))
        gains.append(p[ids[-1]])
    return ids, gains


def widely(ruled, row, width):
    """Beam search with lists, without length penalty."""
    live, ended = [(0.0, [])], []
    for _ in range(T):
        candidates = [
            (total + gain, [*ids, token])
            for total, ids in live
            for token, gain in enumerate(ruled.log_probabilities(row, ids))
            if gain > -np.inf
        ]
        candidates = sorted(candidates, reverse=True)[: 2 * width]
        live = [c for c in candidates if c[1][-1] != END][:width]
        ended += [c for c in candidates if c[1][-1] == END]
    return (sorted(ended, reverse=True)[:width] + live)[:width]


@every
@pytest.mark.parametrize("seed", range(3))
def test_greedy(toy_decoder, ask, name, seed):
    make, rules = RULES[name]
    decoder = toy_decoder(V, seed=seed)
    decoder.table[..., END] -= 1.5  # or most rows end before a rule bites
    found = greedy(decoder, {"source": SOURCES}, ask(T, rules=make()))
    for row in range(4):
        ids, gains = greedily(Ruled(decoder, rules), row)
        assert ops.convert_to_numpy(found.ids)[row, 0, : len(ids)].tolist() == ids
        np.testing.assert_allclose(
            ops.convert_to_numpy(found.token_log_probabilities)[row, 0, : len(ids)],
            gains,
            rtol=1e-4,
        )


@every
@pytest.mark.parametrize("width", [2, 4])
def test_beam_search(toy_decoder, ask, name, width):
    make, rules = RULES[name]
    decoder = toy_decoder(V, seed=5)
    decoder.table[..., END] -= 1.5
    request = ask(T, rules=make())
    found = beam_search(decoder, {"source": SOURCES}, request, width=width, length_penalty=0.0)
    ids, totals = (ops.convert_to_numpy(x) for x in (found.ids, found.log_probabilities))
    for row in range(4):
        expected = widely(Ruled(decoder, rules), row, width)
        for slot, (total, tokens) in enumerate(expected):
            assert ids[row, slot].tolist() == tokens + [PAD] * (T - len(tokens))
            np.testing.assert_allclose(totals[row, slot], total, rtol=1e-4)
        assert np.all(np.isneginf(totals[row, len(expected) :]))


class Featured:
    """The toy decoder with features that make the most probable tokens the most alike."""

    def __init__(self, decoder):
        self.decoder = decoder
        self.start, self.reorder = decoder.start, decoder.reorder

    def step(self, ids, index, state, context, return_features=False):
        logits, state = self.decoder.step(ids, index, state, context)
        features = ops.take(np.eye(V, dtype="float32")[[0, 1, 2, 3, 3, 3, 3]], ids, axis=0)
        return (logits, state, features) if return_features else (logits, state)


@every
@pytest.mark.parametrize(
    "search",
    [
        lambda *args: sample(*args, seed=1, temperature=3.0),
        lambda *args: sample(*args, seed=1, temperature=float("inf")),
        lambda *args: contrastive_search(*args, width=V, alpha=0.9),
    ],
    ids=["sample", "very hot", "contrastive"],
)
def test_no_search_takes_what_is_forbidden(toy_decoder, ask, name, search):
    make, rules = RULES[name]
    decoder = toy_decoder(V, seed=3)
    found = search(Featured(decoder), {"source": SOURCES}, ask(T, rules=make()))
    ruled = Ruled(decoder, rules)
    for row in range(4):
        ids = ops.convert_to_numpy(found.ids)[row, 0].tolist()
        said = ids[: ids.index(END) + 1] if END in ids else ids
        for place, token in enumerate(said):
            assert ruled.log_probabilities(row, said[:place])[token] > -np.inf


def test_one_prefix_for_all(toy_decoder, ask):
    context = {"source": SOURCES}
    one, each = (
        greedy(toy_decoder(V), context, ask(T, rules=[ForcedPrefix(ids, pad_id=PAD)]))
        for ids in (PREFIX[:1], PREFIX[[0] * 4])
    )
    np.testing.assert_array_equal(one.ids, each.ids)
    free = greedy(toy_decoder(V), context, ask(T))
    for blank in (PREFIX[:, :0], PREFIX[2:3]):
        found = greedy(toy_decoder(V), context, ask(T, rules=[ForcedPrefix(blank, pad_id=PAD)]))
        np.testing.assert_array_equal(found.ids, free.ids)


def test_many_phrases_need_memory_for_themselves_alone():
    rng = np.random.default_rng(0)
    phrases = rng.integers(3, 8_000, (3_000, 4))
    rule = AllowedPhrases(phrases, end_id=END)
    assert rule.tokens.nbytes + rule.first.nbytes < 3 * phrases.size * 4
    state = rule.start(2)
    for token in phrases[17]:
        state = rule.advance(state, np.array([token, phrases[0][0]], "int32"))
    left = rule(np.zeros((2, 8_000), "float32"), None, state)
    assert np.flatnonzero(np.isfinite(left[0])).tolist() == [END]


def test_a_prompt_belongs_to_the_past(toy_decoder, ask):
    """Prompts of different lengths: what stands in them may not come again."""
    prompt = np.array([[START, 3, 4, 5], [START, 6, PAD, PAD]], "int32")
    keep = prompt != PAD
    request = ask(5, rules=[NoRepeatNgram(1)], prompt=prompt, prompt_keep=keep)
    found = greedy(toy_decoder(V), {"source": SOURCES[:2]}, request)
    ids = ops.convert_to_numpy(found.ids)[:, 0]
    assert not set(ids[0]) & {START, 3, 4, 5}
    assert not set(ids[1]) & {START, 6}
    for row in ids:
        tokens = [t for t in row.tolist() if t != PAD]
        assert len(tokens) == len(set(tokens))


def test_where_nothing_is_left_the_score_says_so(toy_decoder, ask):
    request = ask(3, rules=[ForbiddenTokens(range(V))])
    found = greedy(toy_decoder(V), {"source": SOURCES}, request)
    assert np.all(np.isneginf(found.scores))
    found = beam_search(toy_decoder(V), {"source": SOURCES}, request, width=2)
    assert np.all(np.isneginf(found.scores))


def test_no_sources(toy_decoder, ask):
    request = ask(3, rules=[NoRepeatNgram(2), AllowedPhrases(PHRASES, end_id=END)])
    assert beam_search(toy_decoder(V), {"source": SOURCES[:0]}, request).ids.shape == (0, 4, 3)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (ForbiddenTokens([3, V]), "`ids` must be tokens of the vocabulary, from 0 to 6, got 7"),
        (ForbiddenTokens([-1]), "`ids` must be tokens of the vocabulary, from 0 to 6, got -1"),
        (AllowedPhrases([[99]], end_id=END), "`phrases` and `end_id` must be tokens .* got 99"),
        (AllowedPhrases([[3]], end_id=50), "`phrases` and `end_id` must be tokens .* got 50"),
        (ForcedPrefix([[3, 9, PAD]], pad_id=PAD), "`ids` must be tokens of the vocabulary.* got 9"),
        (ForcedPrefix(PREFIX[:3], pad_id=PAD), "`ids` must have 1 row or one a source, 4, got 3"),
    ],
)
def test_rules_that_do_not_fit(toy_decoder, ask, rule, message):
    with pytest.raises(ValueError, match=message):
        greedy(toy_decoder(V), {"source": SOURCES}, ask(T, rules=[rule]))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: ForcedPrefix([3, 4], pad_id=PAD), r"`ids` must be \(B, P\) or \(1, P\), got"),
        (lambda: ForbiddenTokens([]), "`ids` must hold at least one token, got none"),
        (lambda: RepetitionPenalty(0.0), r"`penalty` must be positive, got 0\.0"),
        (lambda: NoRepeatNgram(0), "`size` must be at least 1, got 0"),
        (lambda: AllowedPhrases([], end_id=END), "`phrases` must hold one phrase at least"),
        (lambda: AllowedPhrases([[3], []], end_id=END), "`phrases` .* and no empty one"),
    ],
)
def test_bad_arguments(make, message):
    with pytest.raises(ValueError, match=message):
        make()
