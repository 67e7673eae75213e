import keras
import numpy as np
import pytest

from zoo.models import Captioner, build_captioner

IMAGES = np.random.default_rng(0).integers(0, 255, (3, 8, 8, 3)).astype("uint8")
IDS = np.array([[1, 5, 6], [1, 7, 0], [1, 8, 9]])
SIZES = {"vocabulary_size": 11, "image_size": 8, "d_model": 8, "num_heads": 2, "d_ff": 16}


@pytest.fixture
def model():
    return build_captioner("lstm_attention", encoder="cnn", num_stages=1, width=4, **SIZES)


def test_the_image_counts(model):
    inputs = {"image": IMAGES, "target_in_ids": IDS}
    logits = np.array(model(inputs))
    assert logits.shape == (3, 3, 11)
    other = model({"image": IMAGES[::-1].copy(), "target_in_ids": IDS})
    assert np.abs(other[0] - logits[0]).max() > 1e-4
    decoded = model.decoder(IDS, model.encode(IMAGES))
    np.testing.assert_allclose(logits, decoded, atol=1e-6)


def test_its_file(model, tmp_path):
    model.build()
    inputs = {"image": IMAGES, "target_in_ids": IDS}
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    assert type(loaded) is Captioner
    np.testing.assert_allclose(loaded(inputs), model(inputs), atol=1e-6)
