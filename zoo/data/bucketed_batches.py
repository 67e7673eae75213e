"""Rows of like length in batches, whatever a row is made of: what all tasks' batches are cut by."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tensorflow as tf

from zoo.data.buckets import Buckets
from zoo.data.epoch_counter import EpochCounter
from zoo.data.sharding import shared_by_rows


def bucketed_batches(
    windows: tf.data.Dataset,
    length_counts: np.ndarray,
    to_contract: Callable[..., Any],
    *,
    pad: int,
    fillers: Sequence[int],
    tokens_per_batch: int = 4096,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
    bucket_width: int = 4,
) -> tf.data.Dataset:
    """Batches of rows of like length, as many rows as the token budget holds.

    A row is an item of each of some arrays, one at least of them ragged: token ids and a class, ids
    and a tag for each, a source and a target.

    Args:
        windows: Tuples of arrays whose rows are shuffled and cut into batches together, ragged
            (N, None) or dense (N, ...). The length of a row is its longest ragged part's.
        length_counts: How many rows of each window have the lengths 0, 1, 2, ..., integers
            (windows, longest + 1).
        to_contract: From the arrays of a batch, padded, and booleans (B,), True for a row that
            counts and False for one that only fills up, to `(inputs, targets, weights)`.
        pad: What ragged rows are padded with.
        fillers: Of each array, what a row that only fills up holds: `filler pad pad ...` where it
            is ragged, `filler` everywhere where it is dense.
        tokens_per_batch: Most rows times the padded length of a bucket; but a batch has a row
            for each replica at least.
        shuffle_seed: Seed of a new order in every epoch; None keeps one order.
        epochs: Says which epoch it is; None counts the readings.
        static_shapes: Pad every batch of a bucket to the same shape, rows included, so that a
            compiled step meets one shape a bucket.
        replicas: Rows are a multiple of this.
        bucket_width: Lengths are rounded up to a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality.

    Raises:
        ValueError: An argument is below 1.

    Example:
        >>> ids, tags = tf.ragged.constant([[7, 8], [9]]), tf.ragged.constant([[1, 2], [3]])
        >>> batches = bucketed_batches(
        ...     tf.data.Dataset.from_tensors((ids, tags)),
        ...     np.array([[0, 1, 1]]),
        ...     lambda ids, tags, counts: (ids, tags, tf.cast(tags != 0, tf.float32)),
        ...     pad=0,
        ...     fillers=(5, 0),
        ... )
        >>> next(iter(batches))[1].numpy().tolist()
        [[1, 2], [3, 0]]
    """
    sizes = {
        "tokens_per_batch": tokens_per_batch,
        "replicas": replicas,
        "bucket_width": bucket_width,
    }
    for name, value in sizes.items():
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1, got {value}.")
    buckets = Buckets.up_to(
        length_counts.shape[1] - 1,
        width=bucket_width,
        tokens_per_batch=tokens_per_batch,
        replicas=replicas,
    )
    any_size = tf.constant(-1, tf.int64)

    def cuts_of(window, seed=None):
        order, cuts = buckets.cut(_lengths(window), seed)
        same = tf.data.Dataset.from_tensors((window, order)).repeat()
        return tf.data.Dataset.zip(tf.data.Dataset.from_tensor_slices(cuts), same)

    def batch(cut, window_and_order):
        window, order = window_and_order
        begin, end, bucket = tf.unstack(cut)
        count, numbers = end - begin, order[begin:end]
        width = tf.gather(buckets.limits, bucket) if static_shapes else any_size
        full = tf.gather(buckets.rows, bucket) if static_shapes else count + -count % replicas
        arrays = (
            _part(tf.gather(rows, numbers), pad, width, filler, full - count)
            for rows, filler in zip(window, fillers, strict=True)
        )
        return to_contract(*arrays, tf.range(full) < count)

    if shuffle_seed is None:
        dataset = windows.flat_map(lambda *window: cuts_of(window))
    else:
        seeds = (epochs or EpochCounter()).seeds(shuffle_seed)
        dataset = tf.data.Dataset.zip(windows, seeds).flat_map(cuts_of)
    # Not within `flat_map`, where it starts later and stops between windows.
    dataset = dataset.map(batch, num_parallel_calls=tf.data.AUTOTUNE)
    count = sum(buckets.count_batches(counts) for counts in length_counts)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(count))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))


def _lengths(window) -> tf.Tensor:
    """Of each row the greatest, (N,) int64."""
    lengths = [rows.row_lengths() for rows in window if isinstance(rows, tf.RaggedTensor)]
    return tf.reduce_max(tf.stack(lengths), axis=0)


def _part(rows, pad, width, filler, more):
    """Dense rows, with so many more at their end that nothing comes of."""
    if not isinstance(rows, tf.RaggedTensor):
        ends = [[0, more]] + [[0, 0]] * (rows.shape.rank - 1)
        return tf.pad(rows, ends, constant_values=filler)
    rows = rows.to_tensor(pad, shape=tf.stack([tf.constant(-1, tf.int64), width]))
    row = tf.one_hot(0, tf.shape(rows)[1], filler, pad, dtype=rows.dtype)
    return tf.concat([rows, tf.tile(row[None], [more, 1])], axis=0)
