"""From images of few colours to `tf.data` batches, and the contract that models of pixels rely on.

```python
(inputs, targets, weights)
inputs  = {"target_in_ids": (B, P)}   # int32: the start, then all pixels but the last, row by row
targets = (B, P)                      # int32, the pixels: numbers of colours
weights = (B, P)                      # float32: 1, or 0 in a row that only fills up
```
"""

import numpy as np
import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.row_batches import row_batches


def pixel_batches(
    pixels: np.ndarray,
    *,
    start_id: int,
    batch_size: int,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
) -> tf.data.Dataset:
    """Batches of images as rows of tokens.

    Args:
        pixels: (N, size, size) integers, numbers of colours.
        start_id: The token before the first pixel.
        batch_size, shuffle_seed, epochs, static_shapes, replicas: See `row_batches`.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract.

    Raises:
        ValueError: See `row_batches`.

    Example:
        >>> batches = pixel_batches(np.array([[[3, 5], [5, 4]]]), start_id=9, batch_size=8)
        >>> inputs, targets, weights = next(iter(batches))
        >>> inputs["target_in_ids"].numpy().tolist(), targets.numpy().tolist()
        ([[9, 3, 5, 5]], [[3, 5, 5, 4]])
    """

    def shifted(_, targets, weights):
        targets = tf.cast(targets, tf.int32)
        starts = tf.fill([tf.shape(targets)[0], 1], start_id)
        return {"target_in_ids": tf.concat([starts, targets[:, :-1]], axis=1)}, targets, weights

    count, height, width = pixels.shape
    batches = row_batches(
        {},
        pixels.reshape(count, height * width),
        batch_size=batch_size,
        shuffle_seed=shuffle_seed,
        epochs=epochs,
        static_shapes=static_shapes,
        replicas=replicas,
    )
    return batches.map(shifted)
