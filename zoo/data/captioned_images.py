"""Images with captions by name or by path, decoded once, in training, validation and test."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zoo.data import scenes
from zoo.data.caption_files import Captions, find_caption, read_caption_files
from zoo.data.damaged import name_some
from zoo.data.decoded_images import decode_split
from zoo.data.image_files import ImageFiles
from zoo.data.room import make_room
from zoo.data.scenes import Scene
from zoo.data.splits import hold_out, is_named_data

GENERATED = ("scenes",)
_HELD_OUT = 1_000  # most images of a split that no file holds


class RawImage(NamedTuple):
    """An image as it is read."""

    name: str
    content: bytes
    captions: list[str]


class Split(NamedTuple):
    """Images, each with what is said of it."""

    images: np.ndarray  # (N, size, size, 3) uint8
    captions: list[tuple[str, ...]]
    scenes: tuple[Scene, ...] = ()  # of generated images
    damaged: tuple[str, ...] = ()  # files that were left out
    blank: int = 0  # captions that were left out
    bare: int = 0  # images that were left out because no caption remained

    def report(self) -> str:
        """One line on what was read and what was not."""
        count = sum(map(len, self.captions))
        named = f" ({name_some(self.damaged)})" if self.damaged else ""
        return (
            f"{len(self.captions):,} images, {count:,} captions, left out: {len(self.damaged):,} "
            f"damaged images{named}, {self.blank:,} blank captions, {self.bare:,} images without "
            "one"
        )


class SplitCaptions(NamedTuple):
    """Captions of a split's images, and how many captions and images were left out."""

    captions: Captions
    blank: int = 0
    bare: int = 0


class CaptionedImages(NamedTuple):
    """Three splits."""

    train: Split
    validation: Split
    test: Split


def load_captioned_images(
    data: str, *, image_size: int, size: int = 10_000, seed: int = 0
) -> CaptionedImages:
    """Read or draw images with captions, all squashed to squares of one size.

    `data` is one of:

    - `scenes`: drawn shapes with captions that are true, see `zoo.data.scenes`.
    - `flickr8k`, `coco_captions` or another set of TFDS with images and captions; see
      `zoo.data.named_captions`.
    - a folder with files of captions, see `zoo.data.caption_files`, and images in it or in .tar
      files, see `zoo.data.image_files`.

    A validation or test split that is not there is taken out of the training images: 5 %, at most
    1,000. A blank caption is left out, and an image without another one, and they are counted in
    the report. An image that cannot be decoded is left out with its captions and named in the
    report; there may be one such image in a split, or 1 % of it.

    Args:
        data: Name or path.
        image_size: Pixels of each side.
        size: Training images to draw.
        seed: Seed of the generator and of the splits taken out.

    Raises:
        FileNotFoundError: There is no such name or path, or an image or the captions are missing.
        OSError: The disk has too little space for what memory does not hold.
        ValueError: A file is not of its form, a split is empty, or too many images are damaged.
    """
    if data in GENERATED:
        # A small training set is for a trial, and stands beside as small ones.
        drawn = scenes.generate(
            size, seed=seed, validation_size=min(size, 500), test_size=min(size, 1_000)
        )
        return CaptionedImages(*(_drawn(split, image_size) for split in drawn))
    path = Path(data)
    if path.is_dir():
        splits = _read_folder(path, data, seed)
    elif is_named_data(data):
        from zoo.data import named_captions  # where it is used: it takes seconds to import

        splits = named_captions.load_named_captions(data, seed=seed)
    else:
        raise FileNotFoundError(
            f"`data` must be one of {[*GENERATED, 'flickr8k']}, a set of TFDS with images and "
            f"captions (coco_captions), or a folder with captions and images, got {data!r}: there "
            "is no such name or folder."
        )
    return CaptionedImages(
        **{name: _decoded(rows, said, image_size, name) for name, (said, rows) in splits.items()}
    )


def hold_out_images(captions: Captions, data: str, seed: int) -> tuple[Captions, Captions]:
    """Take 5 % of the images out of training.

    Raises:
        ValueError: There are less than 3.
    """
    pairs = [(name, "image") for name in captions]
    _, taken = hold_out(pairs, data, seed, most=_HELD_OUT, what="images")
    names = {name for name, _ in taken}
    rest = {name: said for name, said in captions.items() if name not in names}
    return rest, {name: captions[name] for name in captions if name in names}


def split_captions(splits: dict[str, Captions], data: str, seed: int) -> dict[str, SplitCaptions]:
    """All three splits, without blank captions and images that have no other.

    Raises:
        ValueError: A split is empty.
    """
    found = {split: _without_blank(captions) for split, captions in splits.items()}
    for name in ("validation", "test"):
        if name not in found:
            rest, taken = hold_out_images(found["train"].captions, data, seed)
            found["train"] = found["train"]._replace(captions=rest)
            found[name] = SplitCaptions(taken)
    for name, said in found.items():
        if not said.captions:
            raise ValueError(f"`data` must hold {name} images with captions, got none in {data!r}.")
    return {name: found[name] for name in CaptionedImages._fields}


def _without_blank(captions: Captions) -> SplitCaptions:
    kept = {name: [sentence for sentence in said if sentence] for name, said in captions.items()}
    blank = sum(map(len, captions.values())) - sum(map(len, kept.values()))
    kept = {name: said for name, said in kept.items() if said}
    return SplitCaptions(kept, blank, len(captions) - len(kept))


def _read_folder(
    path: Path, data: str, seed: int
) -> dict[str, tuple[SplitCaptions, Iterator[RawImage]]]:
    splits = split_captions(read_caption_files(path), data, seed)
    files = ImageFiles(path)
    for said in splits.values():
        for name in said.captions:
            if name not in files:  # before anything is decoded
                raise FileNotFoundError(
                    f"{find_caption(path, name)}: `data` must hold every image that has a caption, "
                    f"got none named {name!r} among the {len(files):,} in {data!r} and its .tar "
                    "files."
                )
    return {name: (said, _raw(files.read, said.captions)) for name, said in splits.items()}


def _raw(read: Callable[[str], bytes], captions: Captions) -> Iterator[RawImage]:
    for name, said in captions.items():
        yield RawImage(name, read(name), said)


def _drawn(described: list[scenes.Described], image_size: int) -> Split:
    pixels = make_room((len(described), image_size, image_size, 3))
    for number, (scene, _) in enumerate(described):
        pixels[number] = scenes.draw(scene, image_size)
    return Split(
        pixels,
        [captions for _, captions in described],
        tuple(scene for scene, _ in described),
    )


def _decoded(rows: Iterable[RawImage], said: SplitCaptions, image_size: int, split: str) -> Split:
    count = len(said.captions)
    pixels, kept, damaged = decode_split(rows, count, image_size=image_size, split=split)
    captions = [tuple(row.captions) for row in kept]
    return Split(pixels, captions, damaged=damaged, blank=said.blank, bare=said.bare)
