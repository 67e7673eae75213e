"""Beams: K hypotheses of one source, as K rows or folded beside their source."""

from typing import Any

from keras import ops, tree

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
    _, *rest = ops.shape(rows)
    return ops.reshape(rows, (batch, _width(rows, batch), *rest))


def take_each(values: Any, chosen: Tensor) -> Any:
    """`values[b, chosen[b, k]]`, as few ops: what `ops.take_along_axis` gives by many.

    Args:
        values: (B, J, ...), or a structure of such, all with the same J.
        chosen: (B, K) integers below J.

    Returns:
        (B, K, ...), or a structure of such.

    Example:
        >>> values, chosen = np.array([[10, 11], [20, 21]]), np.array([[1, 1, 0], [0, 1, 1]])
        >>> take_each(values, chosen).numpy().tolist()
        [[11, 11, 10], [20, 21, 21]]
    """
    batch, count = ops.shape(tree.flatten(values)[0])[:2]
    first = ops.arange(batch, dtype="int32")[:, None] * count
    places = first + ops.cast(chosen, "int32")

    def take(x):
        rest = ops.shape(x)[2:] if len(x.shape) > 2 else ()
        if isinstance(batch, int) and not batch:  # of no rows jax.numpy.take forgets the places
            return ops.zeros((*ops.shape(places), *rest), x.dtype)
        return ops.take(ops.reshape(x, (batch * count, *rest)), places, axis=0)

    return tree.map_structure(take, values)


def take_parents(rows: Tensor, parents: Tensor) -> Tensor:
    """Rows that go on from other rows of their source.

    Args:
        rows: (B * J, ...), J hypotheses of each source.
        parents: (B, K) integers below J, which of them each new one goes on from.

    Returns:
        (B * K, ...).

    Example:
        >>> rows = np.array([[10], [11], [20], [21]])
        >>> take_parents(rows, np.array([[1, 1], [0, 1]]))[:, 0].numpy().tolist()
        [11, 11, 20, 21]
    """
    batch = ops.shape(parents)[0]
    first = ops.arange(batch, dtype="int32")[:, None] * _width(rows, batch)
    return ops.take(rows, ops.reshape(first + parents, (-1,)), axis=0)


def _width(rows, batch):
    """How many rows each source has; any number where there is no source."""
    # JAX takes no tensor in a shape: only a size that TensorFlow's graph alone knows is one.
    sources = ops.maximum(batch, 1) if ops.is_tensor(batch) else max(batch, 1)
    return ops.shape(rows)[0] // sources
