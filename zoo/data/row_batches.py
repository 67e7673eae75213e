"""From arrays whose rows are of one size to `tf.data` batches.

```python
(inputs, targets, weights)
inputs  = {name: (B, ...)}        # rows of the arrays
targets = (B, ...)
weights = (B, ...)                # float32, like targets: 1, or 0 in a row that only fills up
```
"""

import numpy as np
import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.sharding import shared_by_rows


def row_batches(
    inputs: dict[str, np.ndarray],
    targets: np.ndarray,
    *,
    batch_size: int,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
) -> tf.data.Dataset:
    """Batches of rows, each once an epoch.

    Args:
        inputs: Arrays of N rows, by name.
        targets: (N, ...).
        batch_size: Rows of a batch, rounded down to a multiple of `replicas`.
        shuffle_seed: Seed of a new order in every epoch; None keeps one order.
        epochs: Says which epoch it is; None counts the readings.
        static_shapes: Fill the last batch up, too, so that all have the same shape.
        replicas: Rows are a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract.

    Raises:
        ValueError: `batch_size` is below `replicas`, or there is no row.
    """
    if batch_size < replicas:
        raise ValueError(
            f"`batch_size` must be at least the number of replicas, {replicas}, got {batch_size}."
        )
    if not len(targets):
        raise ValueError("`targets` must hold at least one row, got none.")
    rows = batch_size - batch_size % replicas
    count, arrays = len(targets), [*inputs.values(), targets]

    def batches_of(seed=None):
        order = tf.range(count)
        if seed is not None:
            order = tf.random.experimental.stateless_shuffle(order, seed)

        def batch(begin):
            chosen = order[begin : begin + rows]
            size = tf.shape(chosen)[0]
            full = size + -size % (rows if static_shapes else replicas)
            # Rows that only fill up are the batch's own: a batch norm sees them, too.
            chosen = tf.gather(chosen, tf.range(full) % size)
            is_row = tf.cast(tf.range(full) < size, tf.float32)
            # Outside the graph, which would hold a copy of everything.
            found = tf.numpy_function(
                lambda places: [array[places] for array in arrays],
                [chosen],
                [array.dtype for array in arrays],
                stateful=False,
            )
            found = [
                tf.ensure_shape(x, (None, *array.shape[1:]))
                for x, array in zip(found, arrays, strict=True)
            ]
            weights = tf.reshape(is_row, [-1] + [1] * (targets.ndim - 1))
            weights = weights * tf.ones_like(found[-1], tf.float32)
            return dict(zip(inputs, found, strict=False)), found[-1], weights

        return tf.data.Dataset.range(0, count, rows).map(batch, num_parallel_calls=tf.data.AUTOTUNE)

    if shuffle_seed is None:
        dataset = batches_of()
    else:
        dataset = (epochs or EpochCounter()).seeds(shuffle_seed).take(1).flat_map(batches_of)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(-(-count // rows)))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))
