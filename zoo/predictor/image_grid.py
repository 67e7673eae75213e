"""Pictures of many small images side by side."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tensorflow as tf

from zoo.image.image_content import Image
from zoo.layers.number_checks import check_sizes
from zoo.predictor.image_generator import ImageGenerator

_SIDE = 96  # pixels that an image is drawn with, or a little more
_GAP = 4
_GROUND = 255


def draw_images(images: np.ndarray, path: str | Path, *, columns: int = 5) -> Path:
    """Write a grid of images, each pixel a square (PNG).

    Args:
        images: (N, H, W, 3) uint8, row by row.
        path: The file to write; its folder is made where missing.
        columns: Images in a row.

    Returns:
        The path.

    Raises:
        ValueError: There is no image, or `columns` is below 1.
        TypeError: A size is no whole number.
    """
    if not len(images):
        raise ValueError("`images` must hold at least one image, got none.")
    check_sizes(columns=columns)
    times = -(-_SIDE // max(images.shape[1:3]))
    images = images.repeat(times, axis=1).repeat(times, axis=2)
    count, height, width, _ = images.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    grid = np.full(
        (rows * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 3), _GROUND, "uint8"
    )
    for number, image in enumerate(images):
        top = _GAP + number // columns * (height + _GAP)
        left = _GAP + number % columns * (width + _GAP)
        grid[top : top + height, left : left + width] = image
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(tf.io.encode_png(grid).numpy())
    return path


def draw_completions(
    generator: ImageGenerator,
    images: Sequence[Image] | np.ndarray,
    path: str | Path,
    *,
    rows: int | None = None,
    count: int = 4,
    seed: int = 0,
) -> Path:
    """Write a row for each image: its upper part, what the model makes of that, and the image.

    All are in the palette's colours.

    Args:
        generator: What completes them.
        images: Paths of files, their bytes, or pixels (H, W, 3) from 0 to 255.
        path: The file to write; its folder is made where missing.
        rows: Rows that are kept; half of them where not given.
        count: Completions of each.
        seed: Of the first one.

    Returns:
        The path.

    Raises:
        ValueError: There is no image, one is none, or a number is out of its range.
    """
    whole = generator.colours(generator.quantised(images)).numpy()
    rows = generator.image_size // 2 if rows is None else rows
    upper = whole.copy()
    upper[:, rows:] = _GROUND
    drawn = [generator.complete(whole, rows=rows, seed=seed + i) for i in range(count)]
    panels = np.stack([upper, *drawn, whole], axis=1)
    return draw_images(panels.reshape(-1, *whole.shape[1:]), path, columns=count + 2)
