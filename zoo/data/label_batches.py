"""From labelled texts to `tf.data` batches, and the contract that classifiers rely on.

```python
(inputs, targets, weights)
inputs  = {"source_ids": (B, S)}          # int32, `tokens end`, right-padded
targets = numbers of the classes          # (B,) int32
weights                                   # (B,) float32: 1, or 0 for a row that only fills up
```
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from zoo.data.batches import blocks_of
from zoo.data.bucketed_batches import bucketed_batches
from zoo.data.epoch_counter import EpochCounter
from zoo.text.close_rows import close_rows
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

_MOST_NAMED = 10  # classes in a report


class TokenTexts:
    """Token ids of labelled texts.

    Attributes:
        classes: Names of all classes.
        class_counts: How many texts each has, (classes,) integers.
        length_counts: How many rows of each window have 0, 1, 2, ... tokens.
        special: The special ids.
        blank: How many texts were left out because they hold no token.
        cut: How many were cut.
    """

    classes: tuple[str, ...]
    class_counts: np.ndarray
    length_counts: np.ndarray
    special: SpecialIds
    blank: int
    cut: int

    def __len__(self) -> int:
        return int(self.class_counts.sum())

    def report(self) -> str:
        """One line on what was kept, of which classes, and what was not."""
        return (
            f"{len(self):,} texts ({_counts_of(self.classes, self.class_counts)}), {self.cut:,} "
            f"of them cut, left out: {self.blank:,} blank"
        )

    def windows(self) -> tf.data.Dataset:
        """Texts that are shuffled and cut into batches together.

        Each is rows `tokens end`, ragged (N, None), and the numbers of their classes (N,), int32.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class EncodedTexts(TokenTexts):
    """Token ids of labelled texts, in memory.

    Attributes:
        ids: Rows `tokens end`, ragged int32 (N, None).
        labels: Numbers of their classes, int32 (N,).
        classes, special, blank, cut: See `TokenTexts`.
    """

    ids: tf.RaggedTensor
    labels: np.ndarray
    classes: tuple[str, ...]
    special: SpecialIds
    blank: int
    cut: int

    @cached_property
    def class_counts(self) -> np.ndarray:
        """See `TokenTexts`."""
        return np.bincount(self.labels, minlength=len(self.classes))

    @cached_property
    def length_counts(self) -> np.ndarray:
        """See `TokenTexts`."""
        return np.bincount(self.ids.row_lengths().numpy(), minlength=1)[np.newaxis]

    def windows(self) -> tf.data.Dataset:
        """See `TokenTexts`: one window of all."""
        return tf.data.Dataset.from_tensors((self.ids, self.labels))


def encode_texts(
    rows: Iterable[tuple[str, str]],
    tokenizer: Tokenizer,
    classes: Sequence[str],
    *,
    max_length: int = 256,
) -> EncodedTexts:
    """Tokenise labelled texts.

    Args:
        rows: Texts with the names of their classes.
        tokenizer: Strings to ids.
        classes: All names; the place of one is its number.
        max_length: Most tokens of a row, `end` included; see `close_rows`.

    Raises:
        ValueError: No text is left.
    """
    ids, labels, blank, cut = [], [], 0, 0
    for texts, numbers in numbered_blocks(rows, classes):
        block = encode_text_block(texts, numbers, tokenizer, max_length=max_length)
        ids.append(block.ids)
        labels.append(block.labels.numpy())
        blank, cut = blank + int(block.blank), cut + int(block.cut)
    check_texts(sum(map(len, labels)), blank)
    return EncodedTexts(
        tf.concat(ids, axis=0),
        np.concatenate(labels),
        tuple(classes),
        tokenizer.special,
        blank,
        cut,
    )


def check_texts(count: int, blank: int) -> None:
    """Raise a `ValueError` unless there is a text."""
    if not count:
        raise ValueError(f"`rows` must hold a text, got {blank:,} blank ones.")


def numbered_blocks(
    rows: Iterable[tuple[str, str]], classes: Sequence[str]
) -> Iterator[tuple[list[str], np.ndarray]]:
    """Texts and the numbers of their classes, as many at a time as a tokenizer is good for."""
    numbers = {name: number for number, name in enumerate(classes)}
    for texts, names in blocks_of(rows):
        yield texts, np.array([numbers[name] for name in names], "int32")


class TextBlock(NamedTuple):
    """Ids of some texts, int32 (B, None), their classes, and what was left out or cut."""

    ids: tf.RaggedTensor
    labels: tf.Tensor
    blank: tf.Tensor
    cut: tf.Tensor


def encode_text_block(
    texts: tf.Tensor, labels: tf.Tensor, tokenizer: Tokenizer, *, max_length: int
) -> TextBlock:
    """Tokenise texts, in the graph as well; see `encode_texts`."""
    ids = tokenizer.tokenize(texts)
    lengths = ids.row_lengths()
    is_kept = lengths > 0
    return TextBlock(
        close_rows(tf.ragged.boolean_mask(ids, is_kept), tokenizer.special, max_length),
        tf.boolean_mask(labels, is_kept),
        tf.math.count_nonzero(~is_kept),
        tf.math.count_nonzero(lengths + 1 > max_length),
    )


def label_batches(
    texts: TokenTexts,
    *,
    tokens_per_batch: int = 4096,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
    bucket_width: int = 4,
) -> tf.data.Dataset:
    """Batches of texts of like length, as many rows as the token budget holds.

    Args:
        texts: What `encode_texts` or `stream_texts` gave.
        tokens_per_batch, shuffle_seed, epochs, static_shapes, replicas, bucket_width: As in
            `zoo.data.bucketed_batches.bucketed_batches`.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that
        only fill a batch up hold one token and weigh nothing.

    Raises:
        ValueError: An argument is below 1.
    """
    return bucketed_batches(
        texts.windows(),
        texts.length_counts,
        lambda ids, labels, is_text: ({"source_ids": ids}, labels, tf.cast(is_text, tf.float32)),
        pad=texts.special.pad,
        fillers=(texts.special.end, 0),
        tokens_per_batch=tokens_per_batch,
        shuffle_seed=shuffle_seed,
        epochs=epochs,
        static_shapes=static_shapes,
        replicas=replicas,
        bucket_width=bucket_width,
    )


def _counts_of(classes: Sequence[str], counts: np.ndarray) -> str:
    """How many texts each class has; of many classes the largest and the smallest ones."""
    order = np.argsort(-counts, kind="stable")
    named = [f"{classes[number]} {counts[number]:,}" for number in order]
    if len(named) > _MOST_NAMED:
        named = [*named[: _MOST_NAMED // 2], "...", *named[-_MOST_NAMED // 2 :]]
    return ", ".join(named)
