"""The image files of a split, decoded block by block into one array."""

import functools
import itertools
from collections.abc import Iterable
from typing import Protocol, TypeVar

import numpy as np
import tensorflow as tf

from zoo.data.damaged import are_too_many, name_some
from zoo.data.room import make_room
from zoo.image import decode_images

_AT_ONCE = 256  # images that are decoded together


class _RawImage(Protocol):
    name: str
    content: bytes


Raw = TypeVar("Raw", bound=_RawImage)


def decode_split(
    rows: Iterable[Raw], count: int, *, image_size: int, split: str
) -> tuple[np.ndarray, list[Raw], tuple[str, ...]]:
    """Decode images, and leave out those that are damaged.

    Args:
        rows: Named tuples with `name` and `content`, the bytes of a file.
        count: How many there are at most.
        image_size: Pixels of each side.
        split: The split's name, for the error.

    Returns:
        Pixels (N, size, size, 3) uint8, the rows that they are of, without their bytes, and the
        names of those left out.

    Raises:
        ValueError: More than one image, and more than 1 %, cannot be decoded; or none can.
    """
    decode = _decoder(image_size)
    pixels, kept, damaged = make_room((count, image_size, image_size, 3)), [], []
    rows = iter(rows)
    while block := list(itertools.islice(rows, _AT_ONCE)):
        found, is_image = (x.numpy() for x in decode(tf.constant([row.content for row in block])))
        begin = len(kept)
        kept += [row._replace(content=b"") for row in itertools.compress(block, is_image)]
        damaged += [row.name for row in itertools.compress(block, ~is_image)]
        pixels[begin : len(kept)] = found[is_image]
        if are_too_many(damaged, count):
            raise ValueError(
                f"`data` must hold images that can be decoded (JPEG, PNG, GIF, BMP, WebP), all but "
                f"one or 1 % of a split, got {len(damaged)} that cannot in {split}: "
                f"{name_some(damaged)}."
            )
    if not kept:
        raise ValueError(
            f"`data` must hold a {split} image that can be decoded, got "
            f"{repr(damaged[0]) + ' alone' if damaged else 'none'}."
        )
    return pixels[: len(kept)], kept, tuple(damaged)


@functools.cache
def _decoder(image_size: int):
    return tf.function(
        lambda contents: decode_images(contents, image_size),
        input_signature=[tf.TensorSpec([None], tf.string)],
    )
