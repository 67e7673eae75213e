"""Clips by name or by path, each with a class or a number, in training, validation and test."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zoo.data import moving_shapes
from zoo.data.damaged import are_too_many, name_some
from zoo.data.room import make_room
from zoo.data.split_folders import split_folders
from zoo.data.splits import SPLITS, hold_out
from zoo.image import is_clip, read_clip

GENERATED = ("moving_shapes",)
TARGETS = ("action", "speed")
_HELD_OUT = 1_000  # most clips of a split that no folder holds
_GENERATED = {"validation": 400, "test": 800}
_VIDEOS = (".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".flv")

# The path of a clip from the data's folder, and the name of its class.
Place = tuple[str, str]


class Clips(NamedTuple):
    """Clips of at most T frames, and what is to be said of each."""

    frames: np.ndarray  # (N, T, size, size, 3) uint8, after a clip's end its last frame
    keep: np.ndarray  # (N, T) booleans, True where there is a frame
    answers: np.ndarray  # (N,) numbers of classes, int32, or numbers, float32
    damaged: tuple[str, ...] = ()  # clips that were left out

    def report(self) -> str:
        """One line on what was read and what was not."""
        named = f" ({name_some(self.damaged)})" if self.damaged else ""
        return (
            f"{len(self.frames):,} clips of {self.keep.sum(axis=1).mean():.1f} frames, left out: "
            f"{len(self.damaged):,} damaged{named}"
        )


class LabelledClips(NamedTuple):
    """Three splits, and the classes by their number; none where answers are numbers."""

    train: Clips
    validation: Clips
    test: Clips
    classes: tuple[str, ...]


def load_clips(
    data: str,
    *,
    target: str = "action",
    num_frames: int = 16,
    image_size: int = 32,
    size: int = 4_000,
    seed: int = 0,
) -> LabelledClips:
    """Read or draw clips, all squashed to squares of one size.

    `data` is one of:

    - `moving_shapes`: drawn, see `zoo.data.moving_shapes`.
    - a folder with a folder for each class, and in it the clips: folders of frames,
      `class/clip/0001.jpg`, or animated GIFs, `class/clip.gif`. Or with the folders `train`, `val`
      and `test` that hold such ones.

    Of a long clip `num_frames` frames are looked at, the middles of equal parts; of a short one
    all. A validation or test split that is not there is taken out of the training clips: 5 %, at
    most 1,000. A clip with a frame that cannot be decoded, or with none, is left out and named in
    the report; there may be one in a split, or 1 % of it.

    Args:
        data: Name or path.
        target: "action": the class; "speed": a number, of a folder the name of the class.
        num_frames: T.
        image_size: Pixels of each side.
        size: Training clips to draw.
        seed: Seed of the generator and of the splits taken out.

    Raises:
        FileNotFoundError: There is no such name or folder, or no clip in it.
        OSError: The disk has too little space for what memory does not hold.
        ValueError: `target` is unknown; there is a video, which must be decoded first; a class is
            no number, or there are less than 2, or one that no training clip is of; a split is too
            small, or too many clips are damaged.
    """
    if target not in TARGETS:
        raise ValueError(f"`target` must be one of {list(TARGETS)}, got {target!r}.")
    sizes = {"num_frames": num_frames, "image_size": image_size}
    if data in GENERATED:
        counts = {"train": size, **_GENERATED}
        splits = (
            _drawn(target, count, split=split, seed=seed, **sizes)
            for split, count in counts.items()
        )
        return LabelledClips(*splits, moving_shapes.ACTIONS if target == "action" else ())
    folder = Path(data)
    if not folder.is_dir():
        raise FileNotFoundError(
            f"`data` must be one of {list(GENERATED)}, or a folder with clips as "
            f"class/clip/0001.jpg, got {data!r}: there is no such name or folder."
        )
    places = _places(folder, seed, target)
    classes, answers = _answers(places, target, data)
    return LabelledClips(
        *(_read(folder, places[name], answers, name, **sizes) for name in SPLITS), classes
    )


def _drawn(target, count, **options) -> Clips:
    drawn = moving_shapes.generate(count, **options)
    keep = np.arange(drawn.frames.shape[1]) < drawn.lengths[:, None]
    answers = drawn.actions.astype("int32") if target == "action" else drawn.speeds
    return Clips(drawn.frames, keep, answers)


def _places(folder: Path, seed: int, target: str) -> dict[str, list[Place]]:
    """The clips of each split."""
    splits = {split: _in_folder(folder, part) for split, part in split_folders(folder).items()}
    for split in ("validation", "test"):
        if split not in splits:
            splits["train"], splits[split] = hold_out(
                splits["train"],
                str(folder),
                seed,
                most=_HELD_OUT,
                what="clips",
                classes=target == "action",
            )
    return splits


def _in_folder(folder: Path, part: Path) -> list[Place]:
    classes = sorted(path for path in part.iterdir() if path.is_dir())
    for path in sorted(path for of in (part, *classes) for path in of.iterdir()):
        if path.suffix.lower() in _VIDEOS and not is_clip(path.with_suffix("")):
            raise ValueError(
                f"`data` must hold clips as folders of frames or animated GIFs, got the video "
                f"{str(path)!r}. Decode it first: mkdir {path.stem} && ffmpeg -i {path.name} "
                f"{path.stem}/%04d.jpg"
            )
    found = [
        (clip.relative_to(folder).as_posix(), of.name)
        for of in classes
        for clip in sorted(of.iterdir())
        if is_clip(clip)
    ]
    if not found:
        raise FileNotFoundError(
            f"`data` must hold clips as class/clip/0001.jpg or class/clip.gif, got none in "
            f"{str(part)!r} with {[path.name for path in classes[:5]]}."
        )
    return found


def _answers(
    places: dict[str, list[Place]], target: str, data: str
) -> tuple[tuple[str, ...], dict[str, int | float]]:
    """The classes, and the answer that each folder's name stands for."""
    names = sorted({name for of_split in places.values() for _, name in of_split})
    if target == "speed":
        try:
            return (), {name: float(name) for name in names}
        except ValueError as error:
            raise ValueError(
                f'With `target="speed"` the folders of the classes must be named by numbers, got '
                f"{names[:5]} in {data!r}."
            ) from error
    classes = sorted({name for _, name in places["train"]})
    if len(classes) < 2:
        raise ValueError(
            f"`data` must have training clips of at least 2 classes, got {classes} in {data!r}."
        )
    unknown = sorted(set(names) - set(classes))
    if unknown:
        raise ValueError(
            f"`data` must have training clips of every class, got none of {unknown} in {data!r}."
        )
    return tuple(classes), {name: number for number, name in enumerate(classes)}


