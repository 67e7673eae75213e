import numpy as np
import pytest

from zoo.data import room
from zoo.data.room import copy_rows, make_room


def test_in_memory_and_beyond(monkeypatch):
    monkeypatch.setattr(room, "_IN_MEMORY", 16)
    small, large = make_room((4, 2), "int16"), make_room((4, 3), "int16")
    assert not isinstance(small, np.memmap)
    assert isinstance(large, np.memmap)
    for array in (small, large):
        array[:] = np.arange(array.size).reshape(array.shape)
        np.testing.assert_array_equal(array[[3, 1], 1], array.shape[1] * np.array([3, 1]) + 1)
        assert array.dtype == "int16"


def test_a_disk_without_room(monkeypatch):
    def full(file, begin, size):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(room.os, "posix_fallocate", full)
    with pytest.raises(OSError, match=r"`data` needs 9\.0 GiB in '.*': No space .*TMPDIR"):
        make_room((9 << 30,))


@pytest.mark.parametrize("at_once", [1, 2, 100])
def test_rows_of_another_array_and_of_the_same(monkeypatch, at_once):
    monkeypatch.setattr(room, "_AT_ONCE", at_once)
    rows = np.arange(20).reshape(10, 2)
    numbers = [0, 2, 3, 7, 9]
    expected = rows[numbers]
    np.testing.assert_array_equal(copy_rows(rows, numbers, np.empty((6, 2), int)), expected)
    np.testing.assert_array_equal(copy_rows(rows, numbers, rows), expected)
    assert copy_rows(rows, [], rows).shape == (0, 2)
