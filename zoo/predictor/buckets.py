"""Shapes in buckets: a compiled loop meets few of them, whatever comes in."""

import tensorflow as tf

_POWERS = tuple(2**i for i in range(3, 13))


def bucket(size: tf.Tensor | int) -> tf.Tensor:
    """The next power of two from 8 on; above 4,096 the next multiple of it.

    Example:
        >>> [int(bucket(size)) for size in (0, 8, 9, 100, 4_097)]
        [8, 8, 16, 128, 8192]
    """
    size = tf.cast(size, tf.int32)
    place = tf.searchsorted(_POWERS, [size])[0]
    power = tf.gather(_POWERS, tf.minimum(place, len(_POWERS) - 1))
    largest = _POWERS[-1]
    return tf.where(size > largest, -(-size // largest) * largest, power)


def rows_bucket(size: tf.Tensor | int) -> tf.Tensor:
    """The next power of two from 1 on, of rows: one alone is the common case of a server.

    Example:
        >>> [int(rows_bucket(size)) for size in (0, 1, 2, 3, 33)]
        [1, 1, 2, 4, 64]
    """
    size = tf.cast(size, tf.int32)
    small = tf.constant([1, 1, 2, 4, 4, 8, 8, 8, 8])
    return tf.where(size > 8, bucket(size), small[tf.minimum(size, 8)])


def pad_rows(ids: tf.Tensor, pad: int, *, max_places: int | None = None) -> tf.Tensor:
    """(B, S) ids with rows and columns of padding up to a bucket each, at most `max_places`."""
    shape = tf.shape(ids)
    columns = bucket(shape[1])
    if max_places is not None:
        columns = tf.minimum(columns, max_places)
    missing = tf.stack([rows_bucket(shape[0]), columns]) - shape
    return tf.pad(ids, [[0, missing[0]], [0, missing[1]]], constant_values=pad)
