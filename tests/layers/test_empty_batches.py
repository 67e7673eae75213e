import keras
import numpy as np
import pytest
from keras import ops

from zoo.layers.empty_batches import call_with_a_row


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_each_row_is_what_the_function_gives(rows):
    x = np.random.default_rng(0).normal(size=(rows, 4, 3)).astype("float32")
    given = []

    def double(x):
        given.append(x.shape[0])
        return 2 * x

    np.testing.assert_array_equal(call_with_a_row(double, x), 2 * x)
    assert given == [max(rows, 1)]


def test_free_rows_in_a_model():
    inputs = keras.Input([4, 4, 3])
    convolution = keras.layers.Conv2D(5, 3)
    model = keras.Model(
        inputs, keras.layers.Lambda(lambda x: call_with_a_row(convolution, x))(inputs)
    )
    assert model.output.shape == (None, 2, 2, 5)
    assert ops.shape(model.predict(np.ones((3, 4, 4, 3)), verbose=0)) == (3, 2, 2, 5)
