"""Prompts and texts: what is written, for whom, within which limits."""

import functools

import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo import text
from zoo.data.plain_text import TextPart
from zoo.data.token_windows import encode_text, window_batches
from zoo.decoding import ForbiddenTokens
from zoo.models import build_language_model
from zoo.predictor import TextGenerator, TextStreamer
from zoo.text.lines import encode_lines
from zoo.training import LabelSmoothedCrossEntropy

POEM = "to be or not to be\nthat is the question\n"
LINES = POEM.split("\n")
EXACT = {"collapse_whitespace": False}


@functools.cache
def trained(arch, tokenizer="character", **options):
    """A model that knows two lines by heart."""
    keras.utils.set_random_seed(0)
    exact = EXACT if tokenizer == "character" else {}
    tokenizer = text.get(tokenizer).train(LINES, vocabulary_size=300, **exact)
    model = build_language_model(
        arch,
        vocabulary_size=tokenizer.vocabulary_size,
        d_model=32,
        num_layers=1,
        num_heads=2,
        d_ff=64,
        dropout_rate=0.0,
        **({"norm": "pre", "positions": "rotary"} | options if arch == "transformer" else options),
    )
    model.build()
    encoded = encode_text(TextPart.of((POEM * 20).encode()), tokenizer)
    batches = window_batches(encoded, context=40, batch_size=8, shuffle_seed=0, steps=160)
    model.compile(keras.optimizers.Adam(0.01), loss=LabelSmoothedCrossEntropy(0.0))
    model.fit(batches, verbose=0)
    return model, tokenizer


@pytest.fixture(params=["gru", pytest.param("transformer", marks=pytest.mark.slow)])
def generator(request):
    return TextGenerator(*trained(request.param), max_length=14)


def test_what_was_learnt_is_written(generator):
    texts = ["to be or not", "that is the", ""]
    answers = generator(texts, temperature=0)
    for prompt, answer in zip(texts, answers, strict=True):
        assert answer.startswith(prompt)
        assert len(answer) == len(prompt) + 14
        assert answer in POEM * 3 or not prompt
    assert generator(texts[:1], temperature=0)[0] == answers[0]  # alone as in a batch
    assert generator([]) == []


def test_options(generator):
    def write(**options):
        return generator(["t"], **{"temperature": 3.0, "seed": 1, **options})[0]

    assert write() == write()
    assert len({write(seed=seed) for seed in range(5)}) > 2
    greedy = write(temperature=0.0)
    assert write(top_k=1) == write(top_p=0.0) == greedy != write()
    assert len(write(max_length=3)) == 4
    assert len(generator(["t"])[0]) == 15


@pytest.mark.slow
def test_special_tokens_are_never_written():
    model, tokenizer = trained("gru")
    texts = TextGenerator(model, tokenizer)(["x"] * 20, temperature=50.0, max_length=50, seed=0)
    assert all(len(text) == 1 + 50 for text in texts)
    assert not any("[" in text for text in texts)
    never = ForbiddenTokens([tokenizer.vocabulary.index("e")])
    ruled = TextGenerator(model, tokenizer, rules=[never])(["t"] * 9, temperature=2.0, seed=0)
    assert not any("e" in text for text in ruled)


def test_compiled_is_the_same(generator):
    texts = tf.constant(["to be", "", "that is the question\nto"])
    options = generator.options(0.9, 5, 0.95, 13, 3)
    sampled = generator.predict_sampled(texts, *options)
    compiled = generator.predict_compiled(texts, *options)
    np.testing.assert_array_equal(sampled["text"], compiled["text"])
    np.testing.assert_allclose(
        sampled["log_probability"], compiled["log_probability"], rtol=1e-4, atol=1e-4
    )


def log_probabilities(generator, text, first=()):
    """Of each token of a text after those before it, from one pass."""
    ids = [*first, *encode_lines(generator.tokenizer, [text]).to_list()[0]]
    logits = generator.model({"target_in_ids": np.array([ids[:-1]])}, training=False)[0]
    return np.take_along_axis(np.array(tf.nn.log_softmax(logits)), np.array(ids)[1:, None], 1)[:, 0]


def test_log_probabilities_are_those_of_one_pass(generator):
    texts = ["to be or", "question\nto"]
    found = generator.predict_sampled(tf.constant(texts), *generator.options(2.0, 0, 1.0, 9, 1))
    ends = [generator.tokenizer.special.end]
    scored = generator.predict_scored(tf.constant(texts))
    for row, prompt in enumerate(texts):
        whole = found["text"].numpy()[row].decode()
        expected = log_probabilities(generator, whole)[-9:].sum()
        np.testing.assert_allclose(found["log_probability"][row], expected, rtol=1e-4)
        expected = log_probabilities(generator, prompt, ends).sum()
        np.testing.assert_allclose(scored["log_probability"][row], expected, rtol=1e-4)
        assert scored["tokens"][row] == len(prompt)
    known = generator.predict_scored(tf.constant(["to be or not to be\nthat", "eeeeeeee", ""]))
    bits = known["bits_per_character"].numpy()
    assert bits[0] < 1 < 4 < bits[1]
    assert bits[2] == 0


