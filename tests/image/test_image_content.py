import numpy as np
import pytest
import tensorflow as tf

from zoo.image.image_content import check_files, check_images, image_content

PIXELS = np.random.default_rng(0).integers(0, 256, (3, 4, 3)).astype("uint8")


def test_a_path_bytes_and_pixels_are_the_same_image(tmp_path):
    content = image_content(PIXELS)
    np.testing.assert_array_equal(tf.io.decode_image(content), PIXELS)
    (tmp_path / "a.png").write_bytes(content)
    assert image_content(content) == content
    assert image_content(tmp_path / "a.png") == image_content(str(tmp_path / "a.png")) == content


@pytest.mark.parametrize("image", [5, None, PIXELS[0], np.zeros((3, 4, 1))])
def test_what_is_no_image(image):
    with pytest.raises(TypeError, match="`images` must be paths, bytes of files, or arrays"):
        image_content(image)


def test_numbers_that_are_no_pixels():
    with pytest.raises(ValueError, match=r"got fractions from .* multiply them by 255"):
        image_content(PIXELS / 255)
    with pytest.raises(ValueError, match=r"must have at least one pixel, got \(0, 4, 3\)"):
        image_content(PIXELS[:0])


def test_no_such_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        image_content(tmp_path / "none.png")


@pytest.mark.parametrize("images", ["a.png", b"bytes"])
def test_images_are_a_list(images):
    with pytest.raises(TypeError, match="`images` must be a list, got"):
        check_images(images)
    check_images([])


def test_files_that_cannot_be_decoded_are_named_and_bytes_may_be_any():
    check_files([b"no image", "a.jpg", PIXELS], np.array([False, True, False]))
    with pytest.raises(ValueError, match=r"b\.jpg must be an image that can be decoded: JPEG, PNG"):
        check_files([b"no image", "b.jpg"], np.array([False, False]))
