import numpy as np

from zoo.models import BlindImageEncoder


def test_all_images_are_one():
    encoder = BlindImageEncoder(8, d_model=6, dropout_rate=0.0)
    images = np.random.default_rng(0).integers(0, 255, (3, 8, 8, 3)).astype("uint8")
    values, keep, _, _ = encoder(images)
    assert values.shape == (3, 2, 6)
    assert keep.numpy().all()
    np.testing.assert_array_equal(values, np.repeat(encoder(images[:1] * 0).values, 3, axis=0))
    assert np.abs(values).max() > 0
    assert len(encoder.trainable_weights) == 1
