"""The steps of all sequences as the rows of one matrix."""

from typing import Any

from keras import ops

Tensor = Any


def as_rows(x: Tensor) -> Tensor:
    """(..., D) -> (R, D), for a D that is known.

    A dense layer on more than two axes is a tensordot in TensorFlow, of twenty small operations
    where the shapes are not known; on a matrix it is one product.
    """
    return ops.reshape(x, (-1, x.shape[-1]))
