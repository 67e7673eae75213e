"""Clips from files: a folder of frames, or an animated GIF."""

import re
from pathlib import Path

import numpy as np
import tensorflow as tf

from zoo.image.clips import sample_frames, sample_places
from zoo.image.decode import IMAGE_ENDINGS, decode_images

_ENDINGS = tuple(ending for ending in IMAGE_ENDINGS if ending != ".gif")  # which is a clip


def is_clip(path: Path) -> bool:
    """Whether it is a folder or a GIF."""
    return path.is_dir() or path.suffix.lower() == ".gif"


def read_clip(path: str | Path, *, count: int, size: int) -> np.ndarray:
    """The frames of a clip that are looked at, see `sample_places`; the others are not decoded.

    Args:
        path: A folder of frames (JPEG, PNG, BMP, WebP), which go by the numbers in their names:
            2.jpg before 10.jpg. Or an animated GIF.
        count: T, most frames.
        size: Pixels of each side; frames are squashed to squares.

    Returns:
        (at most T, size, size, 3) uint8.

    Raises:
        FileNotFoundError: There is no such clip, or no frame in it.
        ValueError: A frame cannot be decoded; the message names its file.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"A clip must be a folder of frames or a GIF, got {str(path)!r}.")
    if not path.is_dir():
        return _read_gif(path, count, size)
    files = frame_files(path)
    places, keep = sample_places(tf.constant([len(files)]), count)
    files = [files[place] for place in places[keep].numpy()]
    contents = tf.constant([file.read_bytes() for file in files])
    frames, is_image = decode_images(contents, size)
    for file, good in zip(files, is_image.numpy(), strict=True):
        if not good:
            raise ValueError(
                f"{file}: a frame must be a JPEG, PNG, BMP or WebP that can be decoded."
            )
    return frames.numpy()


def frame_files(folder: Path) -> list[Path]:
    """The frames in a folder, in their order.

    Raises:
        FileNotFoundError: There is none.
    """
    found = [path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS]
    if not found:
        raise FileNotFoundError(
            f"A clip must be a folder of frames (.jpg, .png, .bmp, .webp), got none in "
            f"{str(folder)!r}."
        )
    return sorted(found, key=lambda path: _by_number(path.name))


def _by_number(name: str) -> list[tuple[bool, int, str]]:
    parts = re.split(r"(\d+)", name)
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _read_gif(path: Path, count: int, size: int) -> np.ndarray:
    try:
        clip = tf.io.decode_gif(path.read_bytes())
    except tf.errors.InvalidArgumentError as error:
        raise ValueError(f"{path}: a clip must be a folder of frames, or a whole GIF.") from error
    frames, keep = sample_frames(clip[None], tf.shape(clip)[:1], count=count, size=size)
    return frames[keep].numpy()
