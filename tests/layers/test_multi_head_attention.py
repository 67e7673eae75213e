"""Attention beside its equation; masks, cache and beams. Keras and PyTorch: test_parity.py."""

import re

import numpy as np
import pytest
from keras import ops

from zoo.layers.multi_head_attention import KeyValue, MultiHeadAttention

tf = pytest.importorskip("tensorflow")

B, S, T, D, N, K = 3, 5, 4, 8, 2, 2
H = D // N
KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])


def filled(num_heads=N, **options):
    layer = MultiHeadAttention(D, num_heads, dtype="float64", **options)
    layer.build()
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(scale=0.4, size=w.shape) for w in layer.weights])
    return layer


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def test_equation_head_by_head():
    layer = filled(memory_dim=6)
    query, memory = random(B, T, D), random(B, S, 6)
    w_q, b_q, w_k, b_k, w_v, b_v, w_o, b_o = layer.get_weights()
    q, k, v = query @ w_q + b_q, memory @ w_k + b_k, memory @ w_v + b_v
    heads = []
    for n in range(N):
        part = slice(n * H, n * H + H)
        scores = np.exp(np.einsum("bth,bsh->bts", q[..., part], k[..., part]) / H**0.5)
        scores = scores * KEEP[:, None]
        weights = scores / np.maximum(scores.sum(axis=-1, keepdims=True), 1e-300)
        heads.append(weights @ v[..., part])
    expected = np.concatenate(heads, axis=-1) @ w_o + b_o
    output, weights_found = layer(query, memory, keep=KEEP, return_scores=True)
    np.testing.assert_allclose(output, expected, atol=1e-12)
    np.testing.assert_allclose(weights_found[:, -1], weights, atol=1e-12)


def test_a_query_without_keys_gets_the_bias():
    layer = filled()
    output, weights = layer(random(B, T, D), random(B, S, D), keep=KEEP, return_scores=True)
    assert np.all(weights[2] == 0)
    np.testing.assert_allclose(output[2], np.tile(layer.get_weights()[-1], (T, 1)), atol=1e-12)
    np.testing.assert_allclose(np.sum(weights[:2], axis=-1), np.ones((2, N, T)), atol=1e-12)


def test_pairs_that_may_meet():
    layer = filled()
    query, memory = random(B, T, D), random(B, S, D, seed=1)
    pairs = np.random.default_rng(2).random((B, T, S)) < 0.5
    _, weights = layer(query, memory, keep=pairs, return_scores=True)
    assert np.all(np.asarray(weights)[~np.broadcast_to(pairs[:, None], (B, N, T, S))] == 0)
    same = layer(query, memory, keep=np.broadcast_to(KEEP[:, None], (B, T, S)))
    np.testing.assert_allclose(same, layer(query, memory, keep=KEEP), atol=1e-12)


@pytest.mark.parametrize("width", [1, 2])
def test_cache_equals_causal_attention(width):
    layer, x, length = filled(), random(B, T, D), T + 2
    expected = layer(x, causal=True)
    cache, outputs = layer.start(B, length), []
    for index in range(0, T, width):
        seen = np.tri(width, length, k=index, dtype=bool)
        keep = np.broadcast_to(seen, (B, width, length))
        output, cache = layer.step(x[:, index : index + width], index, cache, keep=keep)
        outputs.append(output)
    np.testing.assert_allclose(ops.concatenate(outputs, axis=1), expected, atol=1e-12)
    assert isinstance(cache, KeyValue)
    assert cache.keys.shape == (B * N, H, length)
    assert np.all(cache.values[:, T:] == 0)


