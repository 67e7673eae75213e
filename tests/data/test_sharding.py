import tensorflow as tf

from zoo.data.sharding import shared_by_rows


def test_rows_are_shared_and_no_batch_changes():
    data = tf.data.Dataset.range(5).batch(2)
    shared = shared_by_rows(data)
    policy = shared.options().experimental_distribute.auto_shard_policy
    assert policy == tf.data.experimental.AutoShardPolicy.DATA
    assert [b.tolist() for b in shared.as_numpy_iterator()] == [[0, 1], [2, 3], [4]]
    assert shared.cardinality() == data.cardinality()
