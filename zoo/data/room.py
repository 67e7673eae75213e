"""Arrays that may be larger than memory."""

import os
import tempfile
from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

_IN_MEMORY = 4 << 30  # bytes of an array; more go to a file
_AT_ONCE = 256  # rows that are copied together


def make_room(shape: Sequence[int], dtype: DTypeLike = "uint8") -> np.ndarray:
    """An array to be written, of any values at first: in memory, or beyond 4 GiB in a file.

    The file has no name and goes with the process. It lies in the folder of temporary files, which
    the environment variable `TMPDIR` names, and which should be on a disk: a `/tmp` that lies in
    memory gains nothing.

    Args:
        shape: Of the array.
        dtype: Of the array.

    Raises:
        OSError: The disk has too little space.

    Example:
        >>> make_room((3, 2)).shape
        (3, 2)
    """
    size = int(np.prod(shape, dtype="int64")) * np.dtype(dtype).itemsize
    if size <= _IN_MEMORY:
        return np.empty(shape, dtype)
    with tempfile.TemporaryFile() as file:  # the array has a descriptor of its own
        try:
            # Space that is missing later, while the array is written, would kill the process.
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, size)
        except OSError as error:
            raise OSError(
                f"`data` needs {size / (1 << 30):,.1f} GiB in {tempfile.gettempdir()!r}: "
                f"{error.strerror}. Make room, or name another folder by TMPDIR."
            ) from error
        return np.memmap(file, dtype, "w+", shape=tuple(shape))


def copy_rows(source: np.ndarray, numbers: Sequence[int], target: np.ndarray) -> np.ndarray:
    """Write some rows of an array to the front of another, or of the same.

    Args:
        source: (N, ...).
        numbers: Of its rows, ascending: then no row of the same array is lost before it is read.
        target: (M, ...), M at least as many rows as there are numbers.

    Returns:
        The part of `target` that was written.

    Example:
        >>> rows = np.array([5, 6, 7, 8])
        >>> copy_rows(rows, [1, 3], rows)
        array([6, 8])
    """
    for begin in range(0, len(numbers), _AT_ONCE):
        some = numbers[begin : begin + _AT_ONCE]
        target[begin : begin + len(some)] = source[some]
    return target[: len(numbers)]
