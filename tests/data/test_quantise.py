import numpy as np
import pytest

from zoo.data import room
from zoo.data.quantise import quantise


@pytest.mark.parametrize("limit", [4 << 30, 100])
def test_the_nearest_of_all(monkeypatch, limit):
    monkeypatch.setattr(room, "_IN_MEMORY", limit)
    random = np.random.default_rng(0)
    images = random.integers(0, 256, (300, 3, 2, 3)).astype("uint8")
    palette = random.integers(0, 256, (7, 3))
    distances = np.square(images[..., None, :].astype(int) - palette).sum(axis=-1)
    numbers = quantise(images, palette.tolist())
    assert isinstance(numbers, np.memmap) == (limit == 100)
    np.testing.assert_array_equal(numbers, distances.argmin(axis=-1))


@pytest.mark.parametrize(("colours", "dtype"), [(2, "uint8"), (256, "uint8"), (257, "uint16")])
def test_it_is_small(colours, dtype):
    palette = [[number % 256, number // 256, 0] for number in range(colours)]
    numbers = quantise(np.array([[palette]], "uint8"), palette)
    assert numbers.dtype == dtype
    assert numbers.ravel().tolist() == list(range(colours))
