import numpy as np
import pytest

from zoo.data.epoch_counter import EpochCounter
from zoo.data.series_windows import window_batches

VALUES = np.stack([np.arange(30.0), 100 + np.arange(30.0)], axis=1)
OPTIONS = {"context": 4, "horizon": 3, "targets": [1]}


def batches(origins=range(4, 28), **changes):
    options = {**OPTIONS, "batch_size": 5, **changes}
    return window_batches(VALUES, np.array(origins, int), **options)


def test_the_contract():
    found = list(batches())
    assert len(found) == len(batches()) == 5  # 24 windows
    for inputs, targets, weights in found:
        assert inputs["values"].shape == (5, 4, 2)
        assert targets.shape == (5, 3, 1)
        assert inputs["values"].dtype == targets.dtype == weights.dtype == "float32"
    inputs, targets, weights = found[1]
    np.testing.assert_array_equal(inputs["values"][0], VALUES[5:9])
    np.testing.assert_array_equal(targets[0], VALUES[9:12, 1:])
    assert weights.numpy().tolist() == [1.0] * 5
    assert found[-1][2].numpy().tolist() == [1.0] * 4 + [0.0]


def starts(dataset):
    """The first row of each window that counts."""
    return [
        int(start)
        for inputs, _, weights in dataset
        for start, weight in zip(inputs["values"][:, 0, 0], weights, strict=True)
        if weight
    ]


def test_every_window_once_in_a_new_order():
    dataset = batches(shuffle_seed=0)
    first, second = starts(dataset), starts(dataset)
    assert sorted(first) == sorted(second) == list(range(24))
    assert first != second
    assert first != sorted(first)


def test_the_number_of_an_epoch_decides_its_order():
    epochs = EpochCounter()
    dataset = batches(shuffle_seed=0, epochs=epochs)
    starts(dataset)
    second = starts(dataset)
    resumed = EpochCounter()
    resumed.set(1)
    assert starts(batches(shuffle_seed=0, epochs=resumed)) == second
    assert starts(batches(shuffle_seed=1, epochs=resumed)) != second


def test_rows_for_every_replica():
    found = list(batches(replicas=4))
    assert {inputs["values"].shape[0] for inputs, _, _ in found} == {8}
    assert starts(batches(replicas=4)) == list(range(24))


def test_no_window():
    with pytest.raises(ValueError, match="`origins` must hold at least one window, got none"):
        batches([])
