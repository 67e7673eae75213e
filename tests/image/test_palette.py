import numpy as np
import pytest

from zoo.data.quantise import quantise
from zoo.image import learn_palette


def test_few_colours_are_all_there():
    colours = np.array([[0, 0, 0], [0, 0, 200], [9, 9, 9], [250, 128, 3]], "uint8")
    images = colours[np.random.default_rng(0).integers(0, 4, (10, 6, 5))]
    assert np.array_equal(learn_palette(images, 16), colours[[0, 2, 1, 3]])


def test_more_colours_are_nearer():
    images = np.random.default_rng(0).integers(0, 256, (20, 8, 8, 3)).astype("uint8")

    def distance(colours):
        palette = learn_palette(images, colours)
        assert len(palette) == colours
        near = np.array(palette)[quantise(images, palette)]
        return np.square(near - images.astype(int)).sum(axis=-1).mean()

    # A cube of side 256 cut into 8 has a mean squared distance of 3 * 128^2 / 12.
    assert distance(2) > distance(8) > distance(32)
    assert distance(8) == pytest.approx(3 * 128**2 / 12, rel=0.1)


def test_the_same_images_give_the_same_palette():
    images = np.random.default_rng(0).integers(0, 256, (40, 64, 64, 3)).astype("uint8")
    assert learn_palette(images, 8) == learn_palette(images.copy(), 8)


@pytest.mark.parametrize("colours", [1, 257])
def test_how_many_there_may_be(colours):
    images = np.zeros((1, 2, 2, 3), "uint8")
    with pytest.raises(ValueError, match=f"`colours` must be from 2 to 256, got {colours}"):
        learn_palette(images, colours)
