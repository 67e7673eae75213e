import numpy as np
import pytest

from zoo.data.epoch_counter import EpochCounter
from zoo.data.row_batches import row_batches

ROWS = np.arange(10, dtype="int32")[:, None] * np.ones((1, 3), "int32")


def read(dataset):
    return [(x["rows"].numpy(), y.numpy(), w.numpy()) for x, y, w in dataset]


def test_every_row_once_in_order():
    batches = row_batches({"rows": ROWS}, ROWS[:, 0], batch_size=4)
    assert len(batches) == 3
    found = read(batches)
    assert [len(y) for _, y, _ in found] == [4, 4, 2]
    np.testing.assert_array_equal(np.concatenate([x for x, _, _ in found]), ROWS)
    assert all((w == 1).all() and w.shape == y.shape for _, y, w in found)


def test_another_order_in_each_epoch_and_the_same_for_the_same_epoch():
    epochs = EpochCounter()
    batches = row_batches({"rows": ROWS}, ROWS[:, 0], batch_size=4, shuffle_seed=1, epochs=epochs)
    orders = [np.concatenate([y for _, y, _ in read(batches)]).tolist() for _ in range(2)]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(10))
    epochs.set(0)
    found = read(batches)
    assert np.concatenate([y for _, y, _ in found]).tolist() == orders[0]
    assert all((x[:, 0] == y).all() for x, y, _ in found)


@pytest.mark.parametrize(
    ("options", "sizes"),
    [
        ({"replicas": 4}, [8, 4]),
        ({"static_shapes": True}, [8, 8]),
    ],
)
def test_rows_that_fill_up_weigh_nothing(options, sizes):
    found = read(row_batches({"rows": ROWS}, ROWS, batch_size=8, **options))
    assert [len(y) for _, y, _ in found] == sizes
    assert all(w.shape == y.shape for _, y, w in found)
    assert found[1][2][:, 0].tolist() == [1, 1] + [0] * (sizes[1] - 2)
    # They are the batch's own: a batch norm sees them, too.
    assert set(found[1][1][:, 0].tolist()) == {8, 9}


def test_what_will_not_do():
    with pytest.raises(ValueError, match="`batch_size` must be at least the number of replicas, 4"):
        row_batches({"rows": ROWS}, ROWS, batch_size=3, replicas=4)
    with pytest.raises(ValueError, match="`targets` must hold at least one row, got none"):
        row_batches({"rows": ROWS[:0]}, ROWS[:0], batch_size=3)
