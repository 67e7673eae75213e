"""Rows that are read and tokenised anew in every epoch, in windows that memory holds."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import tensorflow as tf

BLOCKS_PER_WINDOW = 10  # of `zoo.data.batches.blocks_of`


def stream_windows(
    blocks: Callable[[], Iterator[tuple[Any, ...]]],
    signature: tuple[tf.TensorSpec, ...],
    encode: Callable[..., tuple[Any, ...]],
) -> tf.data.Dataset:
    """Windows for `zoo.data.bucketed_batches.bucketed_batches`, of blocks that follow each other.

    Memory holds two windows, that in use and the next.

    Args:
        blocks: Begins to read, and gives arrays with an item for each row.
        signature: What these arrays are.
        encode: From such arrays to those of rows, ragged (N, None) or dense (N,), in the graph.
    """
    encoded = tf.data.Dataset.from_generator(blocks, output_signature=signature).map(
        encode, num_parallel_calls=tf.data.AUTOTUNE
    )
    windows = encoded.ragged_batch(BLOCKS_PER_WINDOW).map(
        lambda *window: tuple(rows.merge_dims(0, 1) for rows in window)
    )
    return windows.prefetch(1)  # the next one is made while this one is trained on


def counts_of_windows(blocks: list[np.ndarray]) -> np.ndarray:
    """How many rows of each length a window has, (W, longest + 1), of those of its blocks."""
    if not blocks:
        return np.zeros((0, 1), np.int64)
    begins = np.arange(0, len(blocks), BLOCKS_PER_WINDOW)
    counts = np.add.reduceat(np.asarray(blocks, np.int64), begins, axis=0)
    longest = np.max(np.nonzero(counts)[1], initial=0)
    return counts[:, : longest + 1]
