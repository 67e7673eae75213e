"""What is drawn, from which tokens, and that the same draws give the same text."""

import keras
import numpy as np
import pytest
from keras import ops

from zoo.decoding import greedy, sample

SOURCES = np.array([0, 1, 2, 3], "int32")
START, END, PAD, V = 1, 2, 0, 9
ON_TENSORFLOW = keras.backend.backend() == "tensorflow"


def reference(log_p, temperature, top_k, top_p, min_p):
    """Probabilities of the kept tokens, written with a sort."""
    p = np.exp(log_p / temperature - np.max(log_p / temperature))
    p /= p.sum()
    order = np.argsort(-p, kind="stable")
    if top_k:
        order = order[:top_k]
    mass, kept = p[order] / p[order].sum(), []
    for place, token in enumerate(order):
        if place == 0 or (mass[:place].sum() < top_p and mass[place] >= min_p * mass[0]):
            kept.append(token)
    found = np.zeros_like(p)
    found[kept] = p[kept]
    return found / found.sum()


class OneStep:
    """The same log-probabilities at every step."""

    def __init__(self, log_p):
        self.log_p = np.asarray(log_p, "float32")

    def start(self, context, length):
        return ()

    def step(self, ids, index, state, context):
        return ops.broadcast_to(self.log_p, (ops.shape(ids)[0], len(self.log_p))), state


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"temperature": 0.5},
        {"temperature": 2.0, "top_k": 4},
        {"top_p": 0.6},
        {"top_p": 0.0},
        {"min_p": 0.3},
        {"temperature": 1.3, "top_k": 5, "top_p": 0.8, "min_p": 0.1},
    ],
    ids=str,
)
@pytest.mark.parametrize("as_tensors", [False, True])
def test_the_distribution(ask, options, as_tensors):
    """Draws on a fine grid: each token comes as often as its probability says."""
    log_p = np.log(np.random.default_rng(0).dirichlet(np.ones(V)))
    log_p[END] = -np.inf
    log_p -= np.log(np.sum(np.exp(log_p)))
    grid = (np.arange(2_000) + 0.5) / 2_000
    settings = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0, **options}
    given = settings
    if as_tensors:
        given = {
            k: ops.convert_to_tensor(v, "int32" if k == "top_k" else "float32")
            for k, v in settings.items()
        }
    found = sample(OneStep(log_p), np.zeros((2_000, 1)), ask(1), draws=grid[:, None], **given)
    counts = np.bincount(ops.convert_to_numpy(found.ids)[:, 0, 0], minlength=V) / 2_000
    np.testing.assert_allclose(counts, reference(log_p, **settings), atol=1.1e-3)
    np.testing.assert_allclose(
        ops.convert_to_numpy(found.log_probabilities)[:, 0],
        log_p[ops.convert_to_numpy(found.ids)[:, 0, 0]],
        rtol=1e-4,
    )


def test_temperature_zero_and_one_token_are_greedy(toy_decoder, ask):
    decoder, context = toy_decoder(V, seed=1), {"source": SOURCES}
    expected = greedy(decoder, context, ask(6))
    for options in ({"temperature": 0.0}, {"top_k": 1}, {"top_p": 0.0}, {"min_p": 1.0}):
        found = sample(decoder, context, ask(6), seed=3, **options)
        for one, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-6)


def test_the_same_seed_gives_the_same_text(toy_decoder, ask):
    decoder, context = toy_decoder(V, seed=1), {"source": SOURCES}
    texts = [
        ops.convert_to_numpy(sample(decoder, context, ask(8), seed=seed).ids) for seed in (1, 1, 2)
    ]
    np.testing.assert_array_equal(texts[0], texts[1])
    assert np.any(texts[0] != texts[2])


def test_extreme_draws_stay_among_the_kept(ask):
    log_p = np.log([0.1, 0.2, 0.05, 0.3, 0.35, 1e-9, 1e-9, 1e-9, 1e-9])
    draws = np.array([[0.0], [np.nextafter(np.float32(1), np.float32(0))], [1.0]], "float32")
    found = sample(OneStep(log_p), np.zeros((3, 1)), ask(1), draws=draws, top_k=2)
    assert ops.convert_to_numpy(found.ids)[:, 0, 0].tolist() == [4, 3, 3]


@pytest.mark.skipif(not ON_TENSORFLOW, reason="needs the TensorFlow backend")
@pytest.mark.parametrize("jit_compile", [False, True])
def test_the_same_in_a_graph_with_tensors(toy_decoder, ask, jit_compile):
    import tensorflow as tf

    decoder = toy_decoder(V, seed=2)
    draws = np.random.default_rng(0).random((4, 6)).astype("float32")

    @tf.function(jit_compile=jit_compile)
    def decode(source, temperature, top_k, top_p):
        options = {"temperature": temperature, "top_k": top_k, "top_p": top_p}
        return sample(decoder, {"source": source}, ask(6), draws=draws, **options)

    eager = sample(
        decoder, {"source": SOURCES}, ask(6), draws=draws, temperature=0.8, top_k=4, top_p=0.9
    )
    found = decode(tf.constant(SOURCES), tf.constant(0.8), tf.constant(4), tf.constant(0.9))
    for one, other in zip(found, eager, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"temperature": -1.0}, r"`temperature` must be at least 0, got -1\.0"),
        ({"temperature": float("nan")}, "`temperature` must be at least 0, got nan"),
        ({"draws": np.zeros((4, 5))}, r"`draws` must be \(B, T\) .* T=6 tokens, got .*\(4, 5\)"),
        ({"draws": np.zeros(6)}, r"`draws` must be \(B, T\) .* got the shape \(6,\)"),
        ({"top_k": -1}, "`top_k` must be at least 0, got -1"),
        ({"top_p": 1.5}, r"`top_p` must be between 0 and 1, got 1\.5"),
        ({"min_p": -0.1}, r"`min_p` must be between 0 and 1, got -0\.1"),
    ],
)
def test_bad_arguments(toy_decoder, ask, options, message):
    with pytest.raises(ValueError, match=message):
        sample(toy_decoder(), {"source": SOURCES}, ask(6), **options)
