"""Luong's scores beside their equations in NumPy."""

import numpy as np
import pytest

from zoo.layers import AdditiveAttention, DotProductAttention

pytest.importorskip("tensorflow")

B, T, S, Q, D = 3, 4, 5, 7, 6
KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])  # the last row has nothing to look at
RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=(B, S, D))


def expected(energies, values):
    weights = np.exp(energies) * KEEP[:, None]
    sums = weights.sum(axis=-1, keepdims=True)
    weights = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 0)
    return weights @ values, weights


@pytest.mark.parametrize("score", ["dot", "general"])
def test_equations(score):
    width = D if score == "dot" else Q
    query = RNG.normal(size=(B, T, width))
    layer = DotProductAttention(width, score=score, dtype="float64")
    context, scores = layer(query, VALUES, KEEP, return_scores=True)
    keys = VALUES if score == "dot" else VALUES @ np.asarray(layer.key_dense.kernel)
    energies = np.einsum("btd,bsd->bts", query, keys)
    for found, wanted in zip((context, scores), expected(energies, VALUES), strict=True):
        np.testing.assert_allclose(found, wanted, atol=1e-12)
    assert len(layer.weights) == (0 if score == "dot" else 1)


def test_concat_is_additive():
    query = RNG.normal(size=(B, T, Q))
    ours, additive = (
        DotProductAttention(8, score="concat", dtype="float64"),
        AdditiveAttention(8, dtype="float64"),
    )
    for layer in (ours, additive):
        layer(query, VALUES)
    additive.set_weights(ours.get_weights())
    np.testing.assert_array_equal(ours(query, VALUES, KEEP), additive(query, VALUES, KEEP))


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"`score` must be one of \['dot', 'general', 'concat'\]"):
        DotProductAttention(4, score="additive")
    with pytest.raises(ValueError, match="`units` must be at least 1, got 0"):
        DotProductAttention(0)
    query = np.zeros((B, T, Q))
    with pytest.raises(ValueError, match=r"last axis of `values` must be `units`=7 .*, got 6"):
        DotProductAttention(Q)(query, VALUES)
    with pytest.raises(ValueError, match=r"last axis of `query` must be `units`=5 .*, got 7"):
        DotProductAttention(5, score="general")(query, VALUES)
