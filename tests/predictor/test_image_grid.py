import numpy as np
import pytest
import tensorflow as tf

from zoo.predictor import draw_completions, draw_images


class Upside:
    """Completes by the seed's grey."""

    image_size = 4

    def quantised(self, images):
        return images

    def colours(self, images):
        return tf.constant(images)

    def complete(self, images, *, rows, seed):
        done = images.copy()
        done[:, rows:] = seed
        return done


def read(path):
    return tf.io.decode_image(path.read_bytes()).numpy()


def test_each_pixel_is_a_square_in_its_place(tmp_path):
    images = np.arange(3 * 2 * 2 * 3).reshape(3, 2, 2, 3).astype("uint8")
    picture = read(draw_images(images, tmp_path / "new" / "grid.png", columns=2))
    side = 96 + 4
    assert picture.shape == (2 * side + 4, 2 * side + 4, 3)
    for number, (top, left) in enumerate([(4, 4), (4, 4 + side), (4 + side, 4)]):
        seen = picture[top : top + 96 : 48, left : left + 96 : 48]
        np.testing.assert_array_equal(seen, images[number])
    assert (picture[4 + side :, 4 + side :] == 255).all()  # there is no fourth


def test_a_row_of_completions(tmp_path):
    images = np.full((2, 4, 4, 3), 100, "uint8")
    picture = read(draw_completions(Upside(), images, tmp_path / "a.png", count=2, seed=7))
    upper, lower = picture[10], picture[4 + 80]
    places = range(10, 10 + 4 * 100, 100)
    assert [int(upper[x, 0]) for x in places] == [100] * 4
    assert [int(lower[x, 0]) for x in places] == [255, 7, 8, 100]
    assert picture.shape[:2] == (2 * 100 + 4, 4 * 100 + 4)


def test_what_will_not_do(tmp_path):
    with pytest.raises(ValueError, match="`images` must hold at least one image"):
        draw_images(np.zeros((0, 2, 2, 3), "uint8"), tmp_path / "a.png")
    with pytest.raises(ValueError, match="`columns` must be at least 1, got 0"):
        draw_images(np.zeros((1, 2, 2, 3), "uint8"), tmp_path / "a.png", columns=0)
