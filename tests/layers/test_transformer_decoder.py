"""The decoder's block: all at once and with a cache. Numbers of PyTorch: test_parity.py."""

import numpy as np
import pytest
from keras import ops

from zoo.layers.transformer_decoder import TransformerDecoderLayer

pytest.importorskip("tensorflow")

B, S, T, D, N, F, M, K = 3, 5, 4, 8, 2, 12, 6, 2
KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])
X = np.random.default_rng(0).normal(size=(B, T, D))
MEMORY = np.random.default_rng(1).normal(size=(B, S, M))


def block(norm="post"):
    layer = TransformerDecoderLayer(D, N, F, memory_dim=M, norm=norm, dtype="float64")
    layer.build()
    return layer


def through_cache(layer, x, cross, width=1):
    cache, outputs, rows = layer.start(len(x), T), [], len(x)
    for index in range(0, T, width):
        seen = np.broadcast_to(np.tri(width, T, k=index, dtype=bool), (rows, width, T))
        output, cache = layer.step(
            x[:, index : index + width], index, cache, cross, keep=seen, memory_keep=KEEP
        )
        outputs.append(output)
    return ops.concatenate(outputs, axis=1)


@pytest.mark.parametrize("norm", ["post", "pre"])
@pytest.mark.parametrize("width", [1, 2, 4])
def test_cache_equals_all_at_once(norm, width):
    layer = block(norm)
    stepped = through_cache(layer, X, layer.prepare(MEMORY), width)
    np.testing.assert_allclose(stepped, layer(X, MEMORY, memory_keep=KEEP), atol=1e-12)


def test_hypotheses_of_a_source_are_steps_of_it():
    """K new tokens beside one another, each with the keys that it may see."""
    layer, x = block(), np.random.default_rng(2).normal(size=(B, K, D))
    cross, cache = layer.prepare(MEMORY), layer.start(B, K)
    keep = np.broadcast_to(np.eye(K, dtype=bool), (B, K, K))  # each its own column alone
    found, _ = layer.step(x, 0, cache, cross, keep=keep, memory_keep=KEEP)
    for k in range(K):
        expected = layer(x[:, k : k + 1], MEMORY, memory_keep=KEEP)[:, 0]
        np.testing.assert_allclose(found[:, k], expected, atol=1e-12)


def test_without_a_memory():
    layer = TransformerDecoderLayer(D, N, F, memory_dim=0, dtype="float64")
    x = np.random.default_rng(2).normal(size=(B, T, D))
    expected = layer(x)
    assert layer.prepare(None) == ()
    cache, found = layer.start(B, T), []
    for t in range(T):
        keep = np.broadcast_to(np.arange(T) <= t, (B, T))
        y, cache = layer.step(x[:, t : t + 1], t, cache, (), keep=keep, memory_keep=None)
        found.append(y)
    np.testing.assert_allclose(np.concatenate(found, axis=1), expected, atol=1e-12)
    with pytest.raises(ValueError, match="`return_scores` must be False without a memory"):
        layer(x, return_scores=True)


@pytest.mark.parametrize("use", ["__call__", "prepare"])
def test_a_memory_that_is_missing_or_too_much(use):
    """Without one, what looks at it would look at the future."""
    inputs = (X,) if use == "__call__" else ()
    with pytest.raises(ValueError, match="`memory` must be given, got None"):
        getattr(block(), use)(*inputs, None)
    alone = TransformerDecoderLayer(D, N, F, memory_dim=0)
    with pytest.raises(ValueError, match="`memory` must be None with `memory_dim=0`"):
        getattr(alone, use)(*inputs, MEMORY)


def test_scores_are_those_of_the_memory():
    _, scores = block()(X, MEMORY, memory_keep=KEEP, return_scores=True)
    assert scores.shape == (B, N, T, S)
    np.testing.assert_allclose(np.sum(scores, axis=-1)[:, 0, 0], [1.0, 1.0, 0.0], atol=1e-12)


def test_kept_targets():
    layer, keep = block(), np.arange(T)[None] < np.array([[4], [2], [3]])
    changed = np.where(keep[..., None], X, 1e4)
    ours, plain = (layer(x, MEMORY, keep=keep, memory_keep=KEEP) for x in (changed, X))
    np.testing.assert_allclose(np.asarray(ours)[keep], np.asarray(plain)[keep], atol=1e-12)


def test_number_of_parameters():
    self_attention, cross_attention = 4 * (D * D + D), 2 * (D * D + D) + 2 * (M * D + D)
    feed_forward, norm = D * F + F + F * D + D, 2 * D
    expected = self_attention + cross_attention + feed_forward + 3 * norm
    assert block().count_params() == expected


def test_errors_name_the_argument():
    with pytest.raises(ValueError, match='`norm` must be "pre" or "post", got \'none\''):
        TransformerDecoderLayer(D, N, F, norm="none")
    with pytest.raises(ValueError, match="`d_model` must be divisible by `num_heads`, got 8 and 5"):
        TransformerDecoderLayer(D, 5, F)