def test_a_long_prompt_is_cut_in_front():
    generator = TextGenerator(*trained("gru"), max_prompt=8, max_length=6)
    assert generator(["x" * 99 + "\nthat is"], temperature=0)[0].endswith("that is the q")
    ids = generator.encode(tf.constant(["that is the"]))
    np.testing.assert_array_equal(ids, generator.encode(tf.constant(["xx\nt is the"])))


def test_learned_places_end():
    model, tokenizer = trained("transformer", positions="learned", max_length=40)
    generator = TextGenerator(model, tokenizer)
    answers = generator(["to be or", "t" * 70, ""], max_length=100, temperature=0)
    assert [len(answer) for answer in answers] == [40, 90, 39]
    assert np.isfinite(generator.predict_scored(tf.constant(["to be " * 20]))["log_probability"])


def untrained(places):
    keras.utils.set_random_seed(0)
    tokenizer = text.get("character").train(LINES, vocabulary_size=300, **EXACT)
    sizes = {"d_model": 8, "num_layers": 1, "num_heads": 2, "d_ff": 16, "norm": "pre"}
    model = build_language_model(
        "transformer",
        vocabulary_size=tokenizer.vocabulary_size,
        positions="learned",
        max_length=places,
        **sizes,
    )
    model.build()
    return model, tokenizer


@pytest.mark.parametrize("places", [2, 5, 20])  # 8 columns are the smallest bucket
def test_learned_places_end_in_compiled_calls_and_streams(places):
    generator = TextGenerator(*untrained(places), max_length=50)
    prompts = ["to be or", "t" * 70, ""]
    plain = generator(prompts, temperature=0)
    assert all(len(answer) > len(prompt) for answer, prompt in zip(plain, prompts, strict=True))
    options = generator.options(0.0, 0, 1.0, None, 0)
    compiled = generator.predict_compiled(tf.constant(prompts), *options)
    assert [text.decode() for text in compiled["text"].numpy()] == plain
    assert np.all(np.isfinite(compiled["log_probability"]))
    streamer = TextStreamer(generator)
    assert ["".join([text, *streamer(text, temperature=0.0)]) for text in prompts] == plain


def test_a_model_with_one_place_cannot_write():
    with pytest.raises(ValueError, match="`model` must have positions for 2 tokens at least"):
        TextGenerator(*untrained(1))


@pytest.mark.slow
def test_words():
    generator = TextGenerator(*trained("gru", "word"), max_length=5)
    assert generator(["to be"], temperature=0) == ["to be or not to be\n"]
    prompts = [" to  be", "to be ", "to be\r\nthat  ", "zebra to", " "]
    answers = generator(prompts, temperature=0)
    assert all(answer.startswith(prompt) for answer, prompt in zip(answers, prompts, strict=True))
    assert answers[:2] == [" to  be or not to be\n", "to be or not to be\n"]


def test_unknown_characters_count_as_they_stand():
    generator = TextGenerator(*trained("gru"), max_length=2)
    assert generator(["xyz\nto"])[0].startswith("xyz\nto")
    scored = generator.predict_scored(tf.constant(["to xyz"]))
    bits = -scored["log_probability"][0] / np.log(2.0)
    np.testing.assert_allclose(scored["bits_per_character"][0], bits / len("to xyz"), rtol=1e-5)


def test_of_a_text_beyond_the_limit_a_share_is_scored():
    generator = TextGenerator(*trained("gru"), max_length=2, most=8)
    whole, start = generator.predict_scored(tf.constant([POEM, POEM[:8]]))["bits_per_character"]
    np.testing.assert_allclose(whole, start, rtol=1e-5)


def test_a_long_prompt_stays_as_it_is(generator):
    """What is written after it is that after its end, which alone is read."""
    prompt = "to be or not " * 1_000
    [answer] = generator([prompt], temperature=0.0, max_length=3)
    assert answer.startswith(prompt)
    [short] = generator([prompt[-13 * 70 :]], temperature=0.0, max_length=3)
    assert answer[len(prompt) :] == short[13 * 70 :]


def test_any_bytes_are_a_prompt(generator):
    answers = generator.predict(tf.constant([b"\xff\x00 to", b"\n\n", b"\r\nto be"]))
    assert all(answer.decode() for answer in answers["text"].numpy())
    assert np.all(np.isfinite(answers["log_probability"]))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda g: g("one text"), TypeError, "`texts` must be a list of strings, got 'one text'"),
        (lambda g: g([b"a"]), TypeError, "`texts` must be a list of strings"),
        (lambda g: g(["a"], top_p=2), ValueError, "`top_p` must be between 0 and 1, got 2"),
        (
            lambda g: g(["a"], seed=-1),
            ValueError,
            "`seed` must be between 0 and 2147483647, got -1",
        ),
        (lambda g: g(["a"], seed=2**31), ValueError, "`seed` must be between 0 and 2147483647"),
        (
            lambda g: TextGenerator(g.model, g.tokenizer, max_length=5_000),
            ValueError,
            "`max_length` must be at most `most`=4096, got 5000",
        ),
        (lambda g: g(["a"], max_length=0), ValueError, "`max_length` must be between 1 and 4096"),
        (lambda g: TextGenerator(g.model, g.tokenizer, max_length=0), ValueError, "`max_length`"),
        (lambda g: TextGenerator(g.model, g.tokenizer, temperature=-1), ValueError, "`temperature"),
    ],
)
def test_bad_arguments(call, error, message):
    with pytest.raises(error, match=message):
        call(TextGenerator(*trained("gru")))
