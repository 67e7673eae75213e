"""The rotation beside a plain loop, and what it is for: scores that know distances alone."""

import math

import numpy as np
import pytest
from keras import ops

from zoo.layers import MultiHeadAttention, RotaryEmbedding

pytest.importorskip("tensorflow")

B, N, T, H = 2, 3, 7, 6
HEADS = np.random.default_rng(0).normal(size=(B, N, T, H))


def turned(x, position, longest):
    """One vector, pair by pair as a complex number."""
    half = len(x) // 2
    out = np.zeros_like(x)
    for i in range(half):
        z = complex(x[i], x[i + half])
        angle = position / longest ** (2 * i / len(x))
        z *= complex(math.cos(angle), math.sin(angle))
        out[i], out[i + half] = z.real, z.imag
    return out


@pytest.mark.parametrize("longest", [10_000.0, 50.0])
def test_angles(longest):
    found = RotaryEmbedding(max_wavelength=longest, dtype="float64")(HEADS)
    for t in range(T):
        for b in range(B):
            expected = [turned(HEADS[b, n, t], t, longest) for n in range(N)]
            np.testing.assert_allclose(found[b, :, t], expected, atol=1e-12)


def test_each_row_has_its_own_positions():
    layer = RotaryEmbedding(dtype="float64")
    positions = np.array([[3, 0, 5, 6, 1, 2, 4], [0, 1, 2, 3, 4, 5, 6]])
    found = layer(HEADS, positions)
    for b in range(B):
        for t in range(T):
            expected = turned(HEADS[b, 0, t], positions[b, t], 10_000.0)
            np.testing.assert_allclose(found[b, 0, t], expected, atol=1e-12)


def test_scores_know_the_distance_alone():
    attention = MultiHeadAttention(8, 2, rotary_wavelength=10_000.0, dtype="float64")
    x = np.random.default_rng(1).normal(size=(1, 5, 8))
    _, here = attention(x, return_scores=True)
    _, far = attention(x, positions=np.arange(5)[None] + 1000, return_scores=True)
    _, wide = attention(x, positions=np.arange(5)[None] * 2, return_scores=True)
    np.testing.assert_allclose(here, far, atol=1e-10)
    assert np.max(np.abs(here - wide)) > 1e-3


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_angles_of_long_texts_are_not_half_precision(policy):
    # Rounded to bfloat16, position 3001 would be 3008: another place altogether.
    positions = np.array([[3001]])
    heads = HEADS[:1, :, :1].astype("float32")
    found = RotaryEmbedding(dtype=policy)(heads, positions)
    expected = RotaryEmbedding(dtype="float64")(heads.astype("float64"), positions)
    np.testing.assert_allclose(ops.cast(found, "float64"), expected, atol=0.03)


def test_bad_arguments():
    with pytest.raises(ValueError, match="last axis of `inputs` must be even, got 5"):
        RotaryEmbedding()(np.zeros((1, 1, 2, 5)))
    with pytest.raises(ValueError, match="`max_wavelength` must be positive, got 0"):
        RotaryEmbedding(max_wavelength=0)
    with pytest.raises(ValueError, match=r"`num_heads` must be even with .*, got 6 and 2"):
        MultiHeadAttention(6, 2, rotary_wavelength=100.0)
    attention = MultiHeadAttention(8, 2, rotary_wavelength=100.0)
    with pytest.raises(ValueError, match=r"`memory` must be None .* got a memory of shape \(1, 3"):
        attention(np.zeros((1, 2, 8)), np.zeros((1, 3, 8)))
