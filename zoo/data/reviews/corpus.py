"""The corpus: kinds of reviews, how far from its end a review is decided, and splits."""

import functools
import zlib
from typing import NamedTuple

from zoo.data.korean_english.dice import Dice
from zoo.data.reviews import english, korean

LABELS = ("negative", "positive")
# What decides; how often. Words alone tell the class of "plain" and "agreement" only.
KINDS = {"plain": 0.15, "negation": 0.3, "agreement": 0.1, "contrast": 0.25, "both": 0.2}
MAX_SIZE = 200_000
MAX_DISTANCE = 500
_BEFORE = 0.3  # how often something else stands before
_SHARES = {"validation": 1, "test": 2}  # of twenty sentences; the others are for training


class Review(NamedTuple):
    """A text, its class, its kind, and how many words follow what decides."""

    text: str
    label: str
    kind: str
    distance: int


class Splits(NamedTuple):
    """Reviews to train on, to choose by, and to report."""

    train: list[Review]
    validation: list[Review]
    test: list[Review]


@functools.lru_cache(maxsize=1 << 18)
def split_of(sentence: str) -> str:
    """The one split in which a sentence may stand; it hangs on the sentence alone."""
    number = zlib.crc32(sentence.encode()) % 20
    for name, share in _SHARES.items():
        if number < share:
            return name
        number -= share
    return "train"


def generate(
    size: int = 20_000,
    *,
    distance: int = 20,
    seed: int = 0,
    validation_size: int = 1_000,
    test_size: int = 2_000,
) -> Splits:
    """Reviews in Korean or English, in three splits that share no sentence.

    Args:
        size: Training reviews.
        distance: Most words between the sentence that decides and the end; evenly spread.
        seed: The same seed gives the same reviews on every machine; validation and test do not
            change with `size`.
        validation_size: Validation reviews.
        test_size: Test reviews.

    Raises:
        ValueError: A number is out of its range.

    Example:
        >>> splits = generate(4, distance=5, validation_size=1, test_size=1)
        >>> len(splits.train), splits.train[0].label in LABELS
        (4, True)
    """
    _check("size", size, 1, MAX_SIZE)
    _check("distance", distance, 0, MAX_DISTANCE)
    _check("validation_size", validation_size, 1, MAX_SIZE)
    _check("test_size", test_size, 1, MAX_SIZE)
    sizes = {"train": size, "validation": validation_size, "test": test_size}
    return Splits(**{name: _draw(name, count, distance, seed) for name, count in sizes.items()})


def generate_by_distance(distance: int, count: int, *, seed: int = 0) -> list[Review]:
    """Test reviews that are all decided about so many words before their end.

    Args:
        distance: Words; a review has up to 7 less.
        count: Reviews.
        seed: The same seed gives the same reviews on every machine.

    Raises:
        ValueError: A number is out of its range.

    Example:
        >>> [review] = generate_by_distance(40, 1)
        >>> 33 <= review.distance <= 40
        True
    """
    _check("distance", distance, 0, MAX_DISTANCE)
    _check("count", count, 1, MAX_SIZE)
    dice = Dice(f"reviews/{seed}/{distance}")
    return [_review(dice, "test", distance) for _ in range(count)]


def _draw(split: str, count: int, distance: int, seed: int) -> list[Review]:
    dice, found = Dice(f"reviews/{seed}/{split}"), {}
    while len(found) < count:
        review = _review(dice, split, int(dice.pick(range(distance + 1))))
        found[review.text] = review
    return list(found.values())


def _review(dice: Dice, split: str, distance: int) -> Review:
    language = dice.pick((korean, english))
    kind = dice.weigh(list(KINDS), list(KINDS.values()))
    label = dice.pick(LABELS)
    before = [_of(split, language.aside, dice)] if dice.chance(_BEFORE) else []
    deciding = _of(split, _OPINIONS[kind], language, dice, label == "positive")
    after, words = [], 0
    while words < distance - 7 or (words < distance and dice.chance(0.5)):
        sentence = _of(split, language.aside, dice)
        length = len(sentence.split())
        if words + length <= distance:
            after.append(sentence)
            words += length
    return Review(" ".join([*before, deciding, *after]), label, kind, words)


def _of(split: str, make, *arguments) -> str:
    """A sentence of that split."""
    while split_of(sentence := make(*arguments)) != split:
        pass
    return sentence


def _both(language, dice, is_positive):
    """Two opinions that differ, of which one is negated or both."""
    negated = dice.pick(((True, False), (False, True), (True, True)))
    return language.two(dice, is_positive, agree=False, negated=negated)


_OPINIONS = {
    "plain": lambda language, *drawn: language.one(*drawn, is_negated=False),
    "negation": lambda language, *drawn: language.one(*drawn, is_negated=True),
    "agreement": lambda language, *drawn: language.two(*drawn, agree=True, negated=(False, False)),
    "contrast": lambda language, *drawn: language.two(*drawn, agree=False, negated=(False, False)),
    "both": _both,
}


def _check(name: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"`{name}` must be an integer from {low} to {high}, got {value!r}.")