def _read(
    folder: Path,
    places: Iterable[Place],
    answers: dict[str, int | float],
    split: str,
    *,
    num_frames: int,
    image_size: int,
) -> Clips:
    places = list(places)
    frames = make_room((len(places), num_frames, image_size, image_size, 3))
    keep, found, damaged = np.zeros((len(places), num_frames), bool), [], []
    for path, name in places:
        try:
            clip = read_clip(folder / path, count=num_frames, size=image_size)
        except (ValueError, FileNotFoundError) as error:
            damaged.append(str(error).removesuffix("."))
            if are_too_many(damaged, len(places)):
                raise ValueError(
                    f"`data` must hold clips that can be decoded, all but one or 1 % of a split, "
                    f"got {len(damaged)} that cannot in {split}: {name_some(damaged)}."
                ) from error
            continue
        frames[len(found), : len(clip)] = clip
        frames[len(found), len(clip) :] = clip[-1]
        keep[len(found), : len(clip)] = True
        found.append(answers[name])
    if not found:
        raise ValueError(f"`data` must hold a {split} clip that can be decoded, got {damaged}.")
    dtype = "int32" if isinstance(found[0], int) else "float32"
    return Clips(frames[: len(found)], keep[: len(found)], np.array(found, dtype), tuple(damaged))
