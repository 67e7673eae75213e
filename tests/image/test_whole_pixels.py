import numpy as np
import pytest

from zoo.image.whole_pixels import whole_pixels


@pytest.mark.parametrize(
    ("pixels", "whole"),
    [
        (np.array([3, 255], "uint8"), [3, 255]),
        (np.array([3, 255]), [3, 255]),
        (np.array([0.4, 127.6]), [0, 128]),
        (np.zeros(2), [0, 0]),
        (np.array([-1e-6, 255.00002]), [0, 255]),
        (np.array([0.0, 1.0]), [0, 1]),
        ([], []),
    ],
)
def test_numbers_that_are_pixels(pixels, whole):
    found = whole_pixels(pixels)
    assert found.dtype == np.uint8
    assert found.tolist() == whole


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        ([-300, 5], "got -300 to 5"),
        ([0, 1000], "got 0 to 1000"),
        ([0.0, np.nan], "got nan to nan"),
        ([0.25, 1.0], r"got fractions from 0\.25 to 1: multiply them by 255"),
    ],
)
def test_numbers_that_are_none(pixels, message):
    with pytest.raises(ValueError, match=f"Pixels must be from 0 to 255, {message}"):
        whole_pixels(np.array(pixels))
