"""The steps of all sequences as the rows of one matrix."""

import numpy as np
import pytest
import tensorflow as tf

from zoo.layers.rows import as_rows


@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 3, 5, 4), (6, 4), (0, 3, 4), (2, 0, 4)])
def test_rows_are_the_steps_in_their_order(shape):
    x = np.arange(np.prod(shape), dtype="float32").reshape(shape)
    np.testing.assert_array_equal(as_rows(x), x.reshape(int(np.prod(shape[:-1])), 4))


def test_the_width_stays_known_in_a_graph():
    seen = []
    signature = [tf.TensorSpec([None, None, 4])]
    tf.function(
        lambda x: seen.append(as_rows(x)), input_signature=signature
    ).get_concrete_function()
    assert seen[0].shape.as_list() == [None, 4]