@pytest.mark.parametrize("groups", [1, 2])
def test_grouped_heads_are_heads_that_share_their_keys(groups):
    layer, full = filled(num_heads=4, num_kv_heads=groups), filled(num_heads=4)
    for weight, of_full in zip(layer.weights, full.weights, strict=True):
        columns = np.asarray(weight)
        if columns.shape != of_full.shape:  # keys and values
            heads = columns.reshape(*columns.shape[:-1], groups, D // 4)
            columns = heads.repeat(4 // groups, axis=-2).reshape(of_full.shape)
        of_full.assign(columns)
    x = random(B, T, D)
    found, expected = (layer_(x, causal=True, return_scores=True) for layer_ in (layer, full))
    for a, b in zip(found, expected, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-12)
    cache = layer.start(B, T)
    assert cache.keys.shape == (B * groups, D // 4, T)
    output, _ = layer.step(x, 0, cache, keep=np.tri(T, dtype=bool)[None].repeat(B, axis=0))
    np.testing.assert_allclose(output, expected[0], atol=1e-12)


def test_groups_must_divide_the_heads():
    message = "`num_heads` must be divisible by `num_kv_heads`, got 4 and 3"
    with pytest.raises(ValueError, match=message):
        MultiHeadAttention(D, 4, num_kv_heads=3)


@pytest.mark.parametrize(("use_bias", "weights"), [(True, 8), (False, 4)])
def test_number_of_weights(use_bias, weights):
    layer = MultiHeadAttention(D, N, use_bias=use_bias)
    layer.build()
    assert len(layer.weights) == weights


def test_dropout_acts_on_the_weights_that_are_used_not_shown():
    layer = filled(dropout_rate=0.5)
    x = random(B, T, D)
    output, weights = layer(x, return_scores=True, training=True)
    assert np.max(np.abs(output - layer(x))) > 1e-3
    np.testing.assert_allclose(np.sum(weights, axis=-1), np.ones((B, N, T)), atol=1e-12)


def test_heads_must_divide_the_width():
    message = "`d_model` must be divisible by `num_heads`, got 8 and 3"
    with pytest.raises(ValueError, match=message):
        MultiHeadAttention(D, 3)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize(
    "shape", [(B, S), (2, T), (B, T, S), (B, 2, T), (T,), (B, 1, T, T)], ids=str
)
def test_a_keep_that_does_not_fit_is_named(shape, causal):
    layer, query, keep = filled(), random(B, T, D), np.ones(shape, bool)
    message = re.escape(f"`keep` must have the shape (3, 4) or (3, 4, 4), got {shape}.")
    with pytest.raises(ValueError, match=message):
        layer(query, keep=keep, causal=causal)
    with pytest.raises(ValueError, match=message):
        layer.attend(query, layer.prepare(query), keep=keep)


@pytest.mark.parametrize("shape", [(1, S), (B, 1), (1, T, S), (B, 1, S), (1, 1, 1)], ids=str)
def test_a_keep_that_broadcasts(shape):
    layer, query, memory = filled(), random(B, T, D), random(B, S, D, seed=1)
    keep = random(*shape, seed=3) < 0.5
    pairs = np.broadcast_to(keep[:, None] if keep.ndim == 2 else keep, (B, T, S))
    expected = layer(query, memory, keep=pairs)
    np.testing.assert_allclose(layer(query, memory, keep=keep), expected, atol=1e-12)


@pytest.mark.parametrize("columns", [S, 1])
def test_causal_needs_a_memory_as_long_as_the_query(columns):
    layer, query = filled(), random(B, T, D)
    message = f"`memory` must have the 4 steps of `query` with `causal`, got {columns}"
    with pytest.raises(ValueError, match=message):
        layer(query, random(B, columns, D), causal=True)
    expected = layer(query, query, keep=np.tri(T, dtype=bool)[None])
    np.testing.assert_allclose(layer(query, query, causal=True), expected, atol=1e-12)


def test_lengths_that_are_not_known_before():
    layer, x = filled(), random(B, S, D)
    specs = [tf.TensorSpec((None, None, D), "float64"), tf.TensorSpec((None, None), tf.bool)]
    traced = tf.function(lambda x, keep: layer(x, x, keep=keep, causal=True), input_signature=specs)
    np.testing.assert_allclose(traced(x, KEEP), layer(x, keep=KEEP, causal=True), atol=1e-12)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_heads": 0}, "`num_heads` must be at least 1, got 0"),
        ({"num_kv_heads": 0}, "`num_kv_heads` must be at least 1, got 0"),
        ({"memory_dim": 0}, "`memory_dim` must be at least 1, got 0"),
        ({"dropout_rate": 1.0}, r"`dropout_rate` must be in \[0, 1\), got 1.0"),
        ({"rotary_wavelength": -5.0}, "`rotary_wavelength` must be positive, got -5.0"),
    ],
)
def test_options_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        MultiHeadAttention(D, **{"num_heads": N, **options})


def test_heads_are_a_whole_number():
    with pytest.raises(TypeError, match="`num_heads` must be a whole number, got '2'"):
        MultiHeadAttention(D, "2")
