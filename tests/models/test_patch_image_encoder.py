import numpy as np
import pytest

from zoo.models import PatchImageEncoder

SIZES = {"patch_size": 4, "num_layers": 1, "d_model": 8, "num_heads": 2, "d_ff": 16}
RANDOM = np.random.default_rng(0)


def test_the_grid_and_what_a_patch_knows():
    encoder = PatchImageEncoder(12, **SIZES)
    image = RANDOM.integers(0, 255, (2, 12, 12, 3)).astype("uint8")
    values, keep, state, _ = encoder(image)
    assert encoder.grid == (3, 3)
    assert values.shape == (2, 9, 8)
    assert keep.shape == (2, 9)
    assert state == ()
    other = image.copy()
    other[:, :4, :4] = 0
    changed = np.abs(encoder(other).values - values).max(axis=-1)
    assert (changed > 1e-6).all()  # every patch attends to the first


def test_places_count():
    """The same patches in another order are another image."""
    encoder = PatchImageEncoder(8, **SIZES)
    encoder.build()
    encoder.positions.embeddings.assign(RANDOM.normal(size=(4, 8)))
    image = RANDOM.integers(0, 255, (1, 8, 8, 3)).astype("uint8")
    mirrored = np.concatenate([image[:, :, 4:], image[:, :, :4]], axis=2)
    a, b = (np.array(encoder(x).values[0]).sum(axis=0) for x in (image, mirrored))
    assert np.abs(a - b).max() > 1e-3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_layers": 0}, "`num_layers` must be at least 1, got 0"),
        ({"patch_size": 5}, "`image_size` must be a multiple of `patch_size`=5, got 12"),
        ({"patch_size": 0}, "`patch_size` must be at least 1, got 0"),
        ({"num_heads": 3}, "`d_model` must be divisible by `num_heads`, got 8 and 3"),
    ],
)
def test_what_will_not_do(options, message):
    with pytest.raises(ValueError, match=message):
        PatchImageEncoder(12, **{**SIZES, **options})
