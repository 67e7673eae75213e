import numpy as np
import pytest

from zoo.models import (
    CAPTIONERS,
    IMAGE_ENCODERS,
    SelfAttentionImageEncoder,
    build_captioner,
)

SIZES = {"vocabulary_size": 9, "image_size": 16, "d_model": 8, "num_heads": 2, "d_ff": 16}
SIZES |= {"width": 4, "patch_size": 4}
INPUTS = {"image": np.zeros((2, 16, 16, 3), "uint8"), "target_in_ids": np.ones((2, 5), int)}


@pytest.mark.parametrize("arch", CAPTIONERS)
@pytest.mark.parametrize("encoder", IMAGE_ENCODERS)
def test_every_pair_is_made(arch, encoder):
    model = build_captioner(arch, encoder=encoder, **SIZES)
    assert model(INPUTS).shape == (2, 5, 9)
    assert model.encoder.grid == {"cnn": (2, 2), "patches": (4, 4), "blind": (1, 2)}[encoder]
    assert hasattr(model.decoder, "attention_scores") == (arch != "lstm")
    attends = arch == "transformer" and encoder == "cnn"
    assert isinstance(model.encoder, SelfAttentionImageEncoder) == attends


def test_a_network_by_its_name_is_made_when_it_is_built():
    model = build_captioner("lstm", encoder="VGG16", pretrained=False, **SIZES)
    assert model.encoder.backbone == "VGG16"
    assert not model.encoder.built


def test_bad_options():
    with pytest.raises(ValueError, match=r"`arch` must be one of \['lstm', .*, got 'gpt'"):
        build_captioner("gpt", encoder="cnn", **SIZES)
    with pytest.raises(ValueError, match=r"`encoder` must be one of \['cnn', .*ResNet50.*'vit'"):
        build_captioner("lstm", encoder="vit", **SIZES)
    with pytest.raises(ValueError, match=r"`num_layers` must be at least 1, got 0"):
        build_captioner("lstm", encoder="cnn", num_layers=0, **SIZES)
