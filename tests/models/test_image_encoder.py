import numpy as np
import pytest
from keras import ops

from zoo.models.image_encoder import ImageEncoder, scaled


class Corners(ImageEncoder):
    """The mean of each quarter of the image."""

    grid = (2, 2)

    def look(self, pixels, training):
        half = self.image_size // 2
        means = [
            ops.mean(pixels[:, row : row + half, column : column + half], axis=(1, 2, 3))
            for row in (0, half)
            for column in (0, half)
        ]
        return ops.repeat(ops.stack(means, axis=1)[..., None], self.d_model, axis=-1)


def test_places_stand_row_by_row_and_are_told_apart():
    encoder = Corners(4, d_model=2, dropout_rate=0.0)
    image = np.zeros((1, 4, 4, 3), "uint8")
    image[0, :2, 2:] = 40
    image[0, 2:, :2] = 80
    values, keep, state, _ = encoder(image)
    places = encoder.positions.embeddings.numpy()
    np.testing.assert_allclose((values[0] - places)[:, 0], [0, 40, 80, 0], atol=1e-5)
    assert keep.numpy().all()
    assert keep.shape == (1, 4)
    assert state == ()


def test_pixels_are_scaled():
    np.testing.assert_allclose(scaled(np.array([0.0, 127.5, 255.0])), [-1, 0, 1])


@pytest.mark.parametrize("options", [{"image_size": 0}, {"d_model": 0}])
def test_sizes(options):
    with pytest.raises(ValueError, match=f"`{next(iter(options))}` must be at least 1, got 0"):
        Corners(**{"image_size": 4, **options})


def test_other_options():
    with pytest.raises(ValueError, match=r"`position_scale` must be positive, got -1\.0"):
        Corners(4, position_scale=-1.0)
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1\.0"):
        Corners(4, dropout_rate=1.0)
