"""Images mirrored and moved by chance: what is seen stays the same, where it is does not."""

import tensorflow as tf


def random_moves(
    images: tf.Tensor, seed: tf.Tensor, *, flip: bool = False, shift: int = 0
) -> tf.Tensor:
    """Mirrors half of the images and moves each by up to so many pixels, in the graph.

    What comes in from outside is the edge, mirrored.

    Args:
        images: (B, size, size, C) of a known size.
        seed: Two integers: the same give the same moves.
        flip: Mirror half of them, left to right.
        shift: Most pixels in both directions, less than the size.

    Example:
        >>> images = tf.reshape(tf.range(16), [1, 4, 4, 1])
        >>> random_moves(images, tf.constant([0, 1]), shift=1).shape
        TensorShape([1, 4, 4, 1])
    """
    count, side = tf.shape(images)[0], images.shape[1]
    if flip:
        is_mirrored = tf.random.stateless_uniform([count, 1, 1, 1], seed) < 0.5
        images = tf.where(is_mirrored, images[:, :, ::-1], images)
    if shift:
        images = tf.pad(images, [[0, 0], [shift, shift], [shift, shift], [0, 0]], "REFLECT")
        moves = tf.random.stateless_uniform(
            [2, count], seed + 1, minval=0, maxval=2 * shift + 1, dtype=tf.int32
        )
        places = moves[:, :, None] + tf.range(side)  # (2, B, side)
        images = tf.gather(images, places[0], axis=1, batch_dims=1)
        columns = tf.gather(tf.transpose(images, [0, 2, 1, 3]), places[1], axis=1, batch_dims=1)
        images = tf.transpose(columns, [0, 2, 1, 3])
    return images
