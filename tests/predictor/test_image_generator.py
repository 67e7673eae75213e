import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.data.quantise import quantise
from zoo.models import ImageLanguageModel, build_language_model
from zoo.predictor import ImageGenerator

PALETTE = [[0, 0, 0], [250, 0, 0], [0, 250, 0], [250, 250, 250]]
SIZE = 4


@pytest.fixture(scope="module", params=["gru", "transformer"])
def generator(request):
    keras.utils.set_random_seed(0)
    sizes = {"d_model": 8, "num_layers": 1, "num_heads": 2, "d_ff": 16, "max_length": SIZE**2}
    options = {"positions": "learned"} if request.param == "transformer" else {}
    decoder = build_language_model(request.param, vocabulary_size=5, **sizes, **options).decoder
    model = ImageLanguageModel(decoder, palette=PALETTE, image_size=SIZE)
    model.build()
    random = np.random.default_rng(0)
    for weight in model.trainable_weights:
        weight.assign(random.normal(scale=0.5, size=weight.shape))
    return ImageGenerator(model)


def photos(count, seed=0):
    ids = np.random.default_rng(seed).integers(0, 4, (count, SIZE, SIZE))
    return np.array(PALETTE, "uint8")[ids]


def test_images_are_of_the_palette_and_of_the_seed(generator):
    images = generator(70, seed=1)
    assert images.shape == (70, SIZE, SIZE, 3)
    assert images.dtype == "uint8"
    assert {tuple(colour) for colour in images.reshape(-1, 3)} <= {tuple(c) for c in PALETTE}
    np.testing.assert_array_equal(generator(70, seed=1), images)
    assert (generator(70, seed=2) != images).any()
    assert len({image.tobytes() for image in images}) > 60
    assert generator(0).shape == (0, SIZE, SIZE, 3)


def test_temperature_zero_takes_the_most_probable(generator):
    [image] = generator(1, temperature=0)
    pixels = quantise(image[None], PALETTE).reshape(1, -1)
    target_in = np.concatenate([[[4]], pixels[:, :-1]], axis=1)
    logits = generator.model({"target_in_ids": target_in}).numpy()[..., :4]
    np.testing.assert_array_equal(logits.argmax(axis=-1), pixels)


def test_upper_rows_are_kept(generator):
    whole = photos(3)
    for rows in (None, 0, 1, SIZE - 1):
        drawn = generator.complete(whole, rows=rows, seed=1)
        kept = SIZE // 2 if rows is None else rows
        np.testing.assert_array_equal(drawn[:, :kept], whole[:, :kept])
        assert (drawn[:, kept:] != whole[:, kept:]).any()
    assert generator.complete([]).shape == (0, SIZE, SIZE, 3)


def test_a_row_alone_is_the_row_in_a_batch(generator):
    whole = photos(3)
    together = generator.complete(whole, temperature=0)
    for number in range(3):
        [alone] = generator.complete(whole[number : number + 1], temperature=0)
        np.testing.assert_array_equal(alone, together[number])


def test_what_is_seen_changes_what_is_drawn(generator):
    options = {"seed": 1, "rows": 3}
    assert (
        generator.complete(photos(8), **options) != generator.complete(photos(8, 1), **options)
    )[:, 3:].any()


def test_in_the_graph(generator):
    whole = photos(2)
    contents = [tf.io.encode_png(image).numpy() for image in whole]
    options = [tf.constant(1.0), tf.constant(0), tf.constant(1.0), tf.constant(5)]
    found = generator.predict_completed([*contents, b"no image"], tf.constant(2), *options)
    *images, nothing = found["image_bytes"].numpy()
    assert nothing == b""
    drawn = np.stack([tf.io.decode_image(image) for image in images])
    np.testing.assert_array_equal(drawn[:, :2], whole[:, :2])
    default = generator.predict(contents)["image_bytes"].numpy()
    np.testing.assert_array_equal(
        [tf.io.decode_image(image) for image in default], generator.complete(whole, seed=0)
    )
    sampled = generator.predict_sampled(tf.constant(3), *options)["image_bytes"].numpy()
    np.testing.assert_array_equal(
        [tf.io.decode_image(image) for image in sampled], generator(3, seed=5)
    )
    for rows in (-1, 99):  # the ends of its range
        found = generator.predict_completed(contents, tf.constant(rows), *options)["image_bytes"]
        assert found.shape == (2,)
    assert generator.predict(tf.constant([], tf.string))["image_bytes"].shape == (0,)
    assert generator.predict_sampled(tf.constant(-1), *options)["image_bytes"].shape == (0,)


def test_bits_are_those_of_the_probabilities(generator):
    whole = photos(2)
    contents = [tf.io.encode_png(image).numpy() for image in whole]
    found = generator.predict_scored([*contents, b"no image"])["bits_per_dimension"].numpy()
    pixels = quantise(whole, PALETTE).reshape(2, -1)
    target_in = np.concatenate([np.full((2, 1), 4), pixels[:, :-1]], axis=1)
    p = tf.nn.softmax(generator.model({"target_in_ids": target_in})).numpy()
    of_each = -np.log2(np.take_along_axis(p, pixels[..., None], axis=-1)).mean(axis=(1, 2))
    np.testing.assert_allclose(found, [*of_each, 0.0], rtol=1e-5)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda g: g(-1), ValueError, "`count` must be at least 0, got -1"),
        (lambda g: g(1, temperature=-1.0), ValueError, "`temperature` must be at least 0, got -1"),
        (lambda g: g(1, seed=-1), ValueError, "`seed` must be between 0 and"),
        (lambda g: g.complete(photos(1), rows=4), ValueError, "`rows` must be from 0 to 3, got 4"),
        (lambda g: g.complete("a.png"), TypeError, "`images` must be a list, got 'a.png'"),
        (
            lambda g: g.complete([b"text"]),
            ValueError,
            r"`images` must be JPEG, .* WebP, got b",
        ),
        (lambda g: g.complete(["/no/such.png"]), FileNotFoundError, "such.png"),
    ],
)
def test_what_will_not_do(generator, call, error, message):
    with pytest.raises(error, match=message):
        call(generator)
