"""The equation, and that steps go on where the last ones ended."""

import numpy as np
import pytest

from zoo.layers import GatedConvolution
from zoo.layers.gated_convolution import add_keeping_variance

pytest.importorskip("tensorflow")

B, T, D = 3, 6, 4
X = np.random.default_rng(0).normal(size=(B, T, D))
KEEP = np.arange(T)[None] < np.array([[6], [2], [4]])


def make(kernel_size, causal, dtype="float64", **options):
    layer = GatedConvolution(D, kernel_size=kernel_size, causal=causal, dtype=dtype, **options)
    layer.build()
    rng = np.random.default_rng(1)
    for weight in layer.trainable_weights:
        weight.assign(rng.normal(scale=0.5, size=weight.shape))
    return layer


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("kernel_size", [1, 2, 3, 4])
def test_the_equation(kernel_size, causal):
    layer = make(kernel_size, causal)
    kernel, bias = (np.asarray(w) for w in layer.trainable_weights)
    first = 1 - kernel_size if causal else -((kernel_size - 1) // 2)
    expected = np.zeros((B, T, D))
    for t in range(T):
        z = bias.copy()[None].repeat(B, axis=0)
        for i in range(kernel_size):
            if 0 <= t + first + i < T:
                z += X[:, t + first + i] @ kernel[i]
        expected[:, t] = z[:, :D] / (1 + np.exp(-z[:, D:]))
    np.testing.assert_allclose(layer(X), expected, atol=1e-12)


@pytest.mark.parametrize("kernel_size", [2, 3, 5])
def test_padding_is_zeros(kernel_size):
    layer = make(kernel_size, causal=False)
    garbage = np.where(KEEP[..., None], X, np.nan)
    found = np.asarray(layer(garbage, KEEP))
    for row, length in enumerate(KEEP.sum(axis=1)):
        np.testing.assert_allclose(
            found[row, :length], layer(X[row : row + 1, :length])[0], atol=1e-12
        )


@pytest.mark.parametrize("kernel_size", [1, 2, 3, 4])
@pytest.mark.parametrize("cut", [1, 3, T - 1])
def test_steps_go_on_where_the_last_ones_ended(kernel_size, cut):
    layer = make(kernel_size, causal=True)
    expected = layer(X)
    window = layer.start(B)
    assert window.shape == (B, kernel_size - 1, D)
    head, window = layer.step(X[:, :cut], window)
    tail, window = layer.step(X[:, cut:], window)
    np.testing.assert_allclose(np.concatenate([head, tail], axis=1), expected, atol=1e-12)
    last = np.concatenate([np.zeros((B, kernel_size, D)), X], axis=1)[:, T + 1 :]
    np.testing.assert_array_equal(window, last)


@pytest.mark.parametrize("kernel_size", [2, 4])
def test_a_window_ends_with_the_last_token_of_its_row(kernel_size):
    layer = make(kernel_size, causal=True)
    counts = np.array([4, 0, 1])
    _, window = layer.step(X[:, :4], layer.start(B), counts=counts)
    found, _ = layer.step(X[:, 4:5], window)
    for row, count in enumerate(counts):
        x = np.concatenate([X[row, :count], X[row, 4:5]])[None]
        np.testing.assert_allclose(found[row], layer(x)[0, -1:], atol=1e-12)


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_the_first_weights_keep_the_variance(rate):
    layer = GatedConvolution(128, kernel_size=3, dropout_rate=rate)
    x = np.random.default_rng(0).normal(size=(4, 50, 128)).astype("float32")
    for _ in range(2):
        y = np.asarray(layer(x, training=True))
        assert 0.7 < y.var() < 1.5
    z = np.random.default_rng(1).normal(size=y.shape)
    assert 0.8 < np.asarray(add_keeping_variance(x, z)).var() < 1.2


def test_bad_arguments():
    with pytest.raises(ValueError, match="`kernel_size` must be at least 1, got 0"):
        GatedConvolution(D, kernel_size=0)
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1.0"):
        GatedConvolution(D, dropout_rate=1.0)
