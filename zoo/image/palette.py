"""The few colours that stand for all that images have."""

import numpy as np
from PIL import Image

_SAMPLE = 65_536  # pixels that are looked at
_MOST = 256


def learn_palette(images: np.ndarray, colours: int) -> tuple[tuple[int, int, int], ...]:
    """The colours that stand best for the pixels of images: their median cut, refined by k-means.

    Args:
        images: (N, H, W, 3) uint8.
        colours: K, the most there are, from 2 to 256; fewer where the images have fewer.

    Returns:
        Red, green and blue of each, from 0 to 255, dark ones first.

    Raises:
        ValueError: `colours` is out of its range.

    Reference:
        Chen et al. 2020, "Generative Pretraining from Pixels", section 3 (k-means of the pixels).

    Example:
        >>> images = np.zeros((1, 2, 2, 3), "uint8")
        >>> images[:, 0] = 255
        >>> learn_palette(images, 4)
        ((0, 0, 0), (255, 255, 255))
    """
    check_colours(colours)
    pixels = images.reshape(-1, 3)
    pixels = pixels[:: -(-len(pixels) // _SAMPLE)]
    found = Image.fromarray(pixels[None]).quantize(colours, Image.Quantize.MEDIANCUT, kmeans=1)
    palette = np.reshape(found.getpalette(), (-1, 3))
    used = {tuple(palette[number].tolist()) for _, number in found.getcolors()}
    return tuple(sorted(used, key=lambda colour: (sum(colour), colour)))


def check_colours(colours: int) -> None:
    """Raise a `ValueError` where a palette cannot have so many."""
    if not 2 <= colours <= _MOST:
        raise ValueError(f"`colours` must be from 2 to {_MOST}, got {colours}.")
