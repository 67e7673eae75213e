"""Pixels as places in a palette, inside the TensorFlow graph too."""

from collections.abc import Sequence

import tensorflow as tf


def nearest_colours(pixels: tf.Tensor, palette: Sequence[Sequence[int]]) -> tf.Tensor:
    """The colour of the palette that is the nearest to each pixel.

    Args:
        pixels: (..., 3) uint8.
        palette: K colours, red, green and blue from 0 to 255.

    Returns:
        (...) int32, the first of equals.

    Example:
        >>> import tensorflow as tf
        >>> nearest_colours(tf.constant([[9, 0, 0], [180, 250, 255]]), [[0] * 3, [255] * 3]).numpy()
        array([0, 1], dtype=int32)
    """
    colours = tf.constant(palette, tf.float32)
    # |p - c|^2 without |p|^2, which all have; in float32 these whole numbers are exact.
    products = tf.tensordot(tf.cast(pixels, tf.float32), colours, axes=[[-1], [-1]])
    distances = tf.reduce_sum(colours**2, axis=-1) - 2.0 * products
    return tf.argmin(distances, axis=-1, output_type=tf.int32)
