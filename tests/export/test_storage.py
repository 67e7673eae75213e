import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.export.storage import StoredWeights, as_stored


@pytest.fixture
def layer():
    layer = keras.layers.Dense(5)
    layer.build((None, 7))
    rng = np.random.default_rng(0)
    layer.set_weights([rng.normal(size=(7, 5)) * [1, 10, 0.1, 1e-3, 0], rng.normal(size=5)])
    return layer


X = np.random.default_rng(1).normal(size=(3, 7)).astype("float32")


@pytest.mark.parametrize(
    ("storage", "error"), [("float32", 0), ("float16", 2**-11), ("int8", 1 / 254)]
)
def test_each_weight_is_as_close_as_its_storage_allows(layer, storage, error):
    weights = StoredWeights(layer.variables, storage)
    kernel, bias = layer.get_weights()
    with weights.lend():
        lent = [np.asarray(variable.value) for variable in layer.variables]
        output = layer(X)
    np.testing.assert_array_equal(lent[1], bias)
    assert lent[0].dtype == "float32"
    bound = error * np.abs(kernel).max(axis=0) if storage == "int8" else error * np.abs(kernel)
    assert np.all(np.abs(lent[0] - kernel) <= bound + 1e-7)
    np.testing.assert_allclose(output, X @ lent[0] + bias, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(layer.get_weights()[0], kernel)
    np.testing.assert_allclose(layer(X), X @ kernel + bias, rtol=1e-5, atol=1e-6)


def test_what_is_held_is_small(layer):
    def dtypes(storage):
        return [
            part.dtype for parts in StoredWeights(layer.variables, storage).stored for part in parts
        ]

    assert dtypes("float32") == [tf.float32, tf.float32]
    assert dtypes("float16") == [tf.float16, tf.float32]
    assert dtypes("int8") == [tf.int8, tf.float32, tf.float32]


def test_unknown(layer):
    with pytest.raises(ValueError, match=r"`storage` must be one of .*, got 'int4'"):
        StoredWeights(layer.variables, "int4")


@pytest.mark.parametrize("storage", ["float16", "int8"])
def test_for_a_while_the_layer_has_what_is_stored(layer, storage):
    before = layer.get_weights()
    with StoredWeights(layer.variables, storage).lend():
        lent = [np.asarray(variable.value) for variable in layer.variables]
    with as_stored(layer.variables, storage):
        for a, b in zip(layer.get_weights(), lent, strict=True):
            np.testing.assert_array_equal(a, b)
    for a, b in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)
    assert any((a != b).any() for a, b in zip(lent, before, strict=True))
