"""Words as rows of tokens, each word with one token at which it is read."""

from typing import NamedTuple

import tensorflow as tf

from zoo.text.byte import ByteTokenizer
from zoo.text.character import CharacterTokenizer
from zoo.text.tokenizer import Tokenizer

READINGS = ("first", "last")


class WordRows(NamedTuple):
    """Tokens of words.

    Attributes:
        ids: int32 (P, None). A sentence without words has no row, and a long one several.
        is_read: Booleans of the same shape: as many True as there are words, in their order.
    """

    ids: tf.RaggedTensor
    is_read: tf.RaggedTensor


def word_rows(
    tokenizer: Tokenizer, words: tf.RaggedTensor, *, max_length: int, read: str = "first"
) -> WordRows:
    """Tokenises sentences word by word, in the graph as well.

    Tokens of words and subwords say where a word begins. Letters and bytes do not, so there each
    word is closed by `end`. A word that is nothing to the tokenizer (a control character) is
    unknown, and of one with more than `max_length` tokens the first so many stay. A sentence of
    more than that is cut between its words: a row holds those that begin within `max_length`
    tokens, and so has at most twice as many.

    Args:
        tokenizer: Strings to ids.
        words: Strings (B, None).
        max_length: See above.
        read: "first", the tag of a word is read at its first token; "last", at its last, for a
            model that has read nothing of the word before.

    Raises:
        ValueError: `read` is neither, or `max_length` is below 1.

    Example:
        >>> from zoo.text import WordTokenizer
        >>> tokenizer = WordTokenizer.train(["a T-shirt"], vocabulary_size=20)
        >>> rows = word_rows(tokenizer, tf.ragged.constant([["a", "T-shirt"]]), max_length=9)
        >>> rows.ids.to_list(), rows.is_read.to_list()
        ([[7, 6, 4, 5]], [[True, True, False, False]])
    """
    if read not in READINGS:
        raise ValueError(f"`read` must be one of {READINGS}, got {read!r}.")
    if max_length < 1:
        raise ValueError(f"`max_length` must be at least 1, got {max_length}.")
    special = tokenizer.special
    pieces = tokenizer.tokenize(words.flat_values)[:, :max_length]
    closing = [special.end] if isinstance(tokenizer, (CharacterTokenizer, ByteTokenizer)) else []
    is_nothing = pieces.row_lengths() == 0
    instead = tf.RaggedTensor.from_row_lengths(
        tf.fill([tf.reduce_sum(tf.cast(is_nothing, tf.int32))], special.unknown),
        tf.cast(is_nothing, tf.int64),
    )
    ends = tf.tile(tf.constant([closing], tf.int32), [pieces.nrows(), 1])
    pieces = tf.concat([pieces, instead, ends], axis=1)

    lengths = pieces.row_lengths()
    sentence, starts = words.value_rowids(), pieces.row_starts()
    first_word = tf.gather(words.row_starts(), sentence)
    window = (starts - tf.gather(starts, first_word)) // max_length
    # A row begins with a sentence, and with each window of it.
    is_new = (sentence[1:] != sentence[:-1]) | (window[1:] != window[:-1])
    row = tf.concat([sentence[:1] * 0, tf.cumsum(tf.cast(is_new, tf.int64))], axis=0)
    row_of_token = tf.repeat(row, lengths)

    places = tf.ragged.range(lengths).flat_values
    is_read = places == 0 if read == "first" else places == tf.repeat(lengths, lengths) - 1
    count = tf.reduce_max(tf.concat([row[-1:] + 1, [0]], axis=0))
    ids = tf.RaggedTensor.from_value_rowids(pieces.flat_values, row_of_token, count)
    return WordRows(ids, ids.with_flat_values(is_read))
