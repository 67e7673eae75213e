import numpy as np
import pytest
import tensorflow as tf

from zoo.data.stream_windows import counts_of_windows, stream_windows

SIGNATURE = (tf.TensorSpec([None], tf.int32), tf.TensorSpec([None], tf.int32))


def test_windows_of_ragged_and_dense_rows(monkeypatch):
    monkeypatch.setattr("zoo.data.stream_windows.BLOCKS_PER_WINDOW", 2)
    read = []

    def blocks():
        for number in range(3):
            read.append(number)
            yield np.arange(number + 1), np.full(number + 1, number)

    windows = stream_windows(blocks, SIGNATURE, lambda ids, rows: (tf.ragged.range(ids), rows))
    for _ in range(2):
        found = [(ids.to_list(), rows.numpy().tolist()) for ids, rows in windows]
        assert found == [([[], [], [0]], [0, 1, 1]), ([[], [0], [0, 1]], [2, 2, 2])]
    assert read == [0, 1, 2] * 2  # anew each time


def test_an_error_of_reading_is_raised():
    def blocks():
        yield [1], [1]
        raise ValueError("train.tsv, line 2: must be UTF-8 text")

    with pytest.raises(tf.errors.InvalidArgumentError, match=r"train\.tsv, line 2: must be UTF-8"):
        list(stream_windows(blocks, SIGNATURE, lambda x, y: (tf.ragged.range(x), y)))


def test_counts_of_windows(monkeypatch):
    monkeypatch.setattr("zoo.data.stream_windows.BLOCKS_PER_WINDOW", 2)
    blocks = [np.array([0, 1, 2, 0]), np.array([0, 3, 0, 0]), np.array([1, 0, 0, 0])]
    assert counts_of_windows(blocks).tolist() == [[0, 4, 2], [1, 0, 0]]
    assert counts_of_windows([]).tolist() == []
