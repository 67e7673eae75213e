"""How workers share a data set."""

import tensorflow as tf


def shared_by_rows(dataset: tf.data.Dataset) -> tf.data.Dataset:
    """Each worker reads all batches, and takes its rows of each.

    TensorFlow would try first to give each worker files of its own, which generated and tokenised
    data do not have.
    """
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    return dataset.with_options(options)
