"""Rows beside their source."""

import numpy as np
import pytest

from zoo.layers.beams import fold_beams

tf = pytest.importorskip("tensorflow")


def test_rows_are_repeated_not_tiled():
    rows = np.array([10, 11, 20, 21, 30, 31])[:, None]
    np.testing.assert_array_equal(fold_beams(rows, 3)[..., 0], [[10, 11], [20, 21], [30, 31]])


@pytest.mark.parametrize(("batch", "beams"), [(3, 2), (2, 1), (0, 0)])
def test_sizes_that_only_the_graph_knows(batch, beams):
    @tf.function(input_signature=[tf.TensorSpec([None, 4]), tf.TensorSpec([None])])
    def fold(rows, sources):
        return fold_beams(rows, tf.shape(sources)[0])

    assert fold(tf.zeros((batch * beams, 4)), tf.zeros(batch)).shape == (batch, beams, 4)


def test_no_source():
    assert fold_beams(np.zeros((0, 4)), 0).shape == (0, 0, 4)
