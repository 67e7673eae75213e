"""The two-step searches find what the plain ones find."""

import numpy as np
import pytest
from keras import ops

from zoo.decoding.best import best_k, first_best

NOTHING = -float("inf")


@pytest.mark.parametrize("kinds", [3, 50, 10**6])
@pytest.mark.parametrize("count", [1, 5, 128, 5_000, 8_192])
def test_as_the_plain_ones(kinds, count):
    # Few kinds of values: many equal ones.
    values = np.random.default_rng(count).integers(0, kinds, (6, count)).astype("float32")
    values[2] = NOTHING
    values[3, 1:] = NOTHING
    np.testing.assert_array_equal(first_best(values), np.argmax(values, axis=-1))
    for k in {1, min(4, count), min(8, count)}:
        best, where = best_k(values, k)
        order = np.argsort(-values, axis=-1, kind="stable")[:, :k]
        np.testing.assert_array_equal(where, order)
        np.testing.assert_array_equal(best, np.take_along_axis(values, order, axis=-1))
        assert ops.convert_to_numpy(where).dtype == np.int32


def test_what_is_no_number_stays_within_bounds():
    assert 0 <= int(first_best(np.full([5], np.nan, "float32"))) < 5
