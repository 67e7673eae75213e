"""Many images in the colours of a palette."""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from zoo.data.room import make_room
from zoo.image import nearest_colours

_AT_ONCE = 256  # images


def quantise(images: np.ndarray, palette: Sequence[Sequence[int]]) -> np.ndarray:
    """Numbers of the palette's colours that are the nearest, see `zoo.image.nearest_colours`.

    Args:
        images: (N, H, W, 3) uint8.
        palette: K colours, red, green and blue from 0 to 255.

    Returns:
        (N, H, W), of the smallest unsigned integers that count the colours.

    Raises:
        OSError: See `zoo.data.room.make_room`.
    """
    numbers = make_room(images.shape[:-1], np.min_scalar_type(len(palette) - 1))
    for begin in range(0, len(images), _AT_ONCE):
        some = tf.constant(images[begin : begin + _AT_ONCE])
        numbers[begin : begin + _AT_ONCE] = nearest_colours(some, palette)
    return numbers
