import re

import numpy as np
import pytest

from zoo.layers.number_checks import (
    check_integers,
    check_not_negative,
    check_numbers,
    check_positive,
    check_sizes,
)


@pytest.mark.parametrize("value", ["4", 4.5, 4.0, None, [4]])
def test_what_is_no_whole_number_is_named(value):
    message = re.escape(f"`units` must be a whole number, got {value!r}.")
    with pytest.raises(TypeError, match=message):
        check_integers(depth=1, units=value)
    with pytest.raises(TypeError, match=message):
        check_sizes(depth=1, units=value)


@pytest.mark.parametrize("value", ["0.5", None, 1j])
def test_what_is_no_number_is_named(value):
    message = re.escape(f"`scale` must be a number, got {value!r}.")
    with pytest.raises(TypeError, match=message):
        check_numbers(rate=0.5, scale=value)
    with pytest.raises(TypeError, match=message):
        check_positive(rate=0.5, scale=value)


def test_numbers_of_numpy():
    check_sizes(units=np.int32(4), depth=np.uint8(1))
    check_positive(scale=np.float32(0.5), rate=np.int64(1))


def test_sizes_are_large_enough():
    with pytest.raises(ValueError, match="`units` must be at least 1, got 0"):
        check_sizes(depth=1, units=0)
    with pytest.raises(ValueError, match="`units` must be at least 0, got -1"):
        check_sizes(0, depth=0, units=-1)


@pytest.mark.parametrize("value", [-5.0, float("nan")])
def test_what_must_not_be_negative(value):
    check_not_negative(rate=0, scale=0.5)
    with pytest.raises(ValueError, match=f"`scale` must not be negative, got {value}"):
        check_not_negative(rate=0.0, scale=value)


@pytest.mark.parametrize("value", [0, -5.0, float("nan")])
def test_what_must_be_positive(value):
    with pytest.raises(ValueError, match=f"`scale` must be positive, got {value}"):
        check_positive(rate=0.1, scale=value)
