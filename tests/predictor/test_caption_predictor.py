import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from zoo.decoding import MinLength, NoRepeatNgram, Request, beam_search
from zoo.models import build_captioner
from zoo.predictor import CaptionPredictor
from zoo.text import WordTokenizer

WORDS = WordTokenizer.train(["a red blue circle square of the"], vocabulary_size=30)
RANDOM = np.random.default_rng(5)
IMAGES = RANDOM.integers(0, 256, (4, 16, 16, 3)).astype("uint8")
PNGS = [tf.io.encode_png(image).numpy() for image in IMAGES]


OPTIONS = {"width": 3, "max_length": 6, "rules": [MinLength(2, end_id=WORDS.special.end)]}


def make(arch="lstm_attention", **options):
    """A predictor whose captions hang on the image: its weights are large, by chance."""
    model = build_captioner(
        arch,
        encoder="cnn",
        vocabulary_size=WORDS.vocabulary_size,
        image_size=16,
        d_model=8,
        num_heads=2,
        d_ff=16,
        width=4,
    )
    model.build()
    rng = np.random.default_rng(5)
    for weight in model.trainable_weights:
        weight.assign(rng.normal(scale=0.7, size=weight.shape))
    return CaptionPredictor(model, WORDS, **{**OPTIONS, **options})


@pytest.fixture(scope="module")
def predictor():
    return make()


@pytest.fixture(scope="module")
def served(predictor):
    return {
        name: function(images=tf.constant([*PNGS, b"no image"]))
        for name, function in predictor.signatures.items()
    }


def test_captions_are_those_of_the_search(predictor):
    captions = predictor(PNGS)
    assert len(set(captions)) > 1
    memory = predictor.model.encode(IMAGES, training=False)
    decoder = predictor.model.decoder
    special = WORDS.special
    request = Request(special.start, special.end, special.pad, 6, rules=predictor.rules)
    found = beam_search(decoder, decoder.prepare(memory), request, width=3)
    ids = ops.convert_to_numpy(found.ids)
    assert captions == [text.decode() for text in WORDS.detokenize(ids[:, 0]).numpy()]
    assert not any("[UNK]" in caption for caption in captions)


def test_paths_bytes_and_pixels_are_the_same(predictor, tmp_path):
    (tmp_path / "a.png").write_bytes(PNGS[0])
    expected = predictor(PNGS)
    assert predictor([str(tmp_path / "a.png"), tmp_path / "a.png"]) == [expected[0]] * 2
    assert predictor(IMAGES) == expected
    assert predictor([PNGS[1], IMAGES[2], np.repeat(IMAGES[3], 2, axis=0)])[:2] == expected[1:3]
    assert predictor([]) == []


def test_a_row_alone_is_the_row_in_a_batch(predictor):
    assert [predictor([image])[0] for image in PNGS] == predictor(PNGS)


def test_what_is_no_image_has_no_caption(predictor, served):
    assert predictor([b"no image", PNGS[0], b""]) == ["", predictor(PNGS)[0], ""]
    for found in served.values():
        assert set(np.ravel(found["text"][-1:].numpy())) == {b""}
        assert not found["score"][-1].numpy().any()
    nothing = predictor.signatures["serving_default"](images=tf.constant([], tf.string))
    assert nothing["text"].shape == nothing["score"].shape == (0,)


def test_signatures(predictor, served):
    best = served["serving_default"]
    assert [text.decode() for text in best["text"].numpy()[:-1]] == predictor(PNGS)
    every = served["n_best"]
    assert every["text"].shape == (5, 3)
    np.testing.assert_array_equal(every["text"][:, 0], best["text"])
    np.testing.assert_allclose(every["score"][:, 0], best["score"])


def test_details(served):
    found = served["detailed"]
    assert found["is_image"].numpy().tolist() == [True] * 4 + [False]
    tokens = [[t.decode() for t in row if t] for row in found["tokens"].numpy()]
    texts = [" ".join(t for t in row if t != "[END]") for row in tokens]
    assert texts == [text.decode() for text in found["text"].numpy()]
    attention = found["attention"].numpy()
    assert attention.shape == (*found["ids"].shape, 2, 2)
    is_token = found["tokens"].numpy() != b""
    np.testing.assert_allclose(attention.sum(axis=(2, 3)), is_token, atol=1e-5)
    lengths = is_token.sum(axis=1)
    total = found["token_log_probabilities"].numpy().sum(axis=1)
    expected = total / ((5 + lengths) / 6) ** 0.6
    np.testing.assert_allclose(found["score"][:-1], expected[:-1], rtol=1e-4)


def test_a_decoder_without_attention():
    predictor = make("lstm", width=1, rules=[NoRepeatNgram(1)])
    assert not predictor.has_attention
    assert "attention" not in predictor.predict_detailed(tf.constant(PNGS[:1]))
    for caption in predictor(PNGS):
        assert len(set(caption.split())) == len(caption.split())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 0}, "`width` must be at least 1, got 0"),
        ({"max_length": 0}, "`max_length` must be at least 1, got 0"),
        ({"length_penalty": -1}, "`length_penalty` must not be negative, got -1"),
    ],
)
def test_options(options, message):
    with pytest.raises(ValueError, match=message):
        make(**options)


def test_what_is_no_list_of_images(predictor, tmp_path):
    with pytest.raises(TypeError, match=r"`images` must be a list, got 'a\.png'"):
        predictor("a.png")
    with pytest.raises(TypeError, match=r"`images` must be paths, .* got \(4, 4\)"):
        predictor([np.zeros((4, 4))])
    with pytest.raises(FileNotFoundError, match=r"none\.png"):
        predictor([tmp_path / "none.png"])


def test_a_file_that_is_no_image_is_named(predictor, tmp_path):
    (tmp_path / "bad.jpg").write_bytes(b"text")
    with pytest.raises(ValueError, match=r"bad\.jpg must be an image that can be decoded"):
        predictor([PNGS[0], str(tmp_path / "bad.jpg")])


def test_fractions_are_no_pixels_beside_whole_ones(predictor):
    size = predictor.image_size
    images = [np.full((size, size, 3), 200, "uint8"), np.full((size, size, 3), 0.5)]
    with pytest.raises(ValueError, match="multiply them by 255"):
        predictor(images)
