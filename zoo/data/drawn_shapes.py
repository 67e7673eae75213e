"""Shapes as pixels, many images at once."""

import numpy as np

from zoo.data.room import make_room

KINDS = ("circle", "square", "diamond", "ring")
_IMAGES_AT_ONCE = 512


def draw_shapes(
    kinds: np.ndarray,
    x: np.ndarray,
    y: np.ndarray,
    radius: np.ndarray,
    colours: np.ndarray,
    grounds: np.ndarray,
    *,
    size: int,
) -> np.ndarray:
    """Frames with one shape each, with soft edges; what leaves one side comes in at the other.

    Args:
        kinds: (N,) places in `KINDS`.
        x, y, radius: (N, T), by the image's width, from its upper left corner.
        colours, grounds: (N, 3), 0 to 1: red, green, blue of the shape and of what is behind it.
        size: Pixels of each side.

    Returns:
        (N, T, size, size, 3) uint8.

    Example:
        >>> middle, colour = np.array([[0.5]]), np.array([[1.0, 0.0, 0.0]])
        >>> frames = draw_shapes(np.array([0]), middle, middle, middle / 2, colour, 0 * colour,
        ...                      size=8)
        >>> frames.shape, frames[0, 0, 4, 4].tolist(), frames[0, 0, 0, 0].tolist()
        ((1, 1, 8, 8, 3), [255, 0, 0], [0, 0, 0])
    """
    count, steps = x.shape
    frames = make_room((count, steps, size, size, 3))
    middles = (np.arange(size, dtype="float32") + 0.5) / size
    each = max(1, _IMAGES_AT_ONCE // steps)
    for kind, distance in enumerate(_DISTANCES):
        rows = np.flatnonzero(kinds == kind)
        for chosen in np.split(rows, range(each, len(rows), each)):
            across, down = (
                (middles - places[chosen].astype("float32")[..., None] + 0.5) % 1.0 - 0.5
                for places in (x, y)
            )
            edges = distance(
                across[:, :, None, :],
                down[:, :, :, None],
                radius[chosen].astype("float32")[..., None, None],
            )
            covered = np.clip(0.5 - edges * size, 0.0, 1.0)[..., None]
            ground, colour = (
                255 * of[chosen].astype("float32")[:, None, None, None] for of in (grounds, colours)
            )
            frames[chosen] = np.round(ground + covered * (colour - ground))
    return frames


def draw_colours(random: np.random.RandomState, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Bright colours of shapes and dark ones of their grounds, (N, 3) each."""
    return random.uniform(0.55, 1.0, (count, 3)), random.uniform(0.0, 0.3, (count, 3))


# How far a place (x, y) from the middle is from the edge, negative within; in the order of KINDS.
_DISTANCES = (
    lambda x, y, radius: np.hypot(x, y) - radius,
    lambda x, y, radius: np.maximum(abs(x), abs(y)) - 0.85 * radius,
    lambda x, y, radius: (abs(x) + abs(y) - 1.15 * radius) * 0.7,
    lambda x, y, radius: abs(np.hypot(x, y) - 0.75 * radius) - 0.3 * radius,
)
