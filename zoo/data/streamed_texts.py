"""Token ids of labelled texts that memory could not hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import tensorflow as tf

from zoo.data.label_batches import TokenTexts, check_texts, encode_text_block, numbered_blocks
from zoo.data.stream_windows import counts_of_windows, stream_windows
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

Labelled = tuple[str, str]
_SIGNATURE = (tf.TensorSpec([None], tf.string), tf.TensorSpec([None], tf.int32))


@dataclass(frozen=True, eq=False)
class StreamedTexts(TokenTexts):
    """Labelled texts that are read and tokenised anew in every epoch.

    Rows are shuffled, and sorted by length into batches, within a window of 100,000 texts or 20
    million characters; windows follow each other as the texts do.

    Attributes:
        rows: Texts with the names of their classes, to be iterated over any number of times.
        tokenizer: Strings to ids.
        max_length: Most tokens of a row.
        classes, class_counts, length_counts, special, blank, cut: See `TokenTexts`.
    """

    rows: Iterable[Labelled]
    tokenizer: Tokenizer
    max_length: int
    classes: tuple[str, ...]
    class_counts: np.ndarray
    length_counts: np.ndarray
    special: SpecialIds
    blank: int
    cut: int

    def windows(self) -> tf.data.Dataset:
        """See `TokenTexts`: windows of texts that follow each other."""

        def encode(texts, labels):
            block = encode_text_block(texts, labels, self.tokenizer, max_length=self.max_length)
            return block.ids, block.labels

        blocks = partial(numbered_blocks, self.rows, self.classes)
        return stream_windows(blocks, _SIGNATURE, encode)


def stream_texts(
    rows: Iterable[Labelled],
    tokenizer: Tokenizer,
    classes: Sequence[str],
    *,
    max_length: int = 256,
) -> StreamedTexts:
    """Read and tokenise labelled texts once, and keep nothing but counts of them.

    So training knows its number of batches. The same texts are cut and left out as by
    `encode_texts`.

    Args:
        rows: Texts with the names of their classes, to be iterated over any number of times.
        tokenizer: Strings to ids.
        classes: All names; the place of one is its number.
        max_length: Most tokens of a row, `end` included; see `close_rows`.

    Returns:
        `StreamedTexts`.

    Raises:
        ValueError: No text is left, or `rows` can be read but once.
    """
    if iter(rows) is rows:
        raise ValueError("`rows` must be iterable any number of times, got an iterator.")

    @tf.function(input_signature=_SIGNATURE, autograph=False)
    def count(texts, labels):
        block = encode_text_block(texts, labels, tokenizer, max_length=max_length)
        lengths = tf.cast(block.ids.row_lengths(), tf.int32)
        return (
            tf.math.bincount(lengths, minlength=max_length + 1, dtype=tf.int64),
            tf.math.bincount(block.labels, minlength=len(classes), dtype=tf.int64),
            block.blank,
            block.cut,
        )

    of_blocks, of_classes, blank, cut = [], np.zeros(len(classes), np.int64), 0, 0
    for block in numbered_blocks(rows, classes):
        lengths, labels, *figures = count(*map(tf.constant, block))
        of_blocks.append(lengths.numpy())
        of_classes += labels.numpy()
        blank, cut = blank + int(figures[0]), cut + int(figures[1])
    check_texts(of_classes.sum(), blank)
    return StreamedTexts(
        rows,
        tokenizer,
        max_length,
        tuple(classes),
        of_classes,
        counts_of_windows(of_blocks),
        tokenizer.special,
        blank,
        cut,
    )
