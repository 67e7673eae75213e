"""The corpus: spoken digits with transcripts, in splits that share no sequence of digits."""

import zlib
from typing import NamedTuple

import numpy as np

from zoo.data.korean_english.dice import Dice
from zoo.data.tones.voice import speak

MAX_SIZE = 200_000
MAX_DIGITS = 12
LEAST_DIGITS = 2
NUMERALS = {
    "digits": "0 1 2 3 4 5 6 7 8 9".split(),
    "korean": "영 일 이 삼 사 오 육 칠 팔 구".split(),
    "english": "zero one two three four five six seven eight nine".split(),
}
_SHARES = {"validation": 1, "test": 2}  # of ten sequences; the others are for training


class Splits(NamedTuple):
    """Sounds (N,) int16 and transcripts to train on, to choose by, and to report."""

    train: list[tuple[np.ndarray, str]]
    validation: list[tuple[np.ndarray, str]]
    test: list[tuple[np.ndarray, str]]


def split_of(digits: tuple[int, ...]) -> str:
    """The one split in which a sequence of digits may stand, however it is said."""
    number = zlib.crc32(bytes(digits)) % 10
    for name, share in _SHARES.items():
        if number < share:
            return name
        number -= share
    return "train"


def generate(
    size: int = 4_000,
    *,
    max_digits: int = 6,
    numerals: str = "digits",
    seed: int = 0,
    validation_size: int = 200,
    test_size: int = 500,
) -> Splits:
    """Spoken digits, in three splits that share no sequence of them.

    Args:
        size: Training utterances.
        max_digits: Most digits of one; there are two at least.
        numerals: How a transcript writes them: "digits", "korean" or "english".
        seed: The same seed gives the same digits on every machine, and the same sounds; validation
            and test do not change with `size`.
        validation_size: Validation utterances.
        test_size: Test utterances.

    Raises:
        ValueError: A number is out of its range, or `numerals` is unknown.

    Example:
        >>> [(sound, transcript)] = generate(1, numerals="korean").train
        >>> set(transcript.split()) <= set(NUMERALS["korean"]), sound.dtype
        (True, dtype('int16'))
    """
    sizes = {"size": size, "validation_size": validation_size, "test_size": test_size}
    for name, value in sizes.items():
        _check(name, value, 1, MAX_SIZE)
    _check("max_digits", max_digits, LEAST_DIGITS, MAX_DIGITS)
    if numerals not in NUMERALS:
        raise ValueError(f"`numerals` must be one of {list(NUMERALS)}, got {numerals!r}.")
    return Splits(
        *(
            _draw(name, count, max_digits, NUMERALS[numerals], seed)
            for name, count in zip(Splits._fields, sizes.values(), strict=True)
        )
    )


def _draw(split, count, max_digits, words, seed):
    dice, found = Dice(f"tones/{seed}/{split}/{max_digits}"), []
    while len(found) < count:
        length = dice.pick(range(LEAST_DIGITS, max_digits + 1))
        digits = tuple(dice.pick(range(10)) for _ in range(length))
        if split_of(digits) == split:
            sound = speak(digits, zlib.crc32(f"{seed}/{split}/{len(found)}".encode()))
            found.append((sound, " ".join(words[digit] for digit in digits)))
    return found


def _check(name: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"`{name}` must be an integer from {low} to {high}, got {value!r}.")
