"""The residual path and the place of the norm."""

import numpy as np
import pytest

from zoo.layers.residual import Residual

pytest.importorskip("tensorflow")

B, T, D = 2, 4, 6


def normed(x):
    mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-5)


@pytest.fixture
def x_and_y():
    rng = np.random.default_rng(0)
    return rng.normal(size=(B, T, D)), rng.normal(size=(B, T, D))


def test_post(x_and_y):
    x, y = x_and_y
    residual = Residual("post", dtype="float64")
    np.testing.assert_allclose(residual(x, y), normed(x + y), atol=1e-12)
    assert residual.enter(x) is x


def test_pre(x_and_y):
    x, y = x_and_y
    residual = Residual("pre", dtype="float64")
    np.testing.assert_allclose(residual(x, y), x + y, atol=1e-12)
    np.testing.assert_allclose(residual.enter(x), normed(x), atol=1e-12)


def test_rms(x_and_y):
    x, y = x_and_y
    residual = Residual("post", norm_type="rms", dtype="float64")
    expected = (x + y) / np.sqrt(((x + y) ** 2).mean(axis=-1, keepdims=True) + 1e-6)
    np.testing.assert_allclose(residual(x, y), expected, atol=1e-7)
    assert len(residual.weights) == 1  # a scale, no shift


def test_dropout_touches_the_update_alone(x_and_y):
    x, y = x_and_y
    dropped = Residual("pre", dropout_rate=0.5, dtype="float64")(x, y, training=True) - x
    kept = np.abs(dropped) > 1e-9
    assert 0 < kept.mean() < 1
    np.testing.assert_allclose(np.asarray(dropped)[kept], (2 * y)[kept], atol=1e-9)


def test_options_that_cannot_be():
    with pytest.raises(ValueError, match=r'`norm` must be "pre" or "post", got \'sandwich\''):
        Residual("sandwich")
    with pytest.raises(ValueError, match=r'`norm_type` must be "layer" or "rms", got \'batch\''):
        Residual(norm_type="batch")
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1.0"):
        Residual(dropout_rate=1.0)
