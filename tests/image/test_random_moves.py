import numpy as np
import tensorflow as tf

from zoo.image.random_moves import random_moves

IMAGES = np.random.default_rng(0).integers(0, 256, (40, 6, 6, 3)).astype("uint8")


def moved(seed=1, images=IMAGES, **options):
    return random_moves(tf.constant(images), tf.constant([0, seed], tf.int64), **options).numpy()


def test_nothing_is_asked_for():
    np.testing.assert_array_equal(moved(), IMAGES)


def test_mirrored():
    found = moved(flip=True)
    is_same = np.all(found == IMAGES, axis=(1, 2, 3))
    is_mirrored = np.all(found == IMAGES[:, :, ::-1], axis=(1, 2, 3))
    assert np.all(is_same ^ is_mirrored)
    assert 8 < is_mirrored.sum() < 32


def test_shifted():
    padded = np.pad(IMAGES, [(0, 0), (2, 2), (2, 2), (0, 0)], "reflect")
    places = set()
    for before, after in zip(padded, moved(shift=2), strict=True):
        found = [
            (i, j)
            for i in range(5)
            for j in range(5)
            if np.array_equal(before[i : i + 6, j : j + 6], after)
        ]
        assert len(found) == 1
        places |= set(found)
    assert {i for i, _ in places} == {j for _, j in places} == set(range(5))


def test_the_seed_decides():
    np.testing.assert_array_equal(moved(flip=True, shift=1), moved(flip=True, shift=1))
    assert np.any(moved(2, flip=True, shift=1) != moved(flip=True, shift=1))
