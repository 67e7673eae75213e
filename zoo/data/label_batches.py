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
from zoo.data.buckets import Buckets
from zoo.data.epoch_counter import EpochCounter
from zoo.data.sharding import shared_by_rows
from zoo.text.close_rows import close_rows
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer


@dataclass(frozen=True)
class EncodedTexts:
    """Token ids of labelled texts.

    Attributes:
        ids: Rows `tokens end`, ragged int32 (N, None).
        labels: Numbers of their classes, int32 (N,).
        special: The special ids.
        blank: How many texts were left out because they hold no token.
        cut: How many were cut.
    """

    ids: tf.RaggedTensor
    labels: np.ndarray
    special: SpecialIds
    blank: int
    cut: int

    def report(self) -> str:
        """One line on what was kept and what was not."""
        return (
            f"{len(self.labels):,} texts, {self.cut:,} of them cut, left out: {self.blank:,} blank"
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
        tf.concat(blocks, axis=0), np.concatenate(labels), tokenizer.special, blank, cut
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
            `zoo.data.batches.pair_batches`.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract.
    """
    lengths = texts.ids.row_lengths()
    counts = np.bincount(lengths.numpy(), minlength=1)
    buckets = Buckets.up_to(
        len(counts) - 1, width=bucket_width, tokens_per_batch=tokens_per_batch, replicas=replicas
    )
    special, any_size = texts.special, tf.constant(-1, tf.int64)

    def batches_of(ids, labels, seed=None):
        order, cuts = buckets.cut(ids.row_lengths(), seed)

        def batch(cut):
            begin, end, bucket = tf.unstack(cut)
            width = tf.gather(buckets.limits, bucket) if static_shapes else any_size
            numbers, count = order[begin:end], end - begin
            rows = tf.gather(ids, numbers).to_tensor(special.pad, shape=[any_size, width])
            full = tf.gather(buckets.rows, bucket) if static_shapes else count + -count % replicas
            missing = full - count
            # Rows that only fill up hold one token and weigh nothing.
            row = tf.one_hot(0, tf.shape(rows)[1], special.end, special.pad, dtype=rows.dtype)
            rows = tf.concat([rows, tf.tile(row[None], [missing, 1])], axis=0)
            targets = tf.pad(tf.gather(labels, numbers), [[0, missing]])
            weights = tf.cast(tf.range(full) < count, tf.float32)
            return {"source_ids": rows}, targets, weights

        return tf.data.Dataset.from_tensor_slices(cuts).map(
            batch, num_parallel_calls=tf.data.AUTOTUNE
        )

    window = tf.data.Dataset.from_tensors((texts.ids, texts.labels))
    if shuffle_seed is not None:
        seeds = (epochs or EpochCounter()).seeds(shuffle_seed)
        window = tf.data.Dataset.zip(window, seeds).map(lambda rows, seed: (*rows, seed))
    dataset = window.flat_map(batches_of)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(buckets.count_batches(counts)))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))
