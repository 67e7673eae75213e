import keras
import numpy as np
import pytest

from zoo.layers import AttentionPooling


def test_the_equation():
    values = np.random.default_rng(0).normal(size=(2, 4, 3))
    keep = np.array([[True] * 4, [True, True, False, False]])
    pooling = AttentionPooling(5, dtype="float64")
    pooled, scores = pooling(values, keep, return_scores=True)
    w, b, v = (keras.ops.convert_to_numpy(weight) for weight in pooling.weights)
    energies = (np.tanh(values @ w + b) @ v)[..., 0]
    expected = np.where(keep, np.exp(energies), 0.0)
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(scores, expected, rtol=1e-6)
    np.testing.assert_allclose(pooled, (expected[..., None] * values).sum(axis=1), rtol=1e-6)


def test_a_row_without_a_step_gives_zeros():
    pooled, scores = AttentionPooling(5)(
        np.ones((1, 2, 3)), np.zeros((1, 2), bool), return_scores=True
    )
    assert not np.any(pooled)
    assert not np.any(scores)


def test_bad_units():
    with pytest.raises(ValueError, match=r"`units` must be at least 1, got 0\."):
        AttentionPooling(0)
