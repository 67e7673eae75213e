import numpy as np
import pytest

from zoo.data.shapes import CLASSES, generate


def test_images_of_all_classes():
    shapes = generate(50, image_size=16)
    assert shapes.images.shape == (50, 16, 16, 3)
    assert shapes.images.dtype == np.uint8
    assert np.bincount(shapes.labels).tolist() == [10] * len(CLASSES)


def test_each_split_and_seed_has_its_own():
    first = generate(20, image_size=16)
    np.testing.assert_array_equal(generate(10, image_size=16).images, first.images[:10])
    for other in ({"split": "test"}, {"seed": 1}):
        assert np.any(generate(20, image_size=16, **other).images != first.images)


def test_no_colour_tells_the_class():
    """A linear model on the mean colour is at chance."""
    shapes = generate(1_000, image_size=12)
    colours = np.c_[shapes.images.mean(axis=(1, 2)) / 255, np.ones(1_000)]
    wanted = np.eye(len(CLASSES))[shapes.labels]
    weights = np.linalg.lstsq(colours[:500], wanted[:500], rcond=None)[0]
    predicted = (colours[500:] @ weights).argmax(axis=1)
    assert np.mean(predicted == shapes.labels[500:]) < 0.35


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"`count` must be from 1 to 100000, got 0\."):
        generate(0, image_size=16)
    with pytest.raises(ValueError, match=r"`image_size` must be at least 8, got 4\."):
        generate(1, image_size=4)
