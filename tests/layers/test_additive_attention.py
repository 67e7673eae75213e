"""Additive attention beside its equations in NumPy."""

import keras
import numpy as np
import pytest
from keras import ops

from zoo.layers.additive_attention import AdditiveAttention

tf = pytest.importorskip("tensorflow")

B, T, S, Q, D, U = 3, 4, 5, 7, 6, 8
KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])  # the last row has nothing to look at


def data(dtype="float32"):
    rng = np.random.default_rng(0)
    return rng.normal(size=(B, T, Q)).astype(dtype), rng.normal(size=(B, S, D)).astype(dtype)


def test_equations():
    query, values = data("float64")
    layer = AdditiveAttention(U, dtype="float64")
    context, scores = layer(query, values, KEEP, return_scores=True)
    w, u, v = (d.get_weights()[0] for d in (layer.query_dense, layer.key_dense, layer.score_dense))
    for b in range(B):
        for t in range(T):
            energy = [np.tanh(query[b, t] @ w + values[b, s] @ u) @ v[:, 0] for s in range(S)]
            weight = np.exp(energy) * KEEP[b]
            weight = weight / weight.sum() if KEEP[b].any() else np.zeros(S)
            np.testing.assert_allclose(scores[b, t], weight, atol=1e-14)
            np.testing.assert_allclose(context[b, t], weight @ values[b], atol=1e-14)


def test_padding_changes_nothing():
    query, values = data()
    layer = AdditiveAttention(U)
    expected = layer(query, values, KEEP, return_scores=True)
    garbage = np.where(KEEP[..., None], values, 1e4 * np.sign(values))
    for mine, other in zip(layer(query, garbage, KEEP, return_scores=True), expected, strict=True):
        np.testing.assert_array_equal(mine, other)
    context, scores = expected
    assert np.all(scores.numpy()[~np.broadcast_to(KEEP[:, None], scores.shape)] == 0)
    assert np.all(context[2].numpy() == 0)


def test_prepared_keys_give_the_same():
    query, values = data()
    layer = AdditiveAttention(U)
    context = layer(query, values, KEEP)
    again, _ = layer.attend(query, layer.prepare(values), values, KEEP)
    np.testing.assert_array_equal(context, again)
    np.testing.assert_allclose(layer(query[:1], values[:1], KEEP[:1])[0], context[0], atol=1e-6)


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "mixed_float16", "float64"])
def test_policies_and_gradients(policy):
    query, values = data()
    layer = AdditiveAttention(U, dtype=policy)
    with tf.GradientTape() as tape:
        context, scores = layer(query, values, KEEP, return_scores=True)
        loss = tf.reduce_sum(tf.sin(tf.cast(context, "float32")))
    gradients = tape.gradient(loss, [w.value for w in layer.trainable_variables])
    assert len(gradients) == 3
    assert all(np.all(np.isfinite(g)) and np.any(g.numpy() != 0) for g in gradients)
    assert keras.backend.standardize_dtype(context.dtype) == layer.compute_dtype
    sums = ops.convert_to_numpy(ops.sum(ops.cast(scores, "float32"), axis=-1))
    np.testing.assert_allclose(sums, np.broadcast_to([[1], [1], [0]], (B, T)), atol=0.02)


def test_round_trip(tmp_path):
    query, values, keep = (
        keras.Input((None, Q)),
        keras.Input((None, D)),
        keras.Input((None,), dtype="bool"),
    )
    layer = AdditiveAttention(U)
    model = keras.Model([query, values, keep], layer(query, values, keep))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    inputs = [*data(), KEEP]
    np.testing.assert_array_equal(loaded(inputs), model(inputs))
    assert AdditiveAttention.from_config(layer.get_config()).get_config() == layer.get_config()


def test_units():
    with pytest.raises(ValueError, match="`units` must be at least 1, got 0"):
        AdditiveAttention(0)


def test_no_product_of_four_axes():
    """One of them of size 1 overran the memory (tensorflow/tensorflow#117700)."""
    layer = AdditiveAttention(U)
    query, values = data()
    layer(query, values)
    graph = tf.function(layer).get_concrete_function(query[:, :1], values).graph
    products = [op for op in graph.get_operations() if "MatMul" in op.type]
    assert products
    assert all(op.inputs[0].shape.rank < 4 for op in products)
