import keras
import numpy as np
import pytest

from zoo.models import BackboneImageEncoder, backbone_image_encoder
from zoo.models.backbone_image_encoder import backbones


def small_network(*, include_top, weights, input_shape):
    assert not include_top
    if weights:
        raise Exception("URL fetch failure on https://x/net.h5: None -- [Errno -2] no network")
    if input_shape[0] < 4:
        raise ValueError("Input size must be at least 4x4")
    layers = [keras.layers.Conv2D(5, 2, strides=2), keras.layers.BatchNormalization()]
    return keras.Sequential([keras.Input(input_shape), *layers])


@pytest.fixture
def make(monkeypatch):
    """An encoder of a network that takes no time."""
    known = {"Small": (small_network, lambda x: x - 100.0)}
    monkeypatch.setattr(backbone_image_encoder, "backbones", lambda: known)

    def of(size=8, **options):
        options = {"backbone": "Small", "weights": None, "d_model": 6, **options}
        return BackboneImageEncoder(size, **options)

    return of


IMAGES = np.random.default_rng(0).integers(0, 255, (3, 8, 8, 3)).astype("uint8")


def test_its_grid_is_that_of_the_last_feature_map(make):
    encoder = make(dropout_rate=0.0)
    values, _, _, _ = encoder(IMAGES)
    assert encoder.grid == (4, 4)
    assert values.shape == (3, 16, 6)
    features = np.array(encoder.network(IMAGES.astype("float32") - 100.0)).reshape(3, 16, 5)
    expected = encoder.projection(features) + encoder.positions.embeddings
    np.testing.assert_allclose(values, expected, atol=1e-4)


@pytest.mark.parametrize("fine_tune", [False, True])
def test_the_network_is_trained_if_it_is_to_be(make, fine_tune):
    encoder = make(fine_tune=fine_tune, dropout_rate=0.0)
    encoder(IMAGES, training=True)
    own = 3  # projection and places
    assert len(encoder.trainable_weights) == own + 4 * fine_tune
    moved = np.abs(encoder.network.layers[1].moving_mean).max() > 0
    assert moved == fine_tune  # its batch norms stay as they are, too


def test_the_config_asks_for_no_download(make, monkeypatch):
    monkeypatch.setattr(backbone_image_encoder, "backbones", lambda: {"Small": (None, lambda x: x)})
    config = make(weights="imagenet").get_config()
    assert config["weights"] is None
    assert BackboneImageEncoder.from_config(config).weights_of is None


def test_weights_that_cannot_be_had(make):
    with pytest.raises(OSError, match=r"the ImageNet weights of Small are neither in ~/\.keras"):
        make(weights="imagenet").build()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"backbone": "ResNet18"}, r"`backbone` must be one of \['Small'\], got 'ResNet18'"),
        ({"weights": "mine"}, "`weights` must be \"imagenet\" or None, got 'mine'"),
        ({"size": 2}, "`image_size` must be one that Small takes, got 2: Input size must be"),
    ],
)
def test_what_will_not_do(make, options, message):
    with pytest.raises(ValueError, match=message):
        make(**options).build()


def test_the_names():
    assert {"MobileNetV2", "ResNet50", "VGG16", "EfficientNetB0", "ConvNeXtTiny"} <= set(
        backbones()
    )


@pytest.mark.slow
def test_a_real_one_is_saved_and_loaded(tmp_path):
    encoder = BackboneImageEncoder(32, backbone="MobileNetV2", weights=None, d_model=6)
    inputs = keras.Input((32, 32, 3))
    model = keras.Model(inputs, encoder(inputs).values)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    images = np.random.default_rng(0).integers(0, 255, (2, 32, 32, 3)).astype("float32")
    np.testing.assert_allclose(loaded(images), model(images), atol=1e-6)
    assert not loaded.layers[1].network.trainable
