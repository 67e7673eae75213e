import numpy as np
import pytest

from zoo.data.epoch_counter import EpochCounter
from zoo.data.image_batches import image_batches
from zoo.data.labelled_images import ImageSplit

LEVELS = np.arange(10)
SPLIT = ImageSplit(
    np.broadcast_to(LEVELS[:, None, None, None], (10, 8, 8, 3)).astype("uint8"), LEVELS % 3
)


@pytest.mark.parametrize(
    ("options", "rows"),
    [
        ({}, [4, 4, 2]),
        ({"shuffle_seed": 1, "flip": True, "shift": 2}, [4, 4, 2]),
        ({"replicas": 4}, [4, 4, 4]),
        ({"static_shapes": True}, [4, 4, 4]),
    ],
)
def test_each_image_once(options, rows):
    dataset = image_batches(SPLIT, batch_size=4, **options)
    batches = list(dataset.as_numpy_iterator())
    assert [len(targets) for _, targets, _ in batches] == rows
    assert len(batches) == dataset.cardinality()
    found = []
    for inputs, targets, weights in batches:
        levels = inputs["image"][:, 0, 0, 0]
        assert inputs["image"].dtype == np.uint8
        np.testing.assert_array_equal(levels[weights > 0] % 3, targets[weights > 0])
        found += levels[weights > 0].tolist()
    assert sorted(found) == LEVELS.tolist()
    assert (found == LEVELS.tolist()) == ("shuffle_seed" not in options)


def test_the_order_hangs_on_the_epoch():
    epochs = EpochCounter()
    dataset = image_batches(SPLIT, batch_size=4, shuffle_seed=3, epochs=epochs)

    def levels(epoch):
        epochs.set(epoch)
        return [batch["image"][:, 0, 0, 0].tolist() for batch, _, _ in dataset.as_numpy_iterator()]

    assert levels(0) == levels(0) != levels(1)


def test_too_small_a_batch():
    with pytest.raises(ValueError, match="at least the number of replicas, 4, got 3"):
        image_batches(SPLIT, batch_size=3, replicas=4)
