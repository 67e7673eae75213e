"""Running text by name or by path, in three parts, read in pieces that memory holds."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from zoo.data import korean_english
from zoo.data.splits import SPLITS, is_named_data
from zoo.data.tables import find_file

GENERATED = ("hello", "english", "korean")
HELLO = "HELLO"
_PIECE = 1 << 20  # bytes
_REACH = 1 << 16  # bytes within which a border is looked for
_HELD_OUT = 0.05  # of the text, for each split that no file holds
_MOST_HELD_OUT = 1 << 23  # bytes
_LEAST = 100  # bytes of a text that is to be split


@dataclass(frozen=True)
class TextPart:
    """A stretch of a text, in pieces that begin and end between lines, or between words.

    A line longer than a piece is cut at a space; where there is none, between two characters.

    Args:
        source: UTF-8: a file, which is read anew each time, or bytes.
        begin: First byte.
        end: The byte after the last.
        piece: Bytes of a piece, about.

    Example:
        >>> part = TextPart(b"to be or not to be", 0, 18, piece=4)
        >>> [part.read(number) for number in range(part.count)]
        ['to be ', 'or ', 'not ', 'to ', 'be']
    """

    source: Path | bytes
    begin: int
    end: int
    piece: int = _PIECE

    @classmethod
    def of(cls, source: Path | bytes, **options) -> "TextPart":
        """All of a text."""
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        return cls(source, 0, size, **options)

    @property
    def count(self) -> int:
        """Number of pieces."""
        return -(-(self.end - self.begin) // self.piece)

    def read(self, number: int) -> str:
        """A piece; line breaks are `\\n`.

        Raises:
            ValueError: It is not UTF-8; the message names the line.
        """
        number = int(number)  # NumPy's int32 would run over at 2 GiB
        begin, end = (self.border(self.begin + i * self.piece) for i in (number, number + 1))
        try:
            text = self._bytes(begin, end).decode("utf-8-sig" if begin == 0 else "utf-8")
        except UnicodeDecodeError as error:
            name = self.source if isinstance(self.source, Path) else "the text"
            place = begin + error.start
            raise ValueError(
                f"{name}, line {self._line_of(place)}: must be UTF-8 text, got byte "
                f"0x{error.object[error.start]:02X} at byte {place}."
            ) from None
        return re.sub("\r\n?", "\n", text)

    def border(self, place: int, reach: int = _REACH) -> int:
        """Where the next line begins from `place` on; or the next word, or character.

        Args:
            place: Where to look from.
            reach: Bytes within which a line or a word must begin.
        """
        if place <= self.begin or place >= self.end:
            return min(max(place, self.begin), self.end)
        ahead = self._bytes(place - 1, min(place + reach, self.end))
        for space in (b"\n", b" "):
            if (found := ahead.find(space)) >= 0:
                return place + found
        # Bytes 10xxxxxx go on with the character of those before.
        ahead = self._bytes(place, min(place + 4, self.end))
        return place + next((i for i, byte in enumerate(ahead) if byte >> 6 != 0b10), 0)

    def split(self, *sizes: int) -> list["TextPart"]:
        """Consecutive parts of about so many bytes, and the rest."""
        rest = self.end - self.begin - sum(sizes)
        # No part may end up empty because a line ends far away.
        reach = max(min(_REACH, min(*sizes, rest) // 4), 0)
        places = [self.begin]
        for last in itertools.accumulate(sizes):
            places.append(self.border(self.begin + last, reach))
        places.append(self.end)
        return [
            TextPart(self.source, begin, end, self.piece)
            for begin, end in itertools.pairwise(places)
        ]

    def _line_of(self, place):
        """The number of the line that a byte is in."""
        steps = [*range(0, place, _PIECE), place]
        return 1 + sum(self._bytes(*step).count(b"\n") for step in itertools.pairwise(steps))

    def _bytes(self, begin, end):
        if isinstance(self.source, bytes):
            return self.source[begin:end]
        with self.source.open("rb") as file:
            file.seek(begin)
            return file.read(end - begin)


class PlainText(NamedTuple):
    """A text in three parts."""

    train: TextPart
    validation: TextPart
    test: TextPart


def load_plain_text(data: str, *, size: int = 20_000, seed: int = 0) -> PlainText:
    """Find a text; what is read of it is read later, piece by piece.

    `data` is one of:

    - `hello`: the word HELLO, to be learnt by heart: all three parts are it.
    - `english`, `korean`: generated sentences, `size` lines less the few that stand in validation
      or test, too; the test has combinations of words that no training line holds.
    - `tiny_shakespeare`, or another set of TFDS with a text: one document after the other.
    - a text file, or a folder with `train.txt`, `val.txt` and `test.txt`.

    A validation or test part that has no file is the end of the training text: 5 % each, at most
    8 MiB.

    Args:
        data: Name or path.
        size: Training lines to generate, for generated data.
        seed: Seed of the generator.

    Returns:
        `PlainText`.

    Raises:
        FileNotFoundError: There is no such name or path, or the folder has no `train.txt`.
        ValueError: A part is blank, or the text is too short to be split.
    """
    if data == "hello":
        return PlainText(*[TextPart.of(HELLO.encode())] * 3)
    if data in GENERATED:
        side = {"korean": 0, "english": 1}[data]
        splits = korean_english.generate(size, seed=seed)
        train, *held_out = ([pair[side] for pair in split] for split in splits)
        # Sentences of three levels of speech have one translation.
        known = set().union(*held_out)
        train = [line for line in train if line not in known]
        parts = ("\n".join(lines).encode() for lines in (train, *held_out))
        return PlainText(*map(TextPart.of, parts))
    path = Path(data)
    if path.is_dir():
        parts = _read_folder(path)
    elif path.is_file():
        parts = {"train": TextPart.of(path)}
    else:
        parts = _read_named(data)
    return _hold_out(parts, data)


def _read_folder(path: Path) -> dict[str, TextPart]:
    files = {split: find_file(path, rf"{names}\.txt") for split, names in SPLITS.items()}
    if not files["train"]:
        found = sorted(entry.name for entry in path.iterdir())[:5]
        raise FileNotFoundError(f"`data` must hold train.txt, got the folder {path} with {found}.")
    return {split: TextPart.of(file) for split, file in files.items() if file}


def _read_named(data: str) -> dict[str, TextPart]:
    if not is_named_data(data):
        raise FileNotFoundError(
            f"`data` must be one of {[*GENERATED, 'tiny_shakespeare']}, a set of TFDS with a "
            f"text, a text file or a folder with train.txt, got {data!r}: there is no such name or "
            "path."
        )
    from zoo.data import named_plain_text  # where it is used: it takes seconds to import

    files = named_plain_text.write_named_text(data)
    return {split: TextPart.of(file) for split, file in files.items()}


def _hold_out(parts: dict[str, TextPart], data: str) -> PlainText:
    missing = [split for split in ("validation", "test") if split not in parts]
    train = parts["train"]
    if missing:
        size = train.end - train.begin
        if size < _LEAST:
            raise ValueError(
                f"`data` must hold at least {_LEAST} bytes of text, to be split, got {size} in "
                f"{data!r}."
            )
        each = min(int(_HELD_OUT * size), _MOST_HELD_OUT)
        sizes = [size - each * len(missing), *[each] * (len(missing) - 1)]
        train, *held_out = train.split(*sizes)
        parts = {**parts, "train": train, **dict(zip(missing, held_out, strict=True))}
    text = PlainText(**parts)
    for split, part in zip(text._fields, text, strict=True):
        if all(not part.read(number).strip() for number in range(part.count)):
            raise ValueError(f"`data` must hold text, got a blank {split} part in {data!r}.")
    return text
