import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.models import build_image_classifier
from zoo.predictor import Answer, ImageClassifierPredictor

CLASSES = ("bird", "cat", "dog")
PIXELS = np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3)).astype("uint8")
FILES = [tf.io.encode_png(pixels).numpy() for pixels in PIXELS]


@pytest.fixture(scope="module")
def predictor():
    keras.utils.set_random_seed(0)
    model = build_image_classifier(
        "vit", classes=CLASSES, image_size=8, patch_size=4, d_model=8, num_heads=2, num_layers=1
    )
    model.build()
    for weight in model.trainable_weights:
        shape = weight.shape
        weight.assign(np.random.default_rng(sum(shape)).normal(scale=0.5, size=shape))
    return ImageClassifierPredictor(model)


def test_answers(predictor, tmp_path):
    answers = predictor(PIXELS)
    probabilities = predictor.probabilities(PIXELS)
    assert probabilities.shape == (3, 3)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1.0, rtol=1e-5)
    assert [answer.label for answer in answers] == [CLASSES[i] for i in probabilities.argmax(1)]
    assert len({answer.score for answer in answers}) == 3
    path = tmp_path / "image.png"
    path.write_bytes(FILES[1])
    for images in (FILES, [PIXELS[0], path, FILES[2]]):
        for found, wanted in zip(predictor(images), answers, strict=True):
            assert found.label == wanted.label
            assert found.score == pytest.approx(wanted.score, abs=1e-5)


def test_what_is_no_image_has_no_class(predictor):
    answers = predictor([FILES[0], b"text", FILES[1][:50], b""])
    assert answers[0].label == predictor([FILES[0]])[0].label
    assert answers[1:] == [Answer("", 0.0)] * 3
    np.testing.assert_allclose(predictor.probabilities([b"text"]), [[1 / 3] * 3])


def test_a_file_that_is_no_image_is_named(predictor, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"text")
    for call in (predictor, predictor.probabilities):
        with pytest.raises(ValueError, match=r"bad\.jpg must be an image that can be decoded"):
            call([FILES[0], tmp_path / "bad.jpg"])


def test_no_image(predictor):
    assert predictor([]) == []
    assert predictor.probabilities([]).shape == (0, 3)


def test_bad_arguments(predictor):
    with pytest.raises(TypeError, match=r"`images` must be a list, got 'image\.png'"):
        predictor("image.png")
    with pytest.raises(TypeError, match=r"`images` must be paths, bytes of files, or .*got 5"):
        predictor([5])
    with pytest.raises(FileNotFoundError, match=r"nope\.png"):
        predictor(["nope.png"])


def test_fractions_are_no_pixels_beside_whole_ones(predictor):
    size = predictor.image_size
    images = [np.full((size, size, 3), 200, "uint8"), np.full((size, size, 3), 0.5)]
    with pytest.raises(ValueError, match="multiply them by 255"):
        predictor(images)
