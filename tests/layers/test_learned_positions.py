import numpy as np
import pytest

from zoo.layers import LearnedPositionalEmbedding

tf = pytest.importorskip("tensorflow")

X = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")


def test_a_vector_for_each_place():
    layer = LearnedPositionalEmbedding(5)
    found = layer(X)
    np.testing.assert_allclose(found, X + layer.embeddings[:3], atol=1e-6)
    positions = np.array([[4, 0, 2], [1, 1, 3]])
    expected = X + np.asarray(layer.embeddings)[positions]
    np.testing.assert_allclose(layer(X, positions=positions), expected, atol=1e-6)


def test_no_place():
    layer = LearnedPositionalEmbedding(2)
    with pytest.raises(ValueError, match="at most `max_length`=2 steps, got 3"):
        layer(X)
    with pytest.raises(ValueError, match="`max_length` must be at least 1, got 0"):
        LearnedPositionalEmbedding(0)


def test_no_place_in_a_length_that_is_not_known_yet():
    layer = LearnedPositionalEmbedding(2)
    graph = tf.function(layer, input_signature=[tf.TensorSpec((None, None, 4))])
    is_nan = np.isnan(graph(X))
    assert is_nan[:, 2].all()
    assert not is_nan[:, :2].any()


def test_places_that_there_are_not():
    positions = np.array([[0, -1, 1], [2, 1, -9]])
    is_nan = np.isnan(LearnedPositionalEmbedding(2)(X, positions=positions))
    np.testing.assert_array_equal(is_nan[..., 0], (positions < 0) | (positions > 1))


def test_how_large_they_begin():
    layer = LearnedPositionalEmbedding(200, stddev=0.5)
    layer.build((None, None, 50))
    assert abs(np.std(layer.embeddings) - 0.5) < 0.02
    with pytest.raises(ValueError, match="`stddev` must be at least 0, got -1"):
        LearnedPositionalEmbedding(2, stddev=-1)
