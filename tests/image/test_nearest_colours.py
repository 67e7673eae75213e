import numpy as np
import tensorflow as tf

from zoo.image import nearest_colours


def test_the_nearest_of_all():
    random = np.random.default_rng(0)
    pixels = random.integers(0, 256, (300, 3, 2, 3)).astype("uint8")
    palette = random.integers(0, 256, (7, 3))
    distances = np.square(pixels[..., None, :].astype(int) - palette).sum(axis=-1)
    numbers = nearest_colours(tf.constant(pixels), palette.tolist()).numpy()
    assert numbers.dtype == "int32"
    np.testing.assert_array_equal(numbers, distances.argmin(axis=-1))
