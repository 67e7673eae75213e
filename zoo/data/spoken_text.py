"""Speech with transcripts by name or by path, in training, validation and test."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zoo.audio import read_wav
from zoo.data import tones
from zoo.data.damaged import are_too_many, name_some
from zoo.data.room import make_room
from zoo.data.splits import SPLITS, hold_out
from zoo.data.tables import find_file
from zoo.data.transcripts import read_transcripts

GENERATED = ("tones",)
_OF_SPLIT = re.compile(r"(train|val|valid|validation|dev|test)(?![a-z])", re.I)
_HELD_OUT = 500  # most utterances of a split that no folder holds


class Utterances(NamedTuple):
    """Sounds, each with what is said."""

    audio: list[np.ndarray]  # (N,) int16 each; those of files are parts of one array
    texts: list[str]
    damaged: tuple[str, ...] = ()  # files that were left out
    blank: int = 0  # how many were left out because nothing is said

    def report(self, sampling_rate: int) -> str:
        """One line on what was read and what was not."""
        minutes = sum(map(len, self.audio)) / sampling_rate / 60
        named = f" ({name_some(self.damaged)})" if self.damaged else ""
        return (
            f"{len(self.texts):,} utterances, {minutes:,.1f} minutes, left out: "
            f"{len(self.damaged):,} damaged files{named}, {self.blank:,} without a transcript"
        )


class SpokenText(NamedTuple):
    """Three splits, and how many samples a second has in all of them."""

    train: Utterances
    validation: Utterances
    test: Utterances
    sampling_rate: int


def load_spoken_text(
    data: str,
    *,
    size: int = 4_000,
    max_digits: int = 6,
    numerals: str = "digits",
    lowercase: bool = False,
    seed: int = 0,
) -> SpokenText:
    """Read or generate speech with transcripts.

    `data` is one of:

    - `tones`: generated digits, see `zoo.data.tones`.
    - a folder with WAV files and their transcripts, see `zoo.data.transcripts`, or with such
      folders `train`, `validation` (or `val`, `dev`) and `test`, of which the last two may be
      missing.

    A split without a folder is taken out of the training files: 5 %, at most 500. Files are 16-bit
    PCM; of several channels the mean is taken. All have one sampling rate: nothing is resampled.
    A file that cannot be decoded is left out and named in the report; there may be one such file
    in a split, or 1 % of it.

    Args:
        data: Name or path.
        size: Training utterances to generate.
        max_digits: Most digits of a generated one.
        numerals: How they are written: "digits", "korean" or "english".
        lowercase: Whether transcripts are lower-cased.
        seed: Seed of the generator and of the splits taken out.

    Raises:
        FileNotFoundError: There is no such name or path, or a file or a transcript is missing.
        OSError: The disk has too little space for what memory does not hold.
        ValueError: A table is not of its form, a file is none of WAV, sampling rates differ, a
            split is empty, or too many files are damaged; the message names the file.
    """
    path = Path(data)
    if data in GENERATED:
        drawn = tones.generate(size, max_digits=max_digits, numerals=numerals, seed=seed)
        splits = [Utterances(*map(list, zip(*rows, strict=True))) for rows in drawn]
        return SpokenText(*splits, tones.SAMPLING_RATE)
    if not path.is_dir():
        raise FileNotFoundError(
            f"`data` must be one of {list(GENERATED)} or a folder with WAV files and their "
            f"transcripts, got {data!r}: there is no such name or folder."
        )
    splits = _find_splits(path, seed)
    found, rate = {}, None
    for name, rows in splits.items():
        found[name], rate = _read(rows, name, lowercase, rate)
    return SpokenText(**found, sampling_rate=rate[0])


def _find_splits(folder: Path, seed: int) -> dict[str, list[tuple[Path, str]]]:
    """Files and transcripts of each split."""
    folders = {name: find_file(folder, pattern) for name, pattern in SPLITS.items()}
    folders = {name: found for name, found in folders.items() if found and found.is_dir()}
    if "train" not in folders:
        others = sorted(p.name for p in folder.iterdir() if p.is_dir() and _OF_SPLIT.match(p.name))
        if others:
            raise ValueError(
                f"`data` must be a folder with a folder `train` where it has {others}, got "
                f"{str(folder)!r}. Name those of training, validation and test `train`, `val` and "
                "`test`."
            )
        folders = {"train": folder}
    splits = {name: list(read_transcripts(found)) for name, found in folders.items()}
    missing = [name for name in ("validation", "test") if name not in splits]
    if len(splits["train"]) < 2 + len(missing):
        raise ValueError(
            f"`data` must hold at least {2 + len(missing)} training utterances, of which "
            f"{missing} are taken, got {len(splits['train'])} in {str(folder)!r}."
        )
    for name in missing:
        splits["train"], splits[name] = _hold_out(splits["train"], folder, seed)
    return {name: splits[name] for name in ("train", "validation", "test")}


def _hold_out(rows, folder, seed):
    """The rest, and what is taken: names decide, wherever the folder lies."""
    names = [path.relative_to(folder).as_posix() for path, _ in rows]
    sounds = [(name, "sound") for name in names]
    _, taken = hold_out(sounds, str(folder), seed, most=_HELD_OUT, what="utterances")
    taken = {name for name, _ in taken}
    pairs = list(zip(names, rows, strict=True))
    return (
        [row for name, row in pairs if name not in taken],
        [row for name, row in pairs if name in taken],
    )


def _read(rows, split, lowercase, rate):
    """The utterances of a split; `rate`: the first sampling rate and the file that has it."""
    audio, texts, damaged, blank, reason = [], [], [], 0, ""
    # A sample takes two bytes of a file at least.
    room = np.asarray(make_room((sum(path.stat().st_size for path, _ in rows) // 2,), "int16"))
    end = 0
    for path, text in rows:
        if not text:
            blank += 1
            continue
        try:
            samples, found = read_wav(path.read_bytes())
        except ValueError as error:
            damaged.append(path.name)
            reason = reason or f"{path} {error}"
            continue
        rate = rate or (found, path)
        if found != rate[0]:
            raise ValueError(
                f"`data` must have one sampling rate, got {rate[0]:,} in {rate[1]} and {found:,} "
                f"in {path}. Resample the files first."
            )
        begin, end = end, end + len(samples)
        room[begin:end] = samples
        audio.append(room[begin:end])
        texts.append(text.lower() if lowercase else text)
    if are_too_many(damaged, len(rows)):
        raise ValueError(
            f"`data` must hold files that can be decoded, all but one or 1 % of a split, got "
            f"{len(damaged)} that cannot in {split}: {reason}"
        )
    if not texts:
        raise ValueError(
            f"`data` must hold a {split} file with a transcript, got {len(damaged)} damaged and "
            f"{blank} without a transcript. {reason}".rstrip()
        )
    return Utterances(audio, texts, tuple(damaged), blank), rate
