import numpy as np
import pytest
from keras import ops

from zoo.decoding.result import batch_size, length_normalised, row_limits, write_column


def test_the_batch_size_is_read_from_the_state_or_else_from_the_context():
    assert batch_size({"cache": np.zeros((3, 2)), "nothing": ()}, np.zeros((5, 1))) == 3
    assert batch_size((), [np.zeros((5, 1))]) == 5
    with pytest.raises(ValueError, match="must hold at least one tensor, got none"):
        batch_size((), ())


def test_the_lower_of_both_limits_counts():
    assert ops.convert_to_numpy(row_limits(4, None, 2)).tolist() == [4, 4]
    assert ops.convert_to_numpy(row_limits(4, np.array([3, 9]), 2)).tolist() == [3, 4]


def test_a_column_is_written_in_every_row():
    ids = ops.zeros((2, 3), "int32")
    written = write_column(ids, ops.convert_to_tensor(1, "int32"), ops.convert_to_tensor([7, 8]))
    assert ops.convert_to_numpy(written).tolist() == [[0, 7, 0], [0, 8, 0]]


def test_the_length_penalty_is_the_formula_of_the_paper():
    for alpha in (0.0, 0.6, 1.0):
        scores = length_normalised(np.float32([-2.0, -2.0]), np.array([1, 13]), alpha)
        np.testing.assert_allclose(scores, [-2.0, -2.0 / 3.0**alpha], rtol=1e-6)
