"""From a series to `tf.data` batches of windows, and the contract that forecasters rely on.

```python
(inputs, targets, weights)
inputs  = {"values": (B, L, C)}     # float32: the context, rows t - L .. t - 1, standardised
targets = (B, h, K)                 # float32: what follows, rows t .. t + h - 1, of K columns
weights                             # (B,) float32: 1, or 0 for a row that only fills up
```
"""

from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.sharding import shared_by_rows


def window_batches(
    values: np.ndarray,
    origins: np.ndarray,
    *,
    context: int,
    horizon: int,
    targets: Sequence[int],
    batch_size: int,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    replicas: int = 1,
) -> tf.data.Dataset:
    """Batches of all windows, gathered in the graph.

    Args:
        values: (N, C), standardised.
        origins: (W,), the rows t; see `zoo.data.series.origins_of`.
        context: L.
        horizon: h.
        targets: Numbers of the K columns that are forecast.
        batch_size: B, rounded up to a multiple of `replicas`.
        shuffle_seed: Seed of a new order in every epoch; None keeps the order of time.
        epochs: Says which epoch it is; None counts the readings.
        replicas: Rows are a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract.

    Raises:
        ValueError: There is no window.
    """
    if not len(origins):
        raise ValueError("`origins` must hold at least one window, got none.")
    rows = batch_size + -batch_size % replicas
    values, every = tf.constant(values, tf.float32), tf.constant(origins, tf.int32)
    filler = -len(origins) % rows

    def cut(order):
        weights = tf.pad(tf.ones_like(order, tf.float32), [[0, filler]])
        order = tf.concat([order, tf.repeat(order[:1], filler)], axis=0)
        parts = tf.reshape(order, [-1, rows]), tf.reshape(weights, [-1, rows])
        return tf.data.Dataset.from_tensor_slices(parts)

    def gather(origins, weights):
        window = tf.gather(values, origins[:, None] + tf.range(-context, horizon))
        inputs = {"values": window[:, :context]}
        return inputs, tf.gather(window[:, context:], list(targets), axis=-1), weights

    if shuffle_seed is None:
        dataset = cut(every)
    else:
        seeds = (epochs or EpochCounter()).seeds(shuffle_seed).take(1)
        dataset = seeds.flat_map(
            lambda seed: cut(tf.random.experimental.stateless_shuffle(every, seed))
        )
    dataset = dataset.map(gather, num_parallel_calls=tf.data.AUTOTUNE)
    count = (len(origins) + filler) // rows
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(count))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))
