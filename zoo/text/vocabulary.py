"""Vocabularies learnt from texts. The same texts always give the same vocabulary."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import tensorflow as tf

from zoo.text.parts import parts_of
from zoo.text.special import SPECIAL_TOKENS
from zoo.text.split import CONTINUATION

_LINES_AT_ONCE = 10_000
_MOST_REPEATED = 50_000
# A control character: splitting treats those as space, so no piece holds one.
_WORD_START = "\x01"


def batches_of(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yields the texts a part at a time.

    Raises:
        TypeError: if `texts` is one string.
    """
    if isinstance(texts, (str, bytes)):
        raise TypeError(f"`texts` must be an iterable of strings, got one string: {texts[:50]!r}.")
    yield from parts_of(texts, most=_LINES_AT_ONCE)


def count_tokens(texts: Iterable[str], split: Callable[[tf.Tensor], tf.RaggedTensor]) -> Counter:
    """Counts what `split` makes of the texts.

    Args:
        texts: the training texts; read once, a part at a time.
        split: maps strings `(B,)` to tokens `(B, None)`.

    Raises:
        TypeError: if `texts` is one string.
        ValueError: if `texts` holds nothing but white space.
    """
    counts = Counter()
    for lines in batches_of(texts):
        tokens = split(tf.constant(lines, tf.string)).flat_values
        unique, _, frequencies = tf.unique_with_counts(tokens)
        for token, frequency in zip(unique.numpy(), frequencies.numpy(), strict=True):
            counts[token.decode()] += int(frequency)
    return _checked(counts)


def count_parts(words: Counter, split: Callable[[tf.Tensor], tf.RaggedTensor]) -> Counter:
    """Counts what `split` makes of counted words: quicker than to split each text.

    Args:
        words: how often each word occurs, as `count_tokens(texts, tf.strings.split)` gives it.
        split: maps strings `(B,)` to tokens `(B, None)`.

    Raises:
        ValueError: if nothing comes out of them.
    """
    counts = Counter()
    for batch in batches_of(words):
        for word, parts in zip(batch, split(tf.constant(batch)).to_list(), strict=True):
            for part in parts:
                counts[part.decode()] += words[word]
    return _checked(counts)


def repeated_words(words: Counter) -> list[str]:
    """The most frequent of those that occur more than once."""
    return [word for word in _by_frequency(words)[:_MOST_REPEATED] if words[word] > 1]


def most_frequent(counts: Counter, vocabulary_size: int) -> list[str]:
    """The special tokens and the most frequent tokens, at most `vocabulary_size` together.

    Raises:
        ValueError: if `vocabulary_size` leaves no room for a token.
    """
    return [*SPECIAL_TOKENS, *_by_frequency(counts)[: _room(vocabulary_size)]]


def learn_pieces(counts: Counter, vocabulary_size: int) -> list[str]:
    """Learns a subword vocabulary: characters, then pieces in the order of their use.

    A character seen more than once in a million is in the vocabulary both as `X` and as `##X`, as
    far as `vocabulary_size` allows, so that any word of such characters can be spelled. The other
    pieces are found by byte-pair merges.

    Args:
        counts: how often each word occurs; words that continue another begin with `##`.
        vocabulary_size: most tokens, the special ones included.

    Raises:
        ValueError: if `vocabulary_size` leaves no room for a token.

    Reference:
        Sennrich et al. 2016, https://arxiv.org/abs/1508.07909, algorithm 1.
    """
    room = _room(vocabulary_size)
    # Words that start are marked, not those that continue: a letter then has one form in the
    # trainer, and no piece is learnt twice.
    words = Counter()
    for word, count in counts.items():
        words[_marked(word)] += count
    pieces = dict.fromkeys(_alphabet(words))
    pieces.update(dict.fromkeys(map(_unmarked, _merges(words, room))))
    return [*SPECIAL_TOKENS, *list(pieces)[:room]]


def _checked(counts: Counter) -> Counter:
    if not counts:
        raise ValueError("`texts` must hold at least one text that is not blank, got none.")
    return counts


def _marked(word: str) -> str:
    if len(word) > len(CONTINUATION) and word.startswith(CONTINUATION):
        return word[len(CONTINUATION) :]
    return _WORD_START + word


def _unmarked(piece: str) -> str:
    return piece[1:] if piece.startswith(_WORD_START) else CONTINUATION + piece


def _alphabet(words: Counter) -> Iterator[str]:
    characters = Counter()
    for word, count in words.items():
        for character in word.removeprefix(_WORD_START):
            characters[character] += count
    rare = characters.total() // 1_000_000
    for character in _by_frequency(characters):
        if characters[character] > rare:
            yield character
            yield CONTINUATION + character


def _merges(words: Counter, room: int) -> list[str]:
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    learner = Tokenizer(models.BPE())
    learner.pre_tokenizer = pre_tokenizers.Split(" ", "removed")
    alphabet_size = len(set().union(*words))
    # Room for the characters, and for the merges that only join the mark to its character.
    trainer = trainers.BpeTrainer(
        vocab_size=2 * alphabet_size + room, min_frequency=2, show_progress=False
    )
    learner.train_from_iterator(_repeated(words), trainer)
    ids = learner.get_vocab()
    # Single characters are for the alphabet to choose.
    return [piece for piece in sorted(ids, key=ids.get) if len(piece.removeprefix(_WORD_START)) > 1]


def _repeated(words: Counter, at_once: int = 1000) -> Iterator[str]:
    """The trainer takes text, not counts."""
    for word, count in sorted(words.items()):
        for start in range(0, count, at_once):
            yield " ".join([word] * min(at_once, count - start))


def _by_frequency(counts: Counter) -> list[str]:
    return sorted(counts, key=lambda token: (-counts[token], token))


def _room(vocabulary_size: int) -> int:
    room = vocabulary_size - len(SPECIAL_TOKENS)
    if room < 1:
        raise ValueError(
            f"`vocabulary_size` must be more than the {len(SPECIAL_TOKENS)} special tokens, "
            f"got {vocabulary_size}."
        )
    return room
