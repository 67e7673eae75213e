"""The corpus: splits that hold combinations of words out, and sentences by length."""

import functools
import zlib
from typing import NamedTuple

from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.segments import Pairs
from zoo.data.korean_english.sentences import sentence

MAX_SIZE = 500_000
MAX_COUNT = 10_000
MIN_WORDS, MAX_WORDS = 3, 60

# How many segments (a main clause and what leans on it) a sentence has: most are short, some long.
_SEGMENTS = (1, 2, 3, 4, 5, 6)
_SHARES = (0.56, 0.24, 0.1, 0.05, 0.03, 0.02)
_WORDS_PER_SEGMENT = 8
_HELD_OUT_IN = 10


class Pair(NamedTuple):
    """A sentence and its translation."""

    korean: str
    english: str


class Splits(NamedTuple):
    """Pairs to train on, to choose by, and to report."""

    train: list[Pair]
    validation: list[Pair]
    test: list[Pair]


# Shown where a model is shown; the first is in every training split, the others are in no split.
EXAMPLES = (
    Pair("저는 강사입니다", "I am an instructor"),
    Pair(
        "저는 돈을 어제 백화점에서 친구와 썼습니다",
        "I spent money with my friend at the department store yesterday",
    ),
    Pair(
        "할머니께서는 모자를 오늘 아침에 공원에서 쓰셨습니다",
        "My grandmother wore a hat in the park this morning",
    ),
    Pair("민수는 편지를 도서관에서 천천히 썼습니다", "Minsu wrote a letter slowly at the library"),
    Pair("지수는 컴퓨터를 어제 회사에서 썼습니다", "Jisu used a computer at the office yesterday"),
    Pair("커피는 아주 씁니다", "The coffee is very bitter"),
)


@functools.cache
def is_held_out(pair: tuple[str, str]) -> bool:
    """Whether a combination of a noun and a verb is kept for the test split.

    It hangs on the words alone, so that it is the same for every seed and size.
    """
    return zlib.crc32("|".join(pair).encode()) % _HELD_OUT_IN == 0


def is_seen(pairs: Pairs) -> bool:
    """Whether all of these combinations of words may be in a training sentence."""
    return not any(is_held_out(pair) for pair in pairs)


def generate(
    size: int = 20_000, *, seed: int = 0, validation_size: int = 500, test_size: int = 1_000
) -> Splits:
    """Korean sentences with their English, in three splits.

    Every test sentence has a noun and a verb that never meet in training (as the verb's subject or
    object), though each of them occurs there. Validation sentences are of the same kind as the
    training sentences, and none of them is among those. No Korean sentence has two translations.
    Statements end without a period, questions in "?".

    Args:
        size: number of training pairs.
        seed: the same seed gives the same pairs on every machine; validation and test do not
            change with `size`.
        validation_size: number of validation pairs.
        test_size: number of test pairs.

    Returns:
        Splits: three lists of `Pair(korean, english)`.

    Raises:
        ValueError: if a size is out of its range.

    Example:

    >>> splits = generate(100, validation_size=10, test_size=10)
    >>> len(splits.train), splits.train[0].english
    (100, 'I am an instructor')
    """
    _check("size", size, 1, MAX_SIZE)
    _check("validation_size", validation_size, 0, MAX_SIZE)
    _check("test_size", test_size, 0, MAX_SIZE)
    seen = {example.korean for example in EXAMPLES}
    test = _draw(Dice(f"{seed}/test"), test_size, seen, unseen=True)
    validation = _draw(Dice(f"{seed}/validation"), validation_size, seen, unseen=False)
    train = [EXAMPLES[0], *_draw(Dice(f"{seed}/train"), size - 1, seen, unseen=False)]
    return Splits(train, validation, test)


def generate_by_length(num_words: int, count: int, *, seed: int = 0) -> list[Pair]:
    """Different sentences of one length, to measure how a model does with longer ones.

    They are made of combinations of words that may be in training, so length alone is new. Short
    ones may themselves be training sentences.

    Args:
        num_words: words of the English sentence, from 3 to 60; each is within a tenth of it, or
            one word.
        count: number of pairs.
        seed: the same seed gives the same pairs on every machine.

    Raises:
        ValueError: if an argument is out of its range.

    Example:

    >>> [pair] = generate_by_length(40, 1)
    >>> 36 <= len(pair.english.split()) <= 44
    True
    """
    _check("num_words", num_words, MIN_WORDS, MAX_WORDS)
    _check("count", count, 1, MAX_COUNT)
    dice, slack, found = Dice(f"{seed}/length"), max(1, num_words // 10), {}
    segments = max(1, round(num_words / _WORDS_PER_SEGMENT))
    while len(found) < count:
        drawn = sentence(dice, max(1, segments + dice.pick((-1, 0, 0, 1))), fits=is_seen)
        is_fit = abs(len(drawn.english.split()) - num_words) <= slack
        if is_fit and is_seen(drawn.pairs):
            found[drawn.korean] = drawn.english
    return [Pair(*pair) for pair in found.items()]


def _draw(dice: Dice, count: int, seen: set[str], *, unseen: bool) -> list[Pair]:
    pairs = []
    while len(pairs) < count:
        # The length is drawn first: both kinds of splits then have the same lengths.
        num_segments = dice.weigh(_SEGMENTS, _SHARES)
        while True:
            drawn = sentence(dice, num_segments, fits=None if unseen else is_seen)
            if drawn.korean not in seen and is_seen(drawn.pairs) != unseen:
                break
        seen.add(drawn.korean)
        pairs.append(Pair(drawn.korean, drawn.english))
    return pairs


def _check(name: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        rule = "positive" if low == 1 else f"at least {low}"
        raise ValueError(f"`{name}` must be an integer, {rule} and at most {high}, got {value!r}.")
