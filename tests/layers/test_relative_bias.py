"""Buckets and slopes worked out by hand; KerasHub's are compared in the parity tests."""

import numpy as np
import pytest

from zoo.layers import ALiBiBias, MultiHeadAttention, RelativePositionBias

pytest.importorskip("tensorflow")


def buckets(offsets, **options):
    """Which of a layer's buckets each offset has."""
    layer = RelativePositionBias(1, **options)
    layer.build()
    layer.embeddings.assign(np.arange(layer.num_buckets)[:, None])
    offsets = np.array(offsets)
    return layer(np.zeros((1, 1), int), offsets[None])[0, 0, 0].numpy().tolist()


def test_buckets_of_both_directions():
    # 8 buckets: 4 for each direction, 0 and 1 one distance each, then 2-3 and 4 and farther.
    found = buckets([-100, -8, -4, -3, -2, -1, 0], num_buckets=8, max_distance=8)
    assert found == [3, 3, 3, 2, 2, 1, 0]
    found = buckets([1, 2, 3, 4, 8, 100], num_buckets=8, max_distance=8)
    assert found == [5, 6, 6, 7, 7, 7]


def test_buckets_of_the_past():
    found = buckets(
        [-100, -16, -8, -7, -4, -3, 0, 5], num_buckets=8, max_distance=16, is_causal=True
    )
    assert found == [7, 7, 6, 5, 4, 3, 0, 0]


def test_it_is_added_to_the_scores():
    bias = RelativePositionBias(2, dtype="float64")
    steps = np.arange(3)[None]
    bias(steps, steps)
    attention = MultiHeadAttention(8, 2, dtype="float64")
    x = np.random.default_rng(0).normal(size=(2, 3, 8))
    _, plain = attention(x, return_scores=True)
    _, biased = attention(x, bias=bias(steps, steps), return_scores=True)
    expected = plain * np.exp(bias(steps, steps))
    expected /= np.sum(expected, axis=-1, keepdims=True)
    np.testing.assert_allclose(biased, expected, atol=1e-12)


@pytest.mark.parametrize(
    ("num_heads", "slopes"),
    [
        (1, [2**-8]),
        (2, [2**-4, 2**-8]),
        (4, [2**-2, 2**-4, 2**-6, 2**-8]),
        (3, [2**-4, 2**-8, 2**-2]),
        (6, [2**-2, 2**-4, 2**-6, 2**-8, 2**-1, 2**-3]),
    ],
)
def test_slopes(num_heads, slopes):
    found = ALiBiBias(num_heads)(np.array([[2]]), np.array([[0, 1, 2, 3]]))
    expected = -np.array(slopes)[:, None] * [2, 1, 0, 1]
    np.testing.assert_allclose(found[0, :, 0], expected, rtol=1e-6)


def test_bad_arguments():
    with pytest.raises(ValueError, match="`num_buckets` must be at least 4, and even, got 5"):
        RelativePositionBias(2, num_buckets=5)
    with pytest.raises(ValueError, match="`num_buckets` must be at least 2, got 1"):
        RelativePositionBias(2, num_buckets=1, is_causal=True)
    with pytest.raises(ValueError, match="`max_distance` must be more than 8, got 8"):
        RelativePositionBias(2, max_distance=8)
    for layer_class in (ALiBiBias, RelativePositionBias):
        with pytest.raises(ValueError, match="`num_heads` must be at least 1, got 0"):
            layer_class(0)
