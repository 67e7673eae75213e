"""What a caller may give as an image, as the bytes of a file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from zoo.image.whole_pixels import whole_pixels

Image = bytes | str | Path | np.ndarray


def check_images(images: Sequence[Image] | np.ndarray) -> None:
    """Raise a `TypeError` for one path, and for the bytes of one file."""
    if isinstance(images, (str, bytes, Path)):
        raise TypeError(f"`images` must be a list, got {images!r:.80}.")


def image_content(image: Image) -> bytes:
    """The bytes of a file with the image.

    Args:
        image: The path of a file, its bytes, or pixels (H, W, 3) from 0 to 255.

    Raises:
        FileNotFoundError: There is no such file.
        TypeError: It is something else.
        ValueError: Numbers are no pixels, see `whole_pixels`, or there are none.
    """
    if isinstance(image, bytes):
        return image
    if isinstance(image, (str, Path)):
        return Path(image).read_bytes()
    if isinstance(image, np.ndarray) and image.ndim == 3 and image.shape[-1] == 3:
        if not image.size:
            raise ValueError(f"An image must have at least one pixel, got {image.shape}.")
        return tf.io.encode_png(whole_pixels(image)).numpy()
    raise TypeError(
        "`images` must be paths, bytes of files, or arrays (H, W, 3) of pixels from 0 to 255, got "
        f"{getattr(image, 'shape', image)!r:.80}."
    )


def check_files(images: Sequence[Image], is_image: np.ndarray) -> None:
    """Raise a `ValueError` for a file that was named and could not be decoded; bytes may be any.

    Args:
        images: What a caller gave.
        is_image: (N,) booleans.
    """
    for image, good in zip(images, is_image, strict=True):
        if not good and isinstance(image, (str, Path)):
            raise ValueError(
                f"{image} must be an image that can be decoded: JPEG, PNG, GIF, BMP or WebP."
            )
