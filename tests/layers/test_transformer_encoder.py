"""The encoder's block. Numbers and gradients of PyTorch: test_parity.py."""

import numpy as np
import pytest

from zoo.layers.transformer_encoder import TransformerEncoderLayer

pytest.importorskip("tensorflow")

B, S, D, N, F = 3, 5, 8, 2, 12
KEEP = np.arange(S)[None] < np.array([[5], [2], [0]])
X = np.random.default_rng(0).normal(size=(B, S, D))


def block(norm="post"):
    return TransformerEncoderLayer(D, N, F, norm=norm, dtype="float64")


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_what_is_normed(norm):
    statistics = np.asarray(block(norm)(X, keep=KEEP)).std(axis=-1)
    is_normed = np.allclose(statistics, 1.0, atol=1e-2)
    assert is_normed == (norm == "post")


def test_scores():
    output, scores = block()(X, keep=KEEP, return_scores=True)
    assert scores.shape == (B, N, S, S)
    np.testing.assert_allclose(np.sum(scores, axis=-1)[:, 0, 0], [1.0, 1.0, 0.0], atol=1e-12)
    assert np.all(np.asarray(scores)[1, :, :, 2:] == 0)
    assert output.shape == (B, S, D)


def test_no_keep_is_all_kept():
    layer = block()
    np.testing.assert_array_equal(layer(X), layer(X, keep=np.ones((B, S), bool)))


def test_number_of_parameters():
    layer = block()
    layer.build()
    attention, feed_forward, norm = 4 * (D * D + D), D * F + F + F * D + D, 2 * D
    assert layer.count_params() == attention + feed_forward + 2 * norm


def test_errors_name_the_argument():
    with pytest.raises(ValueError, match='`norm` must be "pre" or "post", got None'):
        TransformerEncoderLayer(D, N, F, norm=None)
    with pytest.raises(ValueError, match="`d_model` must be divisible by `num_heads`, got 8 and 3"):
        TransformerEncoderLayer(D, 3, F)
    with pytest.raises(ValueError, match=r"`attention_dropout_rate` must be in \[0, 1\), got 1.0"):
        TransformerEncoderLayer(D, N, F, attention_dropout_rate=1.0)
