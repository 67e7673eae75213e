import numpy as np
import pytest
from keras import ops

from zoo.layers import SeriesPatches


def test_a_patch_is_some_steps_of_all_columns():
    values = np.random.default_rng(0).normal(size=(2, 6, 3)).astype("float32")
    layer = SeriesPatches(4, patch=2)
    found = ops.convert_to_numpy(layer(values))
    kernel, bias = layer.get_weights()
    bias[:] = [1.0, 2.0, 3.0, 4.0]
    layer.set_weights([kernel, bias])
    expected = values[:, 2:4].reshape(2, 6) @ kernel
    np.testing.assert_allclose(found[:, 1], expected, atol=1e-6)
    np.testing.assert_allclose(layer(values)[:, 1], expected + bias, atol=1e-6)


def test_it_keeps_the_size_of_standardised_numbers():
    values = np.random.default_rng(0).normal(size=(64, 24, 1)).astype("float32")
    for patch in (1, 12):
        assert np.std(SeriesPatches(256, patch=patch)(values)) == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"d_model": 0}, "`d_model` must be at least 1, got 0"),
        ({"d_model": 4, "patch": 0}, "`patch` must be at least 1, got 0"),
    ],
)
def test_sizes_that_will_not_do(arguments, message):
    with pytest.raises(ValueError, match=message):
        SeriesPatches(**arguments)


def test_a_patch_that_does_not_divide():
    with pytest.raises(ValueError, match="`patch` must divide the 7 steps, got 2"):
        SeriesPatches(4, patch=2).build((None, 7, 1))
