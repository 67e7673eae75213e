import numpy as np
import pytest

from zoo.models import ImageClassifier, PatchImageEncoder, VisionTransformer, build_image_classifier

SIZES = {"patch_size": 4, "num_layers": 1, "d_model": 8, "num_heads": 2, "d_ff": 8}
IMAGES = np.random.default_rng(0).integers(0, 256, (2, 8, 8, 3)).astype("uint8")


@pytest.mark.parametrize("pooling", ["mean", "class"])
def test_what_is_pooled(pooling):
    encoder = VisionTransformer(8, **SIZES)
    model = ImageClassifier(encoder, "abc", pooling=pooling)
    values = np.array(encoder(IMAGES).values)
    pooled = values[:, 0] if pooling == "class" else values.mean(axis=1)
    logits = model({"image": IMAGES})
    np.testing.assert_allclose(logits, model.head(pooled), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("arch", "pooling", "name"),
    [
        ("vit", "mean", "PatchImageEncoder"),
        ("vit", "class", "VisionTransformer"),
        ("cnn", "class", "ConvImageEncoder"),
    ],
)
def test_every_architecture_is_made(arch, pooling, name):
    model = build_image_classifier(
        arch, classes="ab", image_size=8, pooling=pooling, width=4, **SIZES
    )
    assert type(model.encoder).__name__ == name
    assert model.pooling == ("mean" if arch == "cnn" else pooling)


def test_bad_options():
    with pytest.raises(ValueError, match=r"`arch` must be one of \['vit', 'cnn'\], got 'mlp'"):
        build_image_classifier("mlp", classes="ab", image_size=8)
    with pytest.raises(ValueError, match=r"`pooling` must be one of .*, got 'max'"):
        build_image_classifier("vit", classes="ab", image_size=8, pooling="max")
    encoder = PatchImageEncoder(8, **SIZES)
    with pytest.raises(ValueError, match=r"`pooling` must be one of .*, got 'last'"):
        ImageClassifier(encoder, "ab", pooling="last")
    with pytest.raises(ValueError, match=r"`classes` must be at least 2, got \['a'\]"):
        ImageClassifier(encoder, "a")
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1\.0"):
        ImageClassifier(encoder, "ab", dropout_rate=1.0)
