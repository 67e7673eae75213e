import numpy as np
import tensorflow as tf

from zoo.predictor.buckets import bucket, pad_rows, rows_bucket


def test_a_bucket_holds_what_goes_into_it():
    for size in (*range(40), 127, 128, 129, 4_095, 4_096, 4_097, 8_193, 100_000):
        assert size <= int(bucket(size)) <= max(8, 2 * size)
        assert size <= int(rows_bucket(size)) <= max(1, 2 * size)
        assert int(bucket(bucket(size))) == int(bucket(size))


def test_there_are_few():
    assert len({int(bucket(size)) for size in range(1, 513)}) == 7
    assert len({int(rows_bucket(size)) for size in range(1, 65)}) == 7


def test_padding():
    padded = pad_rows(tf.ones([3, 9], tf.int32), 7).numpy()
    assert padded.shape == (4, 16)
    assert np.all(padded[:3, :9] == 1)
    assert np.all(padded[3:] == 7)
    assert np.all(padded[:, 9:] == 7)
    assert pad_rows(tf.ones([0, 1], tf.int32), 7).shape == (1, 8)
    assert pad_rows(tf.ones([3, 9], tf.int32), 7, max_places=10).shape == (4, 10)
    assert pad_rows(tf.ones([3, 9], tf.int32), 7, max_places=99).shape == (4, 16)
