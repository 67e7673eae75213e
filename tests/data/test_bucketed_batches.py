import numpy as np
import pytest
import tensorflow as tf

from zoo.data.bucketed_batches import bucketed_batches
from zoo.data.epoch_counter import EpochCounter

PAD, END = 0, 2
LENGTHS = [3, 1, 6, 5, 2, 4, 4, 6, 1]


def batches_of(*, windows=1, **options):
    """Token ids, a tag for each, and two numbers for each row: row r is all 10 + r."""
    ids = tf.ragged.constant([[10 + r] * n for r, n in enumerate(LENGTHS)])
    tags = tf.ragged.constant([[1 + r % 3] * n for r, n in enumerate(LENGTHS)])
    numbers = tf.constant([[r, -r] for r in range(len(LENGTHS))])
    return bucketed_batches(
        tf.data.Dataset.from_tensors((ids, tags, numbers)).repeat(windows),
        np.tile(np.bincount(LENGTHS), [windows, 1]),
        lambda *arrays: arrays,
        pad=PAD,
        fillers=(END, 0, 7),
        **{"tokens_per_batch": 12, "bucket_width": 2, **options},
    )


@pytest.mark.parametrize("options", [{}, {"shuffle_seed": 1}, {"replicas": 2, "windows": 2}])
def test_all_parts_of_a_row_stay_together(options):
    dataset, found = batches_of(**options), []
    batches = list(dataset.as_numpy_iterator())
    assert len(batches) == dataset.cardinality()
    for ids, tags, numbers, is_row in batches:
        assert ids.shape == tags.shape == (len(numbers), ids.shape[1])
        for row in np.flatnonzero(is_row):
            r, length = numbers[row, 0], LENGTHS[numbers[row, 0]]
            assert ids[row].tolist() == [10 + r] * length + [PAD] * (ids.shape[1] - length)
            assert tags[row].tolist() == [1 + r % 3] * length + [PAD] * (ids.shape[1] - length)
            assert numbers[row, 1] == -r
            found.append(r)
    assert sorted(found) == sorted([*range(len(LENGTHS))] * options.get("windows", 1))


def test_rows_that_only_fill_up():
    fillers = 0
    for ids, tags, numbers, is_row in batches_of(replicas=2).as_numpy_iterator():
        assert len(ids) % 2 == 0
        assert is_row.tolist() == sorted(is_row, reverse=True)
        assert np.all(ids[~is_row, 0] == END)
        assert not np.any(ids[~is_row, 1:])
        assert not np.any(tags[~is_row])
        assert np.all(numbers[~is_row] == 7)
        fillers += np.sum(~is_row)
    assert fillers


def test_static_shapes_are_one_a_bucket():
    shapes = {ids.shape for ids, *_ in batches_of(static_shapes=True).as_numpy_iterator()}
    assert shapes == {(6, 2), (3, 4), (2, 6)}


def test_the_order_hangs_on_the_epoch():
    epochs = EpochCounter()
    dataset = batches_of(shuffle_seed=3, epochs=epochs)

    def order(epoch):
        epochs.set(epoch)
        return np.concatenate([numbers[:, 0] for _, _, numbers, _ in dataset]).tolist()

    assert order(0) == order(0) != order(1)


@pytest.mark.parametrize("name", ["tokens_per_batch", "replicas", "bucket_width"])
def test_sizes_below_one(name):
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        batches_of(**{name: 0})
