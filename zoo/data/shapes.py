"""Drawn shapes and what each is: images to classify without a download."""

import random
from typing import NamedTuple

import numpy as np

from zoo.data.room import make_room

CLASSES = ("circle", "cross", "ring", "square", "triangle")
MAX_SIZE = 100_000
_FINER = 3  # pixels are the mean of so many times so many


class Shapes(NamedTuple):
    """Images (N, size, size, 3) uint8, and numbers of their classes (N,)."""

    images: np.ndarray
    labels: np.ndarray


def generate(count: int, *, image_size: int, split: str = "train", seed: int = 0) -> Shapes:
    """Shapes of any colour, size, place and turn, on a ground of any colour, with noise.

    So no pixel and no colour tells the class: what is where relative to what does.

    Args:
        count: Number of images.
        image_size: Pixels of each side.
        split: Each has images of its own.
        seed: The same seed gives the same images on every machine.

    Raises:
        ValueError: A number is out of its range.

    Example:
        >>> shapes = generate(10, image_size=16)
        >>> shapes.images.shape, sorted(set(shapes.labels.tolist()))
        ((10, 16, 16, 3), [0, 1, 2, 3, 4])
    """
    if not 1 <= count <= MAX_SIZE:
        raise ValueError(f"`count` must be from 1 to {MAX_SIZE}, got {count}.")
    if image_size < 8:
        raise ValueError(f"`image_size` must be at least 8, got {image_size}.")
    chance = random.Random(f"shapes/{split}/{seed}").random
    noise = np.random.default_rng([seed, *split.encode()])
    labels = np.arange(count) % len(CLASSES)
    images = make_room((count, image_size, image_size, 3))
    for number, label in enumerate(labels):
        images[number] = _draw(CLASSES[label], image_size, chance, noise)
    return Shapes(images, labels)


def _draw(kind: str, size: int, chance, noise) -> np.ndarray:
    radius = 0.22 + 0.2 * chance()
    x, y = (radius + (1 - 2 * radius) * chance() for _ in range(2))
    angle = 2 * np.pi * chance()
    ground = np.array([chance() for _ in range(3)])
    colour = np.array([chance() for _ in range(3)])
    while np.abs(colour - ground).max() < 0.4:  # to be seen
        colour = np.array([chance() for _ in range(3)])
    places = (np.arange(size * _FINER) + 0.5) / (size * _FINER)
    across, down = np.meshgrid((places - x) / radius, (places - y) / radius)
    u = np.cos(angle) * across + np.sin(angle) * down
    v = np.cos(angle) * down - np.sin(angle) * across
    share = _is_inside(kind, u, v).reshape(size, _FINER, size, _FINER).mean(axis=(1, 3))[..., None]
    pixels = share * colour + (1 - share) * ground + noise.normal(scale=0.05, size=(size, size, 3))
    return np.round(255 * np.clip(pixels, 0, 1)).astype("uint8")


def _is_inside(kind: str, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Of points in a frame in which the shape has radius 1."""
    r, least, most = np.hypot(u, v), np.minimum(abs(u), abs(v)), np.maximum(abs(u), abs(v))
    return {
        "circle": r < 0.9,
        "ring": (r < 1.0) & (r > 0.6),
        "square": most < 0.75,
        "cross": (least < 0.25) & (most < 0.95),
        "triangle": (v > -0.5) & (3**0.5 * abs(u) < 1 - v),
    }[kind]
