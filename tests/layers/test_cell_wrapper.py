"""What both wrappers inherit; what each does beside it is in its own tests."""

import keras
import numpy as np
import pytest

from zoo.layers import AdditiveAttention, AttentionCell, GRUCell, LSTMCell, ZoneoutCell

pytest.importorskip("tensorflow")

WRAPPERS = {
    "zoneout": lambda cell: ZoneoutCell(cell, 0.1),
    "attention": lambda cell: AttentionCell(cell, AdditiveAttention(5), memory_dim=4),
}


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_the_cell_keeps_its_sizes_and_its_options(wrap):
    assert wrap(GRUCell(3)).cell_sizes == [3]
    assert wrap(LSTMCell(3)).cell_sizes == [3, 3]
    wrapped = wrap(LSTMCell(3, recurrent_dropout_rate=0.25, seed=7))
    again = type(wrapped).from_config(wrapped.get_config())
    assert again.get_config() == wrapped.get_config()
    assert again.cell.recurrent_dropout_rate == 0.25
    assert again.cell is not wrapped.cell


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_the_cells_masks_are_drawn_once_a_sequence(wrap):
    wrapped = wrap(LSTMCell(3, recurrent_dropout_rate=0.5, seed=7))
    h = np.ones((2, 3), "float32")
    mask = wrapped.get_recurrent_dropout_mask(h)
    np.testing.assert_array_equal(wrapped.get_recurrent_dropout_mask(h), mask)
    np.testing.assert_array_equal(wrapped.cell.get_recurrent_dropout_mask(h), mask)
    wrapped.reset_recurrent_dropout_mask()
    masks = [np.asarray(mask)]
    for _ in range(5):  # a mask of six units may come twice
        masks.append(np.asarray(wrapped.get_recurrent_dropout_mask(h)))
        wrapped.reset_recurrent_dropout_mask()
    assert any(np.any(other != masks[0]) for other in masks)


def test_a_cell_of_the_users_own_survives():
    cell = keras.layers.LSTMCell(3)
    assert isinstance(
        ZoneoutCell.from_config(ZoneoutCell(cell, 0.1).get_config()).cell, keras.layers.LSTMCell
    )
