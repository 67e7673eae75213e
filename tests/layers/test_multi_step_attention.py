"""The equations of the look at the source, with and without beams."""

import numpy as np
import pytest

from zoo.layers import MultiStepAttention

pytest.importorskip("tensorflow")

B, S, T, D, K = 3, 5, 4, 6, 2
RNG = np.random.default_rng(0)
H, G = (RNG.normal(size=(B * K, T, D)) for _ in range(2))
KEYS, VALUES = (RNG.normal(size=(B, S, D)) for _ in range(2))
KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])


def make():
    layer = MultiStepAttention(D, dtype="float64")
    layer.build()
    rng = np.random.default_rng(1)
    for weight in layer.trainable_weights:
        weight.assign(rng.normal(size=weight.shape))
    return layer


def test_the_equations():
    layer = make()
    outputs, scores = (np.asarray(x) for x in layer(H, G, KEYS, VALUES, KEEP))
    kernel, bias = layer.query_dense.get_weights()
    for r in range(B * K):
        source = r // K
        m = KEEP[source].sum()
        d = (H[r] @ kernel + bias + G[r]) * 0.5**0.5
        energy = np.exp(d @ KEYS[source, :m].T / D)
        expected = energy / energy.sum(axis=-1, keepdims=True)
        np.testing.assert_allclose(scores[r, :, :m], expected, atol=1e-12)
        assert np.all(scores[r, :, m:] == 0)
        found = expected @ VALUES[source, :m] * m**0.5
        np.testing.assert_allclose(outputs[r], (H[r] + found) * 0.5**0.5, atol=1e-12)


def test_padding_of_the_source_changes_nothing():
    layer = make()
    expected = layer(H, G, KEYS, VALUES, KEEP)
    garbage = [np.where(KEEP[..., None], x, 1e4) for x in (KEYS, VALUES)]
    for a, b in zip(layer(H, G, *garbage, KEEP), expected, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)


def test_what_is_found_varies_as_a_value_does():
    m, width = 64, 512
    h, g = np.random.default_rng(0).normal(size=(2, 1, 50, width))
    keys, values = np.random.default_rng(1).normal(size=(2, 1, m, width))
    outputs, scores = MultiStepAttention(width)(h, g, keys, values, np.ones((1, m), bool))
    assert np.max(scores) < 2 / m  # alike, at first
    assert 0.8 < np.asarray(outputs).var() < 1.2


def test_width():
    with pytest.raises(ValueError, match="The last axis of `keys` must be `d_model`=6, got 5"):
        make()(H, G, KEYS[..., :5], VALUES[..., :5], KEEP)
    with pytest.raises(ValueError, match="`d_model` must be at least 1, got 0"):
        MultiStepAttention(0)
