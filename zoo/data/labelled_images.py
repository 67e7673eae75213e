"""Labelled images by name or by path: decoded once, in train, validation and test."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zoo.data import shapes
from zoo.data.archives import walk_archive
from zoo.data.damaged import name_some
from zoo.data.decoded_images import decode_split
from zoo.data.room import copy_rows, make_room
from zoo.data.splits import SPLITS, hold_out, is_named_data
from zoo.data.tables import find_file
from zoo.image import IMAGE_ENDINGS

GENERATED = ("shapes",)
_ARCHIVE = r"\.(tar|tar\.gz|tgz)"
_HELD_OUT = 5_000  # most images a split that is not there gets


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
        named = f" ({name_some(self.damaged)})" if self.damaged else ""
        return f"{len(self.labels):,} images, left out: {len(self.damaged):,} damaged{named}"


class _Unnumbered(NamedTuple):
    """Images, the names of their classes, and files left out."""

    images: np.ndarray
    labels: list[str]
    damaged: tuple[str, ...]


class LabelledImages(NamedTuple):
    """Three splits, and all classes by their number."""

    train: ImageSplit
    validation: ImageSplit
    test: ImageSplit
    classes: tuple[str, ...]


def load_labelled_images(
    data: str, *, image_size: int, size: int = 5_000, seed: int = 0, labelled: bool = True
) -> LabelledImages:
    """Read or draw images with their classes, all squashed to squares of one size.

    `data` is one of:

    - `shapes`: drawn, see `zoo.data.shapes`.
    - `mnist`, `cifar10` or another set of TFDS with images and classes; see
      `zoo.data.named_images`.
    - a folder with `train`, `val` and `test` in it, each a folder or a .tar, .tar.gz or .tgz file
      with `class/name.jpg` (or .png, .bmp, .gif, .webp).
    - a folder with `class/name.jpg`.

    A validation or test split that is not there is taken out of the training images: 5 %, at most
    5,000. An image that cannot be decoded, a TIFF or AVIF too, is left out and named in the report;
    there may be one in a split, or 1 % of it.

    Args:
        data: Name or path.
        image_size: Pixels of each side.
        size: Training images to draw.
        seed: Seed of the generator and of the splits taken out.
        labelled: Whether classes play a part. If not, images may lie anywhere in a folder, a set of
            TFDS needs no classes, and `labels` of both are 0 and `classes` is empty.

    Raises:
        FileNotFoundError: There is no such name or path.
        OSError: The disk has too little space for what memory does not hold.
        ValueError: There is a single class or one that no training image is of, an image in no
            class's folder, a split without an image, too many damaged images, or a damaged archive.
    """
    path = Path(data)
    if data in GENERATED:
        return _drawn(size, image_size, seed)
    if path.is_dir():
        splits, classes = _read_folder(path, labelled), ()
    elif is_named_data(data):
        from zoo.data import named_images  # where it is used: it takes seconds to import

        splits, classes = named_images.load_named_images(data, labelled=labelled)
    else:
        raise FileNotFoundError(
            f"`data` must be one of {list(GENERATED)}, a set of TFDS with images and classes "
            f"(mnist, cifar10), or a folder of images, got {data!r}: there is no such name or "
            "folder."
        )
    found = {}
    for name, (count, rows) in splits.items():
        pixels, kept, damaged = decode_split(rows, count, image_size=image_size, split=name)
        found[name] = _Unnumbered(pixels, [row.label for row in kept], damaged)
    for name in ("validation", "test"):
        if name not in found:
            found["train"], found[name] = _hold_out(found["train"], data, seed, labelled)
    if not labelled:
        splits = (
            ImageSplit(images, np.zeros(len(labels), int), damaged)
            for images, labels, damaged in (found[name] for name in SPLITS)
        )
        return LabelledImages(*splits, classes=())
    return _numbered(found, classes, data)


def _drawn(size: int, image_size: int, seed: int) -> LabelledImages:
    counts = {"train": size, "validation": 500, "test": 1_000}
    splits = (
        ImageSplit(*shapes.generate(count, image_size=image_size, split=name, seed=seed))
        for name, count in counts.items()
    )
    return LabelledImages(*splits, shapes.CLASSES)


def _read_folder(folder: Path, labelled: bool) -> dict[str, tuple[int, Iterator[RawImage]]]:
    places = {name: find_file(folder, rf"{at}({_ARCHIVE})?") for name, at in SPLITS.items()}
    places = {name: place for name, place in places.items() if place is not None}
    if places and "train" not in places:
        raise ValueError(
            f"`data` must be a folder with `train` in it, got {str(folder)!r} with "
            f"{sorted(places)} alone."
        )
    places = places or {"train": folder}
    found = {name: _images_in(place, labelled) for name, place in places.items()}
    for name, (count, _) in found.items():
        if not count:
            form = "class/name.jpg" if labelled else "name.jpg"
            raise ValueError(
                f"`data` must hold images as {form} (or .png, .bmp, .gif, .webp), got none in "
                f"{str(places[name])!r}."
            )
    return found


def _images_in(place: Path, labelled: bool) -> tuple[int, Iterator[RawImage]]:
    """How many a folder or an archive holds, and they, by their names or as they stand in it."""
    if place.is_dir():
        paths = [path for path in sorted(place.rglob("*")) if path.suffix.lower() in IMAGE_ENDINGS]
        files = ((path.relative_to(place), path.read_bytes) for path in paths)
        return len(paths), _raw(place, files, labelled)
    # Once through all of it, so that a damaged one is refused before anything is decoded.
    count = sum(1 for _ in _members(place))
    return count, _raw(place, _members(place), labelled)


def _members(archive: Path) -> Iterator[tuple[Path, Callable[[], bytes]]]:
    for member, read in walk_archive(archive):
        if Path(member.name).suffix.lower() in IMAGE_ENDINGS:
            yield Path(member.name), read


def _raw(
    place: Path, files: Iterable[tuple[Path, Callable[[], bytes]]], labelled: bool
) -> Iterator[RawImage]:
    for name, read in files:
        if labelled and not name.parent.name:
            raise ValueError(
                f"{place / name}: an image must lie in a folder that is named for its class."
            )
        yield RawImage(str(place / name), read(), name.parent.name)


def _hold_out(
    split: _Unnumbered, data: str, seed: int, labelled: bool
) -> tuple[_Unnumbered, _Unnumbered]:
    """The rest, which moves up in its array, and what is taken, in an array of its own."""
    images, labels, damaged = split
    pairs = [(str(number), label or "image") for number, label in enumerate(labels)]
    parts = hold_out(pairs, data, seed, most=_HELD_OUT, what="images", classes=labelled)
    rest, taken = ([int(number) for number, _ in part] for part in parts)
    held_out = copy_rows(images, taken, make_room((len(taken), *images.shape[1:])))
    images = copy_rows(images, rest, images)
    return (
        _Unnumbered(images, [labels[number] for number in rest], damaged),
        _Unnumbered(held_out, [labels[number] for number in taken], ()),
    )


def _numbered(found: dict[str, _Unnumbered], classes: tuple[str, ...], data: str) -> LabelledImages:
    trained = sorted(set(found["train"].labels))
    if len(trained) < 2:
        raise ValueError(
            f"`data` must have training images of at least 2 classes, got {trained} in {data!r}."
        )
    classes = tuple(classes or trained)
    numbers = {name: number for number, name in enumerate(classes)}
    splits = {}
    for name, (images, labels, damaged) in found.items():
        unknown = set(labels) - set(trained)
        if unknown:
            raise ValueError(
                f"`data` must have training images of every class, got none of "
                f"{sorted(unknown)}, which are in the {name} split of {data!r}."
            )
        splits[name] = ImageSplit(images, np.array([numbers[at] for at in labels]), damaged)
    return LabelledImages(splits["train"], splits["validation"], splits["test"], classes)
