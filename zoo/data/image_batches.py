"""From labelled images to `tf.data` batches, and the contract that image classifiers rely on.

```python
(inputs, targets, weights)
inputs  = {"image": (B, size, size, 3)}   # uint8
targets = numbers of the classes          # (B,) int32
weights                                   # (B,) float32: 1, or 0 for a row that only fills up
```
"""

import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.labelled_images import ImageSplit
from zoo.data.sharding import shared_by_rows
from zoo.image.random_moves import random_moves


def image_batches(
    split: ImageSplit,
    *,
    batch_size: int = 128,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    flip: bool = False,
    shift: int = 0,
    static_shapes: bool = False,
    replicas: int = 1,
) -> tf.data.Dataset:
    """Batches of images with their classes.

    Args:
        split: Images and numbers of classes.
        batch_size: Images of a batch, rounded down to a multiple of `replicas`.
        shuffle_seed: Seed of a new order in every epoch, and of `flip` and `shift`; None keeps
            the order.
        epochs: Says which epoch it is; None counts the readings.
        flip, shift: See `zoo.image.random_moves.random_moves`; with a seed only.
        static_shapes: Every batch has the same shape, for a compiled step.
        replicas: Rows are a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract.

    Raises:
        ValueError: `batch_size` is below `replicas`.
    """
    if batch_size < replicas:
        raise ValueError(
            f"`batch_size` must be at least the number of replicas, {replicas}, got {batch_size}."
        )
    batch_size -= batch_size % replicas
    count, side = len(split.labels), split.images.shape[1]
    labels = tf.constant(split.labels, tf.int32)

    def batches_of(seed=None):
        order = tf.range(count, dtype=tf.int64)
        if seed is not None:
            order = tf.random.experimental.stateless_shuffle(order, seed)

        def batch(begin):
            rows = order[begin : begin + batch_size]
            images = tf.numpy_function(lambda wanted: split.images[wanted], [rows], tf.uint8)
            images = tf.ensure_shape(images, [None, side, side, 3])
            if seed is not None:
                images = random_moves(images, seed + 1 + begin, flip=flip, shift=shift)
            missing = batch_size - tf.shape(rows)[0]
            if not static_shapes:
                missing %= replicas
            images = tf.pad(images, [[0, missing], [0, 0], [0, 0], [0, 0]])
            targets = tf.pad(tf.gather(labels, rows), [[0, missing]])
            weights = tf.cast(tf.range(tf.size(targets)) < tf.size(rows), tf.float32)
            return {"image": images}, targets, weights

        begins = tf.range(0, count, batch_size, dtype=tf.int64)
        return tf.data.Dataset.from_tensor_slices(begins).map(
            batch, num_parallel_calls=tf.data.AUTOTUNE
        )

    if shuffle_seed is None:
        dataset = batches_of()
    else:
        dataset = (epochs or EpochCounter()).seeds(shuffle_seed).take(1).flat_map(batches_of)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(-(-count // batch_size)))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))
