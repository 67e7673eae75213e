"""Token ids of a parallel corpus that memory could not hold."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from zoo.data.batches import TokenPairs, blocks_of, common_special, encode_block
from zoo.data.pair_stream import Pair
from zoo.data.stream_windows import counts_of_windows, stream_windows
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

_TEXTS = tf.TensorSpec([None], tf.string)


@dataclass(frozen=True, eq=False)
class StreamedPairs(TokenPairs):
    """A parallel corpus that is read and tokenised anew in every epoch.

    Rows are shuffled, and sorted by length into batches, within a window of 100,000 pairs or 20
    million characters; windows follow each other as the pairs do.

    Attributes:
        pairs: (source, target) strings, to be iterated over any number of times.
        tokenizers: Of the source and of the target.
        max_length: Most tokens a side may have.
        length_counts, special, empty, too_long: See `TokenPairs`.
    """

    pairs: Iterable[Pair]
    tokenizers: tuple[Tokenizer, Tokenizer]
    max_length: int
    length_counts: np.ndarray
    special: SpecialIds
    empty: int
    too_long: int

    def windows(self) -> tf.data.Dataset:
        """See `TokenPairs`: windows of pairs that follow each other."""

        def encode(sources, targets):
            block = encode_block(sources, targets, *self.tokenizers, max_length=self.max_length)
            return block.source, block.target

        return stream_windows(lambda: blocks_of(self.pairs), (_TEXTS, _TEXTS), encode)


def stream_pairs(
    pairs: Iterable[Pair],
    source_tokenizer: Tokenizer,
    target_tokenizer: Tokenizer,
    *,
    max_length: int = 128,
) -> StreamedPairs:
    """Read and tokenise a parallel corpus once, and keep nothing but counts of its lengths.

    So training knows its number of batches, and a mistake in a file shows before it begins. The
    same pairs are left out as by `encode_pairs`.

    Args:
        pairs: (source, target) strings, to be iterated over any number of times.
        source_tokenizer: Strings to ids.
        target_tokenizer: Strings to ids, with the same special ids.
        max_length: Most tokens a side may have.

    Returns:
        `StreamedPairs`.

    Raises:
        ValueError: No pair is left, the tokenizers' special ids differ, or `pairs` can be read
            but once.
    """
    if iter(pairs) is pairs:
        raise ValueError("`pairs` must be iterable any number of times, got an iterator.")
    tokenizers = source_tokenizer, target_tokenizer
    special = common_special(*tokenizers)

    @tf.function(input_signature=(_TEXTS, _TEXTS), autograph=False)
    def count(sources, targets):
        block = encode_block(sources, targets, *tokenizers, max_length=max_length)
        lengths = tf.maximum(block.source.row_lengths(), block.target.row_lengths())
        lengths = tf.math.bincount(tf.cast(lengths, tf.int32), minlength=max_length + 1)
        return tf.cast(lengths, tf.int64), block.empty, block.too_long

    of_blocks, empty, too_long = [], 0, 0
    for texts in blocks_of(pairs):
        lengths, *left_out = count(*map(tf.constant, texts))
        of_blocks.append(lengths.numpy())
        empty, too_long = empty + int(left_out[0]), too_long + int(left_out[1])
    streamed = StreamedPairs(
        pairs, tokenizers, max_length, counts_of_windows(of_blocks), special, empty, too_long
    )
    streamed.check()
    return streamed
