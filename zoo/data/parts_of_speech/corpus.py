"""The corpus: sentences of the Korean-English grammar, a tag for each word, in three splits."""

from typing import NamedTuple

from zoo.data.conll import TaggedSentence
from zoo.data.korean_english.clause_drawing import ClauseDrawer
from zoo.data.korean_english.conjugation import LEVELS
from zoo.data.korean_english.corpus import is_seen
from zoo.data.korean_english.dice import Dice
from zoo.data.korean_english.questions import asked_subject
from zoo.data.korean_english.segments import Pairs, new_segment
from zoo.data.korean_english.sentences import request_clause
from zoo.data.parts_of_speech import english, korean

LANGUAGES = ("english", "korean")
MAX_SIZE = 100_000
_KINDS = {"statement": 0.78, "question": 0.14, "request": 0.08}


class Splits(NamedTuple):
    """Sentences to train on, to choose by, and to report."""

    train: list[TaggedSentence]
    validation: list[TaggedSentence]
    test: list[TaggedSentence]


def generate(
    language: str,
    size: int = 10_000,
    *,
    seed: int = 0,
    validation_size: int = 500,
    test_size: int = 1_000,
) -> Splits:
    """Sentences with the universal part of speech of each word, in three splits.

    Every test sentence has a noun and a verb that never meet in training, and no sentence is in
    two splits. The tags are those of Universal Dependencies.

    Args:
        language: "english" or "korean".
        size: Training sentences.
        seed: The same seed gives the same sentences on every machine; validation and test do not
            change with `size`.
        validation_size: Validation sentences.
        test_size: Test sentences.

    Raises:
        ValueError: There is no such language, or a number is out of its range.

    Reference:
        Petrov et al. 2012, "A Universal Part-of-Speech Tagset"; universaldependencies.org/u/pos.

    Example:
        >>> splits = generate("english", 3, validation_size=1, test_size=1)
        >>> [len(sentence.words) == len(sentence.tags) for sentence in splits.train]
        [True, True, True]
    """
    if language not in LANGUAGES:
        raise ValueError(f"`language` must be one of {list(LANGUAGES)}, got {language!r}.")
    sizes = {"test": test_size, "validation": validation_size, "train": size}
    seen: set[tuple[str, ...]] = set()
    found = {}
    for name, count in sizes.items():
        if not 1 <= count <= MAX_SIZE:
            argument = "size" if name == "train" else f"{name}_size"
            raise ValueError(f"`{argument}` must be from 1 to {MAX_SIZE}, got {count}.")
        dice = Dice(f"parts_of_speech/{language}/{seed}/{name}")
        found[name] = _draw(dice, language, count, seen, unseen=name == "test")
    return Splits(found["train"], found["validation"], found["test"])


def _draw(
    dice: Dice, language: str, count: int, seen: set, *, unseen: bool
) -> list[TaggedSentence]:
    sentences = []
    while len(sentences) < count:
        words, pairs = _sentence(dice, language)
        sentence = TaggedSentence(*zip(*words, strict=True))
        if sentence.words not in seen and is_seen(pairs) != unseen:
            seen.add(sentence.words)
            sentences.append(sentence)
    return sentences


def _sentence(dice: Dice, language: str) -> tuple[list[tuple[str, str]], Pairs]:
    writer = korean if language == "korean" else english
    level = dice.weigh(LEVELS, (5, 4, 3))
    drawer = ClauseDrawer(dice, level)
    kind = dice.weigh(tuple(_KINDS), tuple(_KINDS.values()))
    tense = dice.weigh(("present", "past", "future"), (4, 4, 2))
    if kind == "statement":
        segment = new_segment(dice, drawer, tense)
        return writer.finished(writer.segment(segment, dice, level), "."), segment.pairs
    if kind == "request":
        clause = request_clause(drawer)
        return writer.finished(writer.request(clause, level), "."), clause.pairs
    clause = drawer.act(asked_subject(dice, drawer), tense)
    return writer.finished(writer.question(clause, level), "?"), clause.pairs
