"""The feed-forward network beside its equation."""

import math

import numpy as np
import pytest

from zoo.layers.feed_forward import FeedForward

pytest.importorskip("tensorflow")

B, T, D, F = 2, 4, 6, 10


@pytest.mark.parametrize(
    ("activation", "function"),
    [
        ("relu", lambda x: max(x, 0.0)),
        ("gelu", lambda x: x * 0.5 * (1 + math.erf(x / 2**0.5))),  # exact, not the tanh form
    ],
)
def test_equation(activation, function):
    layer = FeedForward(D, F, activation=activation, dtype="float64")
    layer.build()
    rng = np.random.default_rng(0)
    layer.set_weights([rng.normal(size=w.shape) for w in layer.weights])
    w_1, b_1, w_2, b_2 = layer.get_weights()
    x = rng.normal(size=(B, T, D))
    expected = np.vectorize(function)(x @ w_1 + b_1) @ w_2 + b_2
    # Keras's gelu has the root of two in float32 only.
    np.testing.assert_allclose(layer(x), expected, atol=1e-12 if activation == "relu" else 1e-6)


def test_gate():
    layer = FeedForward(D, F, activation="silu", gated=True, dtype="float64")
    layer.build()
    rng = np.random.default_rng(0)
    layer.set_weights([rng.normal(size=w.shape) for w in layer.weights])
    inner, gate, outer = (d.get_weights() for d in (layer.inner, layer.gate, layer.outer))
    x = rng.normal(size=(B, T, D))
    z = x @ inner[0] + inner[1]
    features = z / (1 + np.exp(-z)) * (x @ gate[0] + gate[1])
    np.testing.assert_allclose(layer(x), features @ outer[0] + outer[1], atol=1e-12)


def test_dropout_is_inside():
    layer = FeedForward(D, F, dropout_rate=0.5)
    layer.build()
    kernel, _, _, bias = layer.get_weights()
    layer.set_weights([kernel, np.ones(F), np.zeros((F, D)), np.arange(D)])
    # Without a second kernel only the last bias is left, and no dropout touches it.
    x = np.ones((B, T, D), "float32")
    np.testing.assert_array_equal(layer(x, training=True), np.tile(np.arange(D), (B, T, 1)))
    assert bias.shape == (D,)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dropout_rate": 1.0}, r"`dropout_rate` must be in \[0, 1\), got 1.0"),
        ({"dropout_rate": 1.5}, r"`dropout_rate` must be in \[0, 1\), got 1.5"),
        ({"d_ff": 0}, "`d_ff` must be at least 1, got 0"),
        ({"d_model": 0}, "`d_model` must be at least 1, got 0"),
    ],
)
def test_options_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        FeedForward(**{"d_model": D, "d_ff": F, **options})
