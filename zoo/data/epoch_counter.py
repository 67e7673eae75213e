"""The number of the epoch that a data set is read for."""

import numpy as np
import tensorflow as tf


class EpochCounter:
    """Orders of an epoch that its number alone decides, so that a resumed run gets them again.

    Each reading of a data set counts as an epoch, unless a training loop says which it is.

    Example:
        >>> counter = EpochCounter()
        >>> seeds = counter.seeds(0).take(1)
        >>> first, second = [next(iter(seeds)).numpy().tolist() for _ in range(2)]
        >>> counter.set(0)
        >>> next(iter(seeds)).numpy().tolist() == first != second
        True
    """

    def __init__(self):
        self._read = -1
        self._set: int | None = None

    def set(self, epoch: int) -> None:
        """Readings are for this epoch, from 0, until it is set again."""
        self._set = epoch

    def seeds(self, seed: int) -> tf.data.Dataset:
        """Endless seeds for stateless random functions, int64 (2,); other ones in each epoch."""

        def fold(epoch, number):
            of_epoch = tf.random.experimental.stateless_fold_in(tf.constant([seed, 0]), epoch)
            return tf.random.experimental.stateless_fold_in(of_epoch, number)

        # A generator, or a `map` within `flat_map`, takes 10 to 20 ms to start.
        epoch = tf.data.Dataset.range(1).map(lambda _: tf.numpy_function(self._epoch, [], tf.int64))
        epochs = epoch.flat_map(lambda number: tf.data.Dataset.from_tensors(number).repeat())
        return tf.data.Dataset.zip(epochs, tf.data.Dataset.counter()).map(fold)

    def _epoch(self) -> np.int64:
        if self._set is None:
            self._read += 1
        return np.int64(self._read if self._set is None else self._set)
