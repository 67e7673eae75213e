"""From labelled texts to `tf.data` batches, and the contract that classifiers rely on.

```python
(inputs, targets, weights)
inputs  = {"source_ids": (B, S)}          # int32, `tokens end`, right-padded
targets = numbers of the classes          # (B,) int32
weights                                   # (B,) float32: 1, or 0 for a row that only fills up
```
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from zoo.data.batches import blocks_of
from zoo.data.bucketed_batches import bucketed_batches
from zoo.data.epoch_counter import EpochCounter
from zoo.text.close_rows import close_rows
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

_MOST_NAMED = 10  # classes in a report


@dataclass(frozen=True)
class EncodedTexts:
    """Token ids of labelled texts.

    Attributes:
        ids: Rows `tokens end`, ragged int32 (N, None).
        labels: Numbers of their classes, int32 (N,).
        classes: Names of all classes.
        special: The special ids.
        blank: How many texts were left out because they hold no token.
        cut: How many were cut.
    """

    ids: tf.RaggedTensor
    labels: np.ndarray
    classes: tuple[str, ...]
    special: SpecialIds
    blank: int
    cut: int

    def report(self) -> str:
        """One line on what was kept, of which classes, and what was not."""
        counts = np.bincount(self.labels, minlength=len(self.classes))
        return (
            f"{len(self.labels):,} texts ({_counts_of(self.classes, counts)}), {self.cut:,} of "
            f"them cut, left out: {self.blank:,} blank"
        )


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
    numbers = {name: number for number, name in enumerate(classes)}
    blocks, labels, blank, cut = [], [], 0, 0
    for texts, names in blocks_of(rows):
        ids = tokenizer.tokenize(texts)
        lengths = ids.row_lengths().numpy()
        whole = tf.ragged.boolean_mask(ids, lengths > 0)
        blocks.append(close_rows(whole, tokenizer.special, max_length))
        labels.append(np.array([numbers[name] for name in names], "int32")[lengths > 0])
        blank += int((lengths == 0).sum())
        cut += int((lengths + 1 > max_length).sum())
    if not any(len(block) for block in labels):
        raise ValueError(f"`rows` must hold a text, got {blank:,} blank ones.")
    return EncodedTexts(
        tf.concat(blocks, axis=0),
        np.concatenate(labels),
        tuple(classes),
        tokenizer.special,
        blank,
        cut,
    )


def label_batches(
    texts: EncodedTexts,
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
        texts: What `encode_texts` gave.
        tokens_per_batch, shuffle_seed, epochs, static_shapes, replicas, bucket_width: As in
            `zoo.data.bucketed_batches.bucketed_batches`.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that
        only fill a batch up hold one token and weigh nothing.

    Raises:
        ValueError: An argument is below 1.
    """
    counts = np.bincount(texts.ids.row_lengths().numpy(), minlength=1)
    return bucketed_batches(
        tf.data.Dataset.from_tensors((texts.ids, texts.labels)),
        counts[np.newaxis],
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
