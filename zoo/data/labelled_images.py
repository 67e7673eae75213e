"""Labelled images by name or by path: decoded once, in train, validation and test."""

import itertools
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from zoo.data import shapes
from zoo.data.splits import SPLITS, hold_out, is_named_data
from zoo.data.tables import find_file
from zoo.image import decode_images

GENERATED = ("shapes",)
_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".gif")
_ARCHIVE = r"\.(tar|tar\.gz|tgz)"
_AT_ONCE = 256  # images that are decoded together
_HELD_OUT = 5_000  # most images a split that is not there gets
_DAMAGED = 0.01  # share of a split's images that may be left out


class RawImage(NamedTuple):
    """An image as it is read."""

    name: str
    content: bytes
    label: str


class ImageSplit(NamedTuple):
    """Images (N, size, size, 3) uint8, numbers of their classes (N,), and files left out."""

    images: np.ndarray
    labels: np.ndarray
    damaged: tuple[str, ...] = ()

    def report(self) -> str:
        """One line on what was read and what was not."""
        named = f" ({', '.join(self.damaged[:3])})" if self.damaged else ""
        return f"{len(self.labels):,} images, left out: {len(self.damaged):,} damaged{named}"


class LabelledImages(NamedTuple):
    """Three splits, and all classes by their number."""

    train: ImageSplit
    validation: ImageSplit
    test: ImageSplit
    classes: tuple[str, ...]


def load_labelled_images(
    data: str, *, image_size: int, size: int = 5_000, seed: int = 0
) -> LabelledImages:
    """Read or draw images with their classes, all squashed to squares of one size.

    `data` is one of:

    - `shapes`: drawn, see `zoo.data.shapes`.
    - `mnist`, `cifar10` or another set of TFDS with images and classes; see
      `zoo.data.named_images`.
    - a folder with `train`, `val` and `test` in it, each a folder or a .tar, .tar.gz or .tgz file
      with `class/name.jpg` (or .png, .bmp, .gif).
    - a folder with `class/name.jpg`.

    A validation or test split that is not there is taken out of the training images: 5 %, at most
    5,000. An image that cannot be decoded is left out and named in the report; there may be one in
    a split, or 1 % of it.

    Args:
        data: Name or path.
        image_size: Pixels of each side.
        size: Training images to draw.
        seed: Seed of the generator and of the splits taken out.

    Raises:
        FileNotFoundError: There is no such name or path.
        ValueError: There is a single class or one that no training image is of, an image in no
            class's folder, a split without an image, too many damaged images, or a damaged archive.
    """
    path = Path(data)
    if data in GENERATED:
        return _drawn(size, image_size, seed)
    if path.is_dir():
        splits, classes = _read_folder(path), ()
    elif is_named_data(data):
        from zoo.data import named_images  # where it is used: it takes seconds to import

        splits, classes = named_images.load_named_images(data)
    else:
        raise FileNotFoundError(
            f"`data` must be one of {list(GENERATED)}, a set of TFDS with images and classes "
            f"(mnist, cifar10), or a folder of images, got {data!r}: there is no such name or "
            "folder."
        )
    found = {name: _decoded(read(), image_size, name, data) for name, read in splits.items()}
    for name in ("validation", "test"):
        if name not in found:
            found["train"], found[name] = _hold_out(found["train"], data, seed)
    return _numbered(found, classes, data)


def _drawn(size: int, image_size: int, seed: int) -> LabelledImages:
    counts = {"train": size, "validation": 500, "test": 1_000}
    splits = (
        ImageSplit(*shapes.generate(count, image_size=image_size, split=name, seed=seed))
        for name, count in counts.items()
    )
    return LabelledImages(*splits, shapes.CLASSES)


def _read_folder(folder: Path) -> dict[str, Callable[[], Iterator[RawImage]]]:
    found = {}
    for name, pattern in SPLITS.items():
        place = find_file(folder, rf"{pattern}({_ARCHIVE})?")
        if place is not None:
            found[name] = lambda place=place: _images_in(place)
    if "train" not in found:
        if found:
            raise ValueError(
                f"`data` must be a folder with `train` in it, got {str(folder)!r} with "
                f"{sorted(found)} alone."
            )
        found["train"] = lambda: _images_in(folder)
    return found


def _images_in(place: Path) -> Iterator[RawImage]:
    """Of a folder or an archive, in the order of their names or as they stand in it."""
    if place.is_dir():
        for path in sorted(place.rglob("*")):
            if path.suffix.lower() in _ENDINGS:
                yield _raw(place, path.relative_to(place), path.read_bytes())
        return
    try:
        with tarfile.open(place) as archive:
            for member in archive:
                name = Path(member.name)
                if member.isfile() and name.suffix.lower() in _ENDINGS:
                    yield _raw(place, name, archive.extractfile(member).read())
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ValueError(f"{place} must be a whole .tar file: {error}.") from error


def _raw(place: Path, name: Path, content: bytes) -> RawImage:
    if not name.parent.name:
        raise ValueError(
            f"{place / name}: an image must lie in a folder that is named for its class."
        )
    return RawImage(str(place / name), content, name.parent.name)


def _decoded(rows: Iterable[RawImage], image_size: int, split: str, data: str):
    """Pixels, names of classes, names of files, and those that were left out."""
    decode = tf.function(
        lambda contents: decode_images(contents, image_size),
        input_signature=[tf.TensorSpec([None], tf.string)],
    )
    pixels, kept, damaged, rows = [], [], [], iter(rows)
    while block := list(itertools.islice(rows, _AT_ONCE)):
        found, is_image = (x.numpy() for x in decode(tf.constant([row.content for row in block])))
        pixels.append(found[is_image])
        for row, good in zip(block, is_image, strict=True):
            (kept if good else damaged).append(row._replace(content=b""))
    names = tuple(row.name for row in damaged)
    if len(names) > max(1, _DAMAGED * (len(kept) + len(names))):
        raise ValueError(
            f"`data` must hold images that can be decoded (JPEG, PNG, GIF, BMP), all but one or "
            f"1 % of a split, got {len(names)} that cannot in {split}: {list(names[:3])}."
        )
    if not kept:
        raise ValueError(f"`data` must hold a {split} image, got none that is one in {data!r}.")
    return np.concatenate(pixels), kept, names


def _hold_out(split, data: str, seed: int):
    pixels, kept, names = split
    pairs = [(str(number), "image") for number in range(len(kept))]
    parts = []
    for pairs_of_part in hold_out(pairs, data, seed, most=_HELD_OUT):
        numbers = [int(number) for number, _ in pairs_of_part]
        parts.append((pixels[numbers], [kept[number] for number in numbers], ()))
    rest, taken = parts
    return (*rest[:2], names), taken


def _numbered(found: dict, classes: tuple[str, ...], data: str) -> LabelledImages:
    trained = sorted({row.label for row in found["train"][1]})
    if len(trained) < 2:
        raise ValueError(
            f"`data` must have training images of at least 2 classes, got {trained} in {data!r}."
        )
    classes = tuple(classes or trained)
    splits = {}
    for name, (pixels, kept, damaged) in found.items():
        unknown = {row.label for row in kept} - set(trained)
        if unknown:
            raise ValueError(
                f"`data` must have training images of every class, got none of "
                f"{sorted(unknown)}, which are in the {name} split of {data!r}."
            )
        labels = np.array([classes.index(row.label) for row in kept])
        splits[name] = ImageSplit(pixels, labels, damaged)
    return LabelledImages(splits["train"], splits["validation"], splits["test"], classes)
