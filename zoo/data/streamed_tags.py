"""Token ids of tagged sentences that memory could not hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import tensorflow as tf

from zoo.data.conll import TaggedSentence
from zoo.data.stream_windows import counts_of_windows, stream_windows
from zoo.data.tag_batches import TokenTags, check_words, encode_tag_block, numbered_words
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

_SIGNATURE = (tf.RaggedTensorSpec([None, None], tf.string), tf.TensorSpec([None], tf.int32))


@dataclass(frozen=True, eq=False)
class StreamedTags(TokenTags):
    """Tagged sentences that are read and tokenised anew in every epoch.

    Rows are shuffled, and sorted by length into batches, within a window of 100,000 sentences or
    20 million characters; windows follow each other as the sentences do.

    Attributes:
        rows: Sentences, to be iterated over any number of times.
        tokenizer: Strings to ids.
        tags: Names of all tags.
        max_length, read: See `zoo.text.word_rows.word_rows`.
        length_counts, special, sentences, words, untold: See `TokenTags`.
    """

    rows: Iterable[TaggedSentence]
    tokenizer: Tokenizer
    tags: tuple[str, ...]
    max_length: int
    read: str
    length_counts: np.ndarray
    special: SpecialIds
    sentences: int
    words: int
    untold: int

    def windows(self) -> tf.data.Dataset:
        """See `TokenTags`: windows of sentences that follow each other."""

        def encode(words, numbers):
            ids, tags = encode_tag_block(
                words, numbers, self.tokenizer, max_length=self.max_length, read=self.read
            )
            return ids, tags + self.special.pad

        return stream_windows(partial(numbered_words, self.rows, self.tags), _SIGNATURE, encode)


def stream_tags(
    sentences: Iterable[TaggedSentence],
    tokenizer: Tokenizer,
    tags: Sequence[str],
    *,
    max_length: int = 256,
    read: str = "first",
) -> StreamedTags:
    """Read and tokenise tagged sentences once, and keep nothing but counts of them.

    So training knows its number of batches. Rows are the same as by `encode_tags`.

    Args:
        sentences: Words with their tags, to be iterated over any number of times.
        tokenizer: Strings to ids.
        tags: All names; the place of one is its number.
        max_length, read: See `zoo.text.word_rows.word_rows`.

    Raises:
        ValueError: There is no word, or `sentences` can be read but once.
    """
    if iter(sentences) is sentences:
        raise ValueError("`sentences` must be iterable any number of times, got an iterator.")

    @tf.function(input_signature=_SIGNATURE, autograph=False)
    def count_lengths(words, numbers):
        ids, _ = encode_tag_block(words, numbers, tokenizer, max_length=max_length, read=read)
        lengths = tf.cast(ids.row_lengths(), tf.int32)
        return tf.math.bincount(lengths, minlength=2 * max_length + 1, dtype=tf.int64)

    of_blocks, count, words_count, untold = [], 0, 0, 0
    for words, numbers in numbered_words(sentences, tags):
        of_blocks.append(count_lengths(words, tf.constant(numbers)).numpy())
        count += int(words.nrows())
        words_count += len(numbers)
        untold += int(np.sum(numbers == 0))
    check_words(words_count, count)
    return StreamedTags(
        sentences,
        tokenizer,
        tuple(tags),
        max_length,
        read,
        counts_of_windows(of_blocks),
        tokenizer.special,
        count,
        words_count,
        untold,
    )
