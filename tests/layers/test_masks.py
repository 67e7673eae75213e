"""Masks: who may see whom, and a softmax that survives an empty row."""

import re

import keras
import numpy as np
import pytest
from keras import ops

from zoo.layers import masks

tf = pytest.importorskip("tensorflow")

KEEP = np.array([[1, 1, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 0, 0]], bool)


def test_keep_from_ids():
    ids = np.array([[5, 6, 9], [9, 9, 9]])
    np.testing.assert_array_equal(
        masks.keep_from_ids(ids, pad_id=9), [[True, True, False], [False, False, False]]
    )


def test_causal_keep_is_the_lower_triangle():
    np.testing.assert_array_equal(masks.causal_keep(4)[0], np.tri(4, dtype=bool))
    np.testing.assert_array_equal(masks.causal_keep(2, 5)[0], np.tri(2, 5, dtype=bool))
    assert masks.causal_keep(4).dtype == "bool"


def test_attention_keep_joins_both():
    assert masks.attention_keep(None) is None
    assert masks.attention_keep(KEEP).shape == (3, 1, 5)
    pairs = np.ones((3, 4, 5), bool)
    assert masks.attention_keep(pairs).shape == (3, 4, 5)
    np.testing.assert_array_equal(masks.attention_keep(None, causal_length=5)[0], np.tri(5))
    both = masks.attention_keep(KEEP, causal_length=5)
    np.testing.assert_array_equal(both, np.tri(5, dtype=bool)[None] & KEEP[:, None])


def test_masked_softmax():
    scores = np.random.default_rng(0).normal(size=(3, 5)).astype("float32")
    scores[~KEEP] = 1e4
    weights = ops.convert_to_numpy(masks.masked_softmax(scores, KEEP))
    expected = np.exp(scores[0, :2]) / np.exp(scores[0, :2]).sum()
    np.testing.assert_allclose(weights[0, :2], expected, atol=1e-6)
    assert np.all(weights[~KEEP] == 0)
    np.testing.assert_allclose(weights.sum(axis=-1), [1, 1, 0], atol=1e-6)
    everything = ops.convert_to_numpy(masks.masked_softmax(scores[1:2], None))
    np.testing.assert_allclose(everything, weights[1:2], atol=1e-7)


def test_masked_softmax_has_finite_gradients():
    scores = tf.constant(np.where(KEEP, 1.0, -1e4))
    with tf.GradientTape() as tape:
        tape.watch(scores)
        loss = tf.reduce_sum(tf.sin(masks.masked_softmax(scores, KEEP)))
    gradient = tape.gradient(loss, scores).numpy()
    assert np.all(np.isfinite(gradient))
    assert np.all(gradient[~KEEP] == 0)


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [("float16", "float32"), ("bfloat16", "float32"), ("float32", "float32"), ("float64",) * 2],
)
def test_softmax_is_not_taken_in_half_precision(dtype, expected):
    scores = ops.zeros((2, 3), dtype)
    assert keras.backend.standardize_dtype(masks.masked_softmax(scores, None).dtype) == expected
    assert keras.backend.standardize_dtype(masks.to_float32(scores).dtype) == expected


def test_zero_padding_drops_what_stood_there():
    values = np.ones((3, 5, 2), "float32")
    values[~KEEP] = np.nan
    tensor = ops.convert_to_tensor(values)
    keras.src.backend.set_keras_mask(tensor, ops.convert_to_tensor(KEEP))
    clean = masks.zero_padding(tensor, KEEP)
    np.testing.assert_array_equal(clean, np.where(KEEP[..., None], 1.0, 0.0).repeat(2, axis=-1))
    assert getattr(clean, "_keras_mask", None) is None
    assert masks.zero_padding(tensor, None) is tensor


@pytest.mark.parametrize("shape", [(2, 5), (1, 5), (2, 1), (2, 3, 5), (1, 1, 1)], ids=str)
def test_a_keep_that_fits(shape):
    masks.check_keep(np.ones(shape, bool), (2, 5), (2, 3, 5))
    masks.check_keep(np.ones(shape, bool), (None, 5), (2, None, 5))
    masks.check_keep(None, (7, 7))


@pytest.mark.parametrize(
    "shape", [(2, 4), (3, 5), (5,), (2, 3, 4), (2, 4, 5), (1, 2, 3, 5)], ids=str
)
def test_a_keep_that_does_not_fit_is_named(shape):
    message = r"`keep` must have the shape \(2, 5\) or \(2, 3, 5\), got " + re.escape(str(shape))
    with pytest.raises(ValueError, match=message):
        masks.check_keep(np.ones(shape, bool), (2, 5), (2, 3, 5))


def test_a_keep_of_unknown_lengths_may_fit():
    keep = keras.Input((None,), dtype="bool")
    masks.check_keep(keep, (2, 5))
    with pytest.raises(
        ValueError, match=r"`keep` must have the shape \(2, 3, 5\), got \(None, None"
    ):
        masks.check_keep(keep, (2, 3, 5))
