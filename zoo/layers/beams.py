"""Beams: K hypotheses of one source, as K rows or folded beside their source."""

from typing import Any

from keras import ops

Tensor = Any


def fold_beams(rows: Tensor, batch: int | Tensor) -> Tensor:
    """Put each row beside its source; row r belongs to source r // K.

    Args:
        rows: (B * K, ...).
        batch: B, the number of sources; may be 0.

    Returns:
        (B, K, ...).

    Example:
        >>> fold_beams(np.zeros((6, 4, 8)), 3).shape
        TensorShape([3, 2, 4, 8])
    """
    count, *rest = ops.shape(rows)
    # JAX takes no tensor in a shape: only a size that TensorFlow's graph alone knows is one.
    sources = ops.maximum(batch, 1) if ops.is_tensor(batch) else max(batch, 1)
    return ops.reshape(rows, (batch, count // sources, *rest))
