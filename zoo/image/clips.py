"""Clips of frames: which of them are looked at, and in which size."""

import tensorflow as tf


def sample_places(lengths: tf.Tensor, count: int) -> tuple[tf.Tensor, tf.Tensor]:
    """Which frames of each clip are looked at: all of a short one, else `count` evenly spread.

    ```python
    place[i] = floor((i + 1/2) * length / count)        # length > count: the middles of equal parts
    ```

    Args:
        lengths: (B,) integers, frames of each clip; below 1 counts as 1.
        count: T, most frames.

    Returns:
        Places (B, T) int32, 0 where there is no frame, and (B, T) booleans: where there is one.

    Example:
        >>> places, keep = sample_places(tf.constant([2, 6]), 3)
        >>> places.numpy().tolist(), keep.numpy().tolist()
        ([[0, 1, 0], [1, 3, 5]], [[True, True, False], [True, True, True]])
    """
    lengths = tf.maximum(tf.cast(lengths, tf.int32), 1)[:, None]
    steps = tf.range(count)[None]
    spread = (2 * steps + 1) * lengths // (2 * count)
    keep = steps < lengths
    return tf.where(keep, tf.where(lengths > count, spread, steps), 0), keep


def sample_frames(
    clips: tf.Tensor, lengths: tf.Tensor, *, count: int, size: int
) -> tuple[tf.Tensor, tf.Tensor]:
    """The frames that are looked at, squashed to squares, in the graph as well.

    Args:
        clips: (B, N, H, W, 3) uint8, N frames at least 1.
        lengths: (B,) integers: frames of each that are real; at most N count.
        count: T.
        size: Pixels of each side.

    Returns:
        (B, T, size, size, 3) uint8, zeros where there is no frame, and (B, T) booleans.
    """
    places, keep = sample_places(tf.minimum(lengths, tf.shape(clips)[1]), count)
    frames = tf.gather(clips, places, batch_dims=1)
    batch, height, width = (tf.shape(frames)[i] for i in (0, 2, 3))
    frames = tf.reshape(frames, [batch * count, height, width, 3])
    frames = tf.image.resize(frames, [size, size], antialias=True)
    frames = tf.cast(tf.round(tf.clip_by_value(frames, 0.0, 255.0)), tf.uint8)
    frames = tf.reshape(frames, [batch, count, size, size, 3])
    return tf.where(keep[:, :, None, None, None], frames, tf.constant(0, tf.uint8)), keep
