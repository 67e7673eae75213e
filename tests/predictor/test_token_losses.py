"""Losses in pieces are those of all rows at once, and the pieces are as large as memory allows."""

import contextlib
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from zoo.predictor.token_losses import token_losses

V, T = 5, 6
TARGETS = np.random.default_rng(0).integers(0, V, (7, T)).astype("int32")
TABLE = np.random.default_rng(1).normal(size=(V, V)).astype("float32")


class Model:
    """Looks logits up, and remembers how many rows it was called with."""

    def __init__(self, **options):
        self.decoder = SimpleNamespace(vocabulary_size=V, **options)
        self.seen = []

    def __call__(self, inputs, training):
        self.seen.append(len(inputs["target_in_ids"]) if tf.executing_eagerly() else None)
        return tf.gather(TABLE, inputs["target_in_ids"])


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
    model = Model(num_heads=heads) if heads else Model()
    losses = token_losses(model, contextlib.nullcontext, TARGETS[:, ::-1], TARGETS)
    assert model.seen == sizes
    log_p = TABLE - np.log(np.exp(TABLE).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(losses, -log_p[TARGETS[:, ::-1], TARGETS], rtol=1e-5)


@pytest.mark.parametrize("shape", [(0, 3), (2, 70_000)])
def test_no_rows_and_very_long_ones(shape):
    """In a graph, as exports have it; 70,000 squared is more than an integer holds."""

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)])
    def losses(ids):
        return token_losses(Model(), contextlib.nullcontext, ids, ids)

    assert losses(np.zeros(shape, "int32")).shape == shape
