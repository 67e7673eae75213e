import numpy as np
import pytest
import tensorflow as tf

from zoo.data.buckets import Buckets

LENGTHS = np.random.default_rng(0).integers(1, 31, 200)


def cut(buckets, lengths, seed):
    """(bucket, row numbers) of each batch."""
    seed = None if seed is None else tf.constant([seed, 0], tf.int64)
    order, cuts = buckets.cut(tf.constant(lengths, tf.int64), seed)
    return [(b, order.numpy()[begin:end].tolist()) for begin, end, b in cuts.numpy().tolist()]


def test_limits_and_rows():
    buckets = Buckets.up_to(30, width=8, tokens_per_batch=96)
    assert buckets.limits.tolist() == [8, 16, 24, 30]
    assert buckets.rows.tolist() == [12, 6, 4, 3]
    assert Buckets.up_to(30, width=8, tokens_per_batch=96, replicas=4).rows.tolist() == [
        12,
        4,
        4,
        4,
    ]
    assert Buckets.up_to(8, width=8, tokens_per_batch=1).rows.tolist() == [1]


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize("count", [0, 1, 2, 50, 200])
def test_each_row_is_in_one_batch_of_its_bucket(seed, count):
    buckets = Buckets.up_to(30, width=4, tokens_per_batch=64)
    lengths = LENGTHS[:count]
    batches = cut(buckets, lengths, seed)
    assert len(batches) == buckets.count_batches(np.bincount(lengths, minlength=31))
    assert sorted(row for _, rows in batches for row in rows) == list(range(count))
    partial = []
    for bucket, rows in batches:
        assert {(lengths[row] - 1) // 4 for row in rows} == {bucket}
        assert len(rows) <= buckets.rows[bucket]
        partial += [bucket] * int(len(rows) < buckets.rows[bucket])
    assert len(set(partial)) == len(partial)  # all batches of a bucket are full but one


def test_without_a_seed_rows_keep_their_order():
    buckets = Buckets.up_to(4, width=2, tokens_per_batch=8)
    assert cut(buckets, [4, 1, 3, 2, 1, 1, 1, 4], None) == [
        (0, [1, 3, 4, 5]),
        (0, [6]),
        (1, [0, 2]),
        (1, [7]),
    ]


def test_rows_and_batches_are_mixed_by_the_seed():
    buckets = Buckets.up_to(30, width=4, tokens_per_batch=64)
    first = cut(buckets, LENGTHS, 1)
    assert first == cut(buckets, LENGTHS, 1)
    assert first != cut(buckets, LENGTHS, 2)
    of_buckets = [bucket for bucket, _ in first]
    assert of_buckets != sorted(of_buckets)
    rows = [row for bucket, rows in first for row in rows if bucket == 0]
    assert rows != sorted(rows)
