import numpy as np

from zoo.image import quantise


def test_the_nearest_of_all():
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (300, 3, 2, 3)).astype("uint8")
    palette = random.integers(0, 256, (7, 3))
    distances = np.square(images[..., None, :].astype(int) - palette).sum(axis=-1)
    ids = quantise(images, palette.tolist())
    assert ids.dtype == "int32"
    np.testing.assert_array_equal(ids, distances.argmin(axis=-1))
