"""Scenes as pixels."""

import zlib

import numpy as np

from zoo.data.scenes.scene import COLOURS, SIZES, Scene

_NOISE = 0.03
_COLOUR_SPREAD = 0.06


def draw(scene: Scene, size: int = 48) -> np.ndarray:
    """A scene with soft edges on a light, noisy ground; the same scene gives the same pixels.

    Args:
        scene: What is on it.
        size: Pixels of each side.

    Returns:
        (size, size, 3) uint8.

    Example:
        >>> from zoo.data.scenes.scene import Thing
        >>> pixels = draw((Thing("large", "red", "circle", 0.5, 0.5),), 32)
        >>> pixels.shape, bool(pixels[16, 16, 0] > 150), bool(pixels[16, 16, 2] < 80)
        ((32, 32, 3), True, True)
    """
    # Of NumPy's generators, this one alone is promised to stay as it is.
    random = np.random.RandomState(zlib.crc32(repr(scene).encode()))
    pixels = np.ones((size, size, 3)) * random.uniform(0.75, 0.95)
    middles = (np.arange(size) + 0.5) / size
    for thing in scene:
        radius = SIZES[thing.size]
        columns, rows = (_around(place, radius, size) for place in (thing.x, thing.y))
        x, y = middles[None, columns] - thing.x, middles[rows, None] - thing.y
        covered = np.clip(0.5 - _DISTANCES[thing.shape](x, y, radius) * size, 0.0, 1.0)[..., None]
        colour = COLOURS[thing.colour] + random.uniform(-_COLOUR_SPREAD, _COLOUR_SPREAD, 3)
        pixels[rows, columns] += covered * (colour - pixels[rows, columns])
    pixels += random.uniform(-_NOISE, _NOISE, pixels.shape)
    return np.round(255 * np.clip(pixels, 0.0, 1.0)).astype("uint8")


def _around(place, radius, size):
    """The pixels that a thing may cover, its soft edge included."""
    reach = 1.25 * radius
    return slice(max(int((place - reach) * size) - 1, 0), int((place + reach) * size) + 2)


# How far a place (x, y) from the middle is from the edge, negative within.


def _circle(x, y, radius):
    return np.hypot(x, y) - radius


def _square(x, y, radius):
    return np.maximum(abs(x), abs(y)) - 0.85 * radius


def _triangle(x, y, radius):
    y = y - 0.15 * radius
    return np.maximum(y, np.sqrt(0.75) * abs(x) - 0.5 * y) - 0.6 * radius


def _cross(x, y, radius):
    bar = np.maximum(abs(x) - radius, abs(y) - 0.33 * radius)
    return np.minimum(bar, np.maximum(abs(y) - radius, abs(x) - 0.33 * radius))


_DISTANCES = {"circle": _circle, "square": _square, "triangle": _triangle, "cross": _cross}
