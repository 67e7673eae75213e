"""Clips of a shape that does something, which no single frame tells: no download is needed.

Where a shape stands, how large it is, and its colours are drawn from the same distributions for
every action and at every moment: what leaves one side comes in at the other, and what has grown to
the largest begins again as the smallest.
"""

import zlib
from typing import NamedTuple

import numpy as np

from zoo.data.drawn_shapes import KINDS, draw_colours, draw_shapes

ACTIONS = ("left", "right", "up", "down", "circling", "bouncing", "growing", "shrinking")
SPEEDS = (50.0, 150.0)  # percent of the image's width that a shape travels in a whole clip
MAX_SIZE = 100_000
_RADII = (0.08, 0.25)  # by the image's width
_CIRCLE = 0.19  # radius of the way of what circles
_BOUNCE = 0.25  # how far it is from one turn to the next
_GROWTH = 0.25  # of what a shape's middle would travel, its edge does
_SHORTEST = 0.75  # of the frames of the longest clip


class MovingShapes(NamedTuple):
    """Clips, and what happens in each."""

    frames: np.ndarray  # (N, T, size, size, 3) uint8, after a clip's end its last frame
    lengths: np.ndarray  # (N,) int32: frames of each
    actions: np.ndarray  # (N,) places in `ACTIONS`
    speeds: np.ndarray  # (N,) float32


def generate(
    count: int, *, split: str = "train", num_frames: int = 16, image_size: int = 32, seed: int = 0
) -> MovingShapes:
    """Draw clips, of each action as many.

    `speeds` are in percent of the image's width that the shape travels in a clip of `num_frames`.
    What grows or shrinks changes its radius by a quarter of that.

    Args:
        count: N.
        split: Each split has clips of its own; those of one do not hang on `count` of another.
        num_frames: T, frames of the longest clips; the shortest have three quarters of them.
        image_size: Pixels of each side.
        seed: The same seed gives the same clips.

    Raises:
        ValueError: A number is out of its range.

    Example:
        >>> clips = generate(8, num_frames=8, image_size=16)
        >>> clips.frames.shape, sorted(clips.actions.tolist())
        ((8, 8, 16, 16, 3), [0, 1, 2, 3, 4, 5, 6, 7])
    """
    for name, value, least, most in (
        ("count", count, 1, MAX_SIZE),
        ("num_frames", num_frames, 2, 1_000),
        ("image_size", image_size, 8, 1_000),
    ):
        if not least <= value <= most:
            raise ValueError(f"`{name}` must be from {least} to {most}, got {value}.")
    # Of NumPy's generators, this one alone is promised to stay as it is.
    random = np.random.RandomState(zlib.crc32(f"moving_shapes/{seed}/{split}".encode()))
    actions = random.permutation(np.arange(count) % len(ACTIONS))
    speeds = random.uniform(*SPEEDS, count)
    way = speeds[:, None] / 100 * np.arange(num_frames) / num_frames
    x, y, radius = _paths(random, actions, way)
    frames = draw_shapes(
        random.randint(len(KINDS), size=count),
        x,
        y,
        radius,
        *draw_colours(random, count),
        size=image_size,
    )
    shortest = int(np.ceil(_SHORTEST * num_frames))
    lengths = random.randint(shortest, num_frames + 1, size=count)
    for clip, length in zip(frames, lengths, strict=True):
        clip[length:] = clip[length - 1]  # which count for nothing, but a batch norm sees them
    return MovingShapes(frames, lengths.astype("int32"), actions, speeds.astype("float32"))


def _paths(random, actions, way) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places and radii (N, T) of shapes that have travelled so far, `way` (N, T)."""
    count = len(actions)
    start_x, start_y, phase = random.uniform(size=(3, count, 1))
    radius = random.uniform(*_RADII, (count, 1))
    sign = random.choice([-1, 1], (count, 1))
    is_upright = random.uniform(size=(count, 1)) < 0.5
    angle = 2 * np.pi * phase + sign * way / _CIRCLE
    bounce = abs((2 * _BOUNCE * phase + way) % (2 * _BOUNCE) - _BOUNCE)
    moves = {
        "left": (-way, 0.0),
        "right": (way, 0.0),
        "up": (0.0, -way),
        "down": (0.0, way),
        "circling": (_CIRCLE * np.cos(angle), _CIRCLE * np.sin(angle)),
        "bouncing": (np.where(is_upright, 0.0, bounce), np.where(is_upright, bounce, 0.0)),
    }
    x, y, radii = (np.broadcast_to(of, way.shape).copy() for of in (start_x, start_y, radius))
    for name, (across, down) in moves.items():
        is_this = (actions == ACTIONS.index(name))[:, None]
        x, y = x + is_this * across, y + is_this * down
    smallest, largest = _RADII
    for name, direction in (("growing", 1), ("shrinking", -1)):
        changed = (radius - smallest + direction * _GROWTH * way) % (largest - smallest)
        radii = np.where((actions == ACTIONS.index(name))[:, None], smallest + changed, radii)
    return x, y, radii
