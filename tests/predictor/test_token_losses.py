"""Losses in pieces are those of all rows at once, and the pieces are as large as memory allows."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.predictor.token_losses import token_losses

V, T = 5, 6
TARGETS = np.random.default_rng(0).integers(0, V, (7, T)).astype("int32")
TABLE = np.random.default_rng(1).normal(size=(V, V)).astype("float32")


class Decoder(keras.layers.Layer):
    vocabulary_size = V


@pytest.mark.parametrize(
    ("heads", "numbers", "sizes"),
    [
        (0, 1 << 26, [7]),
        (0, 2 * T * V, [2, 2, 2, 1]),
        (2, 3 * T * 2 * T, [3, 3, 1]),
        (2, 1, [1] * 7),
    ],
)
def test_pieces(monkeypatch, heads, numbers, sizes):
    monkeypatch.setattr("zoo.predictor.token_losses._NUMBERS", numbers)
    decoder = Decoder()
    if heads:
        decoder.num_heads = heads
    seen = []

    def logits_of(ids):
        seen.append(len(ids))
        return tf.gather(TABLE, ids)

    losses = token_losses(logits_of, decoder, TARGETS[:, ::-1], TARGETS)
    assert seen == sizes
    log_p = TABLE - np.log(np.exp(TABLE).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(losses, -log_p[TARGETS[:, ::-1], TARGETS], rtol=1e-5)


@pytest.mark.parametrize("shape", [(0, 3), (2, 70_000)])
def test_no_rows_and_very_long_ones(shape):
    """In a graph, as exports have it; 70,000 squared is more than an integer holds."""

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)])
    def losses(ids):
        return token_losses(lambda x: tf.gather(TABLE, x), Decoder(), ids, ids)

    assert losses(np.zeros(shape, "int32")).shape == shape
