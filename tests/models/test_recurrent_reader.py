import numpy as np
import pytest

from zoo.layers import StackedRNN
from zoo.models import RecurrentReader

VALUES = np.random.default_rng(0).normal(size=(2, 12, 3)).astype("float32")


@pytest.mark.parametrize("cell", ["simple_rnn", "gru", "lstm"])
def test_the_state_after_the_last_token(cell):
    reader = RecurrentReader(6, cell=cell, num_layers=2, patch=4)
    found = reader(VALUES)
    assert isinstance(reader.rnn, StackedRNN)
    values, state = reader.rnn(reader.patches(VALUES))
    assert values.shape == (2, 3, 6)
    np.testing.assert_array_equal(found, state[-1][0])
    np.testing.assert_allclose(found, values[:, -1], atol=1e-6)


def test_an_unknown_cell():
    with pytest.raises(ValueError, match="got 'elman'"):
        RecurrentReader(6, cell="elman")
