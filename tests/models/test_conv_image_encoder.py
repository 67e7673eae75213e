import numpy as np
import pytest

from zoo.models import ConvImageEncoder

RANDOM = np.random.default_rng(0)


def test_the_grid():
    encoder = ConvImageEncoder(24, num_stages=3, width=4, d_model=6)
    values, keep, _, _ = encoder(np.zeros((2, 24, 24, 3), "uint8"))
    assert encoder.grid == (3, 3)
    assert values.shape == (2, 9, 6)
    assert keep.shape == (2, 9)


def test_a_place_sees_its_part_of_the_image():
    encoder = ConvImageEncoder(32, num_stages=2, width=4, d_model=6)
    image = RANDOM.integers(0, 255, (1, 32, 32, 3)).astype("uint8")
    other = image.copy()
    other[0, 26:, 2:6] = 255 - other[0, 26:, 2:6]  # lower left: of 8 rows, the last; column 0 or 1
    before, after = (np.array(encoder(x).values[0]).reshape(8, 8, 6) for x in (image, other))
    changed = np.abs(before - after).max(axis=-1) > 1e-6
    assert changed[7, 0]
    assert not changed[:4].any()
    assert not changed[:, 6:].any()


def test_integers_and_floats_are_the_same():
    encoder = ConvImageEncoder(8, num_stages=1, width=4, d_model=6)
    image = RANDOM.integers(0, 255, (1, 8, 8, 3)).astype("uint8")
    np.testing.assert_array_equal(encoder(image).values, encoder(image.astype("float32")).values)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_stages": 0}, "`num_stages` must be at least 1, got 0"),
        ({"width": 0}, "`width` must be at least 1, got 0"),
        ({"image_size": 20}, r"must be a multiple of 2 \*\* `num_stages`=8, got 20"),
    ],
)
def test_what_will_not_do(options, message):
    with pytest.raises(ValueError, match=message):
        ConvImageEncoder(**{"image_size": 24, **options})
