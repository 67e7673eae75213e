import numpy as np
import pytest

from zoo.data.pixel_batches import pixel_batches

PIXELS = np.arange(5 * 4).reshape(5, 2, 2)


def test_each_image_once_in_order():
    batches = list(pixel_batches(PIXELS, start_id=99, batch_size=2).as_numpy_iterator())
    assert [len(targets) for _, targets, _ in batches] == [2, 2, 1]
    inputs, targets, weights = (
        np.concatenate(parts)
        for parts in zip(*((x["target_in_ids"], y, w) for x, y, w in batches), strict=True)
    )
    np.testing.assert_array_equal(targets, PIXELS.reshape(5, 4))
    np.testing.assert_array_equal(inputs[:, 0], 99)
    np.testing.assert_array_equal(inputs[:, 1:], targets[:, :-1])
    np.testing.assert_array_equal(weights, np.ones((5, 4)))


def test_filled_up_rows_weigh_nothing():
    batches = pixel_batches(PIXELS, start_id=99, batch_size=4, static_shapes=True)
    assert batches.cardinality() == 2
    *_, (_, targets, weights) = batches.as_numpy_iterator()
    assert targets.shape == weights.shape == (4, 4)
    np.testing.assert_array_equal(weights.sum(axis=1), [4, 0, 0, 0])


def test_a_new_order_in_every_epoch():
    batches = pixel_batches(PIXELS, start_id=99, batch_size=5, shuffle_seed=0)
    epochs = [next(batches.as_numpy_iterator())[1] for _ in range(4)]
    assert len({epoch.tobytes() for epoch in epochs}) > 1
    for epoch in epochs:
        np.testing.assert_array_equal(np.sort(epoch[:, 0]), PIXELS[:, 0, 0])


def test_no_image():
    with pytest.raises(ValueError, match="`targets` must hold at least one row"):
        pixel_batches(PIXELS[:0], start_id=99, batch_size=2)
