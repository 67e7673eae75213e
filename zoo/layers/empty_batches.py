"""Batches without a row, which not all kernels survive."""

from collections.abc import Callable
from typing import Any

from keras import ops

Tensor = Any


def call_with_a_row(function: Callable[[Tensor], Tensor], x: Tensor) -> Tensor:
    """`function(x)`, where a batch without a row is given one of zeros for as long as it takes.

    TensorFlow's oneDNN convolutions answer an empty batch in the shape of their input, not of their
    output, and have no gradient then (tensorflow#112371).

    Args:
        function: From (B, ...) to (B, ...), each row by itself.
        x: (B, ...).

    Example:
        >>> import keras
        >>> convolution = keras.layers.Conv1D(4, 3)
        >>> call_with_a_row(convolution, np.zeros((0, 5, 2))).shape
        TensorShape([0, 3, 4])
    """
    rows = ops.shape(x)[0]
    # Elsewhere than in TensorFlow's graph a number, or JAX's name for one that is not zero.
    missing = ops.cast(ops.equal(rows, 0), "int32") if ops.is_tensor(rows) else int(rows == 0)
    if isinstance(missing, int) and not missing:
        return function(x)
    return function(ops.pad(x, ((0, missing), *[(0, 0)] * (len(x.shape) - 1))))[:rows]
