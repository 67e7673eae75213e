"""Rows of like length, cut into batches: all rows of a window at once."""

from typing import NamedTuple

import numpy as np
import tensorflow as tf


class Buckets(NamedTuple):
    """Lengths that share a batch.

    A `tf.data` stage that looks at each row by itself costs more than all the rest of a pipeline:
    here numbers of rows are sorted and cut, and a batch is gathered by its numbers.

    Attributes:
        width: Bucket b holds the lengths from `b * width + 1` to `(b + 1) * width`.
        limits: The greatest length of each bucket.
        rows: The rows of a full batch of each bucket.
    """

    width: int
    limits: np.ndarray
    rows: np.ndarray

    @classmethod
    def up_to(
        cls, longest: int, *, width: int, tokens_per_batch: int, replicas: int = 1
    ) -> "Buckets":
        """Buckets whose batches hold as many rows as the token budget does.

        Args:
            longest: The greatest length; no batch is wider.
            width: See the class.
            tokens_per_batch: Most rows times limit, but see `replicas`.
            replicas: Rows are a multiple of this, and at least this.
        """
        limits = np.minimum(np.arange(width, longest + width, width), longest)
        rows = np.maximum(tokens_per_batch // limits // replicas, 1) * replicas
        return cls(width, limits, rows)

    def count_batches(self, length_counts: np.ndarray) -> int:
        """The batches of a window.

        Args:
            length_counts: How many rows have the lengths 0, 1, 2 ... up to `longest`.
        """
        starts = range(1, len(length_counts), self.width)
        return int(np.sum(-(-np.add.reduceat(length_counts, starts) // self.rows)))

    def cut(self, lengths: tf.Tensor, seed: tf.Tensor | None) -> tuple[tf.Tensor, tf.Tensor]:
        """Cuts a window.

        Args:
            lengths: int64 lengths of the rows, (N,).
            seed: Two integers: rows are in a random order, and so are batches. None: rows of a
                bucket keep their order, and short ones come first.

        Returns:
            Numbers of rows, (N,), and where a batch begins and ends in them and its bucket, int64
            (batches, 3).
        """
        bucket = (lengths - 1) // self.width
        order = tf.range(tf.size(lengths))
        if seed is not None:
            order = tf.random.experimental.stateless_shuffle(order, seed)
        order = tf.gather(order, tf.argsort(tf.gather(bucket, order), stable=True))
        counts = tf.math.bincount(
            tf.cast(bucket, tf.int32), minlength=len(self.rows), dtype=tf.int64
        )
        batches = -(-counts // self.rows)
        # Of each batch: its bucket, its number in it, and so where it is.
        bucket = tf.repeat(tf.range(tf.size(batches)), batches)
        number = tf.range(tf.reduce_sum(batches)) - tf.gather(
            tf.cumsum(batches, exclusive=True), bucket
        )
        ends = tf.cumsum(counts)
        begin = tf.gather(ends - counts, bucket) + number * tf.gather(self.rows, bucket)
        end = tf.minimum(begin + tf.gather(self.rows, bucket), tf.gather(ends, bucket))
        cuts = tf.stack([begin, end, tf.cast(bucket, tf.int64)], axis=1)
        if seed is not None:
            cuts = tf.random.experimental.stateless_shuffle(cuts, seed + 1)
        return order, cuts
