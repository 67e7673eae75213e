"""Numbers that are pixels, and those that are not."""

import numpy as np


def whole_pixels(pixels: np.ndarray) -> np.ndarray:
    """The pixels of an image or a clip, from 0 to 255, as uint8, rounded.

    Args:
        pixels: Of any shape and any type of numbers.

    Raises:
        ValueError: A number rounds to no pixel, or all are fractions from 0 to 1.

    Example:
        >>> whole_pixels(np.array([0.0, 127.6]))
        array([  0, 128], dtype=uint8)
    """
    pixels = np.asarray(pixels)
    if pixels.dtype == np.uint8 or not pixels.size:
        return np.asarray(pixels, "uint8")
    least, most = pixels.min(), pixels.max()
    if not (least > -0.5 and most < 255.5):  # nor NaN
        raise ValueError(f"Pixels must be from 0 to 255, got {least} to {most}.")
    if np.issubdtype(pixels.dtype, np.floating) and most <= 1 and np.any(pixels % 1):
        raise ValueError(
            f"Pixels must be from 0 to 255, got fractions from {least:.3g} to {most:.3g}: multiply "
            "them by 255."
        )
    return np.round(pixels).astype("uint8")
