"""Against the same search written with lists, with real decoders and with a prompt."""

from importlib import import_module

import numpy as np
import pytest
from keras import ops

from tests.architectures import spread
from zoo.decoding import ForbiddenTokens, ForcedPrefix, contrastive_search, greedy
from zoo.models import (
    AttentionRNNDecoder,
    ConvDecoder,
    Memory,
    RNNDecoder,
    SelfAttentionDecoder,
)

START, END, PAD, V, D, T = 1, 2, 0, 9, 8, 4
RNG = np.random.default_rng(0)
STATE = [tuple(RNG.normal(size=(3, D)).astype("float32") for _ in "hc")]
MEMORY = Memory(
    RNG.normal(size=(3, 5, D)).astype("float32"), np.arange(5) < np.array([5, 2, 4])[:, None], STATE
)
DECODERS = {
    "rnn": lambda: RNNDecoder(V, d_model=D),
    "attention_rnn": lambda: AttentionRNNDecoder(V, d_model=D),
    "conv": lambda: ConvDecoder(V, num_layers=2, d_model=D),
    "transformer": lambda: SelfAttentionDecoder(
        V, num_layers=1, d_model=D, num_heads=2, d_ff=12, norm="pre"
    ),
}


@pytest.fixture(scope="module", params=spread(DECODERS, ["rnn", "transformer"]))
def decoder(request):
    decoder = DECODERS[request.param]()
    decoder(np.ones((3, 2), "int32"), MEMORY)
    rng = np.random.default_rng(1)
    decoder.set_weights([rng.normal(scale=0.7, size=w.shape) for w in decoder.get_weights()])
    return decoder


def reference(decoder, row, width, alpha, prompt=(START,), forbidden=(), length=T):
    """One row, stepped through with lists from the start for every candidate."""
    memory = Memory(
        MEMORY.values[row : row + 1],
        MEMORY.keep[row : row + 1],
        [tuple(x[row : row + 1] for x in layer) for layer in STATE],
    )
    context = decoder.prepare(memory)

    def read(ids):
        state = decoder.start(context, len(ids))
        for column, token in enumerate(ids):
            logits, state, features = decoder.step(
                np.array([token], "int32"), column, state, context, return_features=True
            )
        logits = ops.convert_to_numpy(logits)[0].astype("float64")
        features = ops.convert_to_numpy(features)[0].astype("float64")
        p = np.exp(logits - logits.max())
        p /= p.sum()
        p[list(forbidden)] = 0
        return p, features / np.linalg.norm(features)

    ids, said = [], []
    while len(ids) < length and END not in ids:
        p, _ = read([*prompt, *ids])
        merits = []
        for token in np.argsort(-p, kind="stable")[:width]:
            h = read([*prompt, *ids, int(token)])[1]
            like = max((h @ other for other in said), default=0.0)
            merits.append(((1 - alpha) * p[token] - alpha * like, int(token), h))
        _, token, h = max(merits, key=lambda merit: merit[0])
        ids.append(token)
        said.append(h)
    return ids


@pytest.mark.parametrize(
    ("width", "alpha"), [(3, 0.6), pytest.param(20, 1.0, marks=pytest.mark.slow)]
)
def test_the_formula(decoder, ask, width, alpha):
    found = contrastive_search(decoder, decoder.prepare(MEMORY), ask(T), width=width, alpha=alpha)
    for row in range(3):
        ids = ops.convert_to_numpy(found.ids)[row, 0].tolist()
        expected = reference(decoder, row, min(width, V), alpha)
        assert ids == expected + [PAD] * (T - len(expected))


def test_without_the_penalty_it_is_greedy(decoder, ask):
    context = decoder.prepare(MEMORY)
    found = contrastive_search(decoder, context, ask(T), alpha=0.0)
    for one, other in zip(found, greedy(decoder, context, ask(T)), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def test_features_of_no_position_are_like_nothing():
    unit = import_module("zoo.decoding.contrastive_search")._unit(
        np.array([[np.nan, np.nan], [3.0, 4.0]])
    )
    np.testing.assert_allclose(unit, [[0.0, 0.0], [0.6, 0.8]], rtol=1e-6)


def test_up_to_the_last_position(ask):
    """The last token is fed where learned positions have ended."""
    options = {"num_layers": 1, "d_model": D, "num_heads": 2, "d_ff": 12}
    decoder = SelfAttentionDecoder(V, positions="learned", max_length=T, **options)
    decoder(np.ones((3, 2), "int32"), MEMORY)
    rng = np.random.default_rng(1)
    decoder.set_weights([rng.normal(scale=0.7, size=w.shape) for w in decoder.get_weights()])
    context = decoder.prepare(MEMORY)
    found = contrastive_search(decoder, context, ask(T), width=3)
    begun = ForcedPrefix(found.ids[:, 0, : T - 1], pad_id=PAD)
    likely = greedy(decoder, context, ask(T, rules=[begun]))
    for row in range(3):
        expected = reference(decoder, row, 3, 0.6, length=T - 1)
        ids = ops.convert_to_numpy(found.ids)[row, 0].tolist()
        assert ids[: len(expected)] == expected
    np.testing.assert_array_equal(found.ids, likely.ids)  # what it is like is not known
    np.testing.assert_allclose(found.scores, likely.scores, rtol=1e-4)


@pytest.mark.slow
def test_a_prompt_and_a_rule(decoder, ask):
    prompt = np.array([[START, 4, 5], [START, 6, PAD], [START, PAD, PAD]], "int32")
    request = ask(T, prompt=prompt, prompt_keep=prompt != PAD, rules=[ForbiddenTokens([3, 7])])
    found = contrastive_search(decoder, decoder.prepare(MEMORY), request, width=3)
    for row in range(3):
        of_row = [t for t in prompt[row].tolist() if t != PAD]
        expected = reference(decoder, row, 3, 0.6, prompt=of_row, forbidden=[3, 7])
        ids = ops.convert_to_numpy(found.ids)[row, 0].tolist()
        assert ids == expected + [PAD] * (T - len(expected))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "`width` must be at least 1, got 0"),
        ({"alpha": 1.5}, r"`alpha` must be between 0 and 1, got 1\.5"),
        ({"length_penalty": -1.0}, "`length_penalty` must not be negative"),
    ],
)
def test_bad_arguments(ask, options, message):
    with pytest.raises(ValueError, match=message):
        contrastive_search(None, None, ask(T), **options)
