import tracemalloc
from typing import NamedTuple

import numpy as np
import pytest
import tensorflow as tf

from zoo.data import decoded_images, room
from zoo.data.decoded_images import decode_split


class Raw(NamedTuple):
    name: str
    content: bytes
    more: int


def png(level):
    return tf.io.encode_png(np.full((6, 6, 3), level, "uint8")).numpy()


def raw(levels):
    for level in levels:
        yield Raw(f"{level}.png", png(level) if level else b"no image", 7)


def decode(levels, **options):
    return decode_split(raw(levels), len(levels), image_size=8, split="train", **options)


def test_blocks_and_a_damaged_one(monkeypatch):
    monkeypatch.setattr(decoded_images, "_AT_ONCE", 3)
    pixels, kept, damaged = decode([1, 2, 0, 4, 5, 6, 7])
    assert pixels.shape == (6, 8, 8, 3)
    assert pixels[:, 0, 0, 0].tolist() == [1, 2, 4, 5, 6, 7]
    assert kept[2] == Raw("4.png", b"", 7)
    assert damaged == ("0.png",)


def test_too_many_or_nothing_else():
    with pytest.raises(ValueError, match=r"one or 1 % of a split, got 2 .* train: 0.png, 0.png\."):
        decode([1, 0, 0])
    with pytest.raises(ValueError, match=r"a train image that can be decoded, got '0\.png' alone"):
        decode([0])
    with pytest.raises(ValueError, match=r"a train image that can be decoded, got none"):
        decode([])


def test_memory_does_not_grow_with_the_images(monkeypatch):
    monkeypatch.setattr(decoded_images, "_AT_ONCE", 8)
    monkeypatch.setattr(room, "_IN_MEMORY", 0)
    content = png(9)

    def peak(count):
        rows = (Raw("x", content, 1) for _ in range(count))
        tracemalloc.start()
        pixels, _, _ = decode_split(rows, count, image_size=64, split="train")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert np.all(pixels[-1] == 9)
        return peak

    peak(16)  # what is made once
    assert peak(256) < peak(64) + 64 * 64 * 3 * 16
