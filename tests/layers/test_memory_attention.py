import re

import numpy as np
import pytest

from zoo.layers import AdditiveAttention, DotProductAttention
from zoo.layers.dot_product_attention import SCORES

tf = pytest.importorskip("tensorflow")


LAYERS = [AdditiveAttention(6), *(DotProductAttention(6, score=score) for score in SCORES)]


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_prepared_keys_give_the_same(layer):
    rng = np.random.default_rng(0)
    query, values = rng.normal(size=(2, 3, 6)), rng.normal(size=(2, 5, 6))
    values = values.astype("float32")
    keep = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
    context, scores = layer(query, values, keep, return_scores=True)
    keys = layer.prepare(values)
    assert keys.shape == (2, 5, layer.units)
    again = layer.attend(query, keys, values, keep)
    np.testing.assert_allclose(again[0], context, atol=1e-6)
    np.testing.assert_allclose(again[1], scores, atol=1e-6)
    assert np.all(np.asarray(scores)[0, :, 3:] == 0)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
@pytest.mark.parametrize("shape", [(2, 4), (3, 5), (2, 3, 5), (5,)], ids=str)
def test_a_keep_that_does_not_fit_is_named(layer, shape):
    message = re.escape(f"`keep` must have the shape (2, 5), got {shape}.")
    with pytest.raises(ValueError, match=message):
        layer(np.ones((2, 3, 6)), np.ones((2, 5, 6)), np.ones(shape, bool))


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_a_keep_that_broadcasts(layer):
    query, values = np.random.default_rng(0).normal(size=(2, 2, 5, 6))
    keep = np.array([[1, 1, 1, 0, 0]], bool)
    expected = layer(query, values, np.repeat(keep, 2, axis=0))
    np.testing.assert_array_equal(layer(query, values, keep), expected)
    of_rows = np.array([[True], [False]])
    assert np.all(np.asarray(layer(query, values, of_rows))[1] == 0)


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_lengths_that_are_not_known_before(layer):
    values = np.random.default_rng(0).normal(size=(2, 5, 6)).astype("float32")
    keep = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
    specs = [tf.TensorSpec((None, None, 6)), tf.TensorSpec((None, None), tf.bool)]
    traced = tf.function(lambda x, keep: layer(x, x, keep), input_signature=specs)
    np.testing.assert_allclose(traced(values, keep), layer(values, values, keep), atol=1e-6)
