import unicodedata

import numpy as np
import pytest
import tensorflow as tf

from zoo.models import ARCHITECTURES

TEXTS = [
    "저는 책을 읽습니다",
    "",
    "그는",
    "고양이가 물을 마십니다 😀 고양이가 물을",
    "  ",
    "unknown 👍",
]


@pytest.fixture(scope="module", params=ARCHITECTURES)
def predictor(request, make_predictor):
    return make_predictor(request.param)


def test_what_was_learnt(predictor, known):
    texts, translations = known
    assert predictor(texts) == translations


def test_a_batch_gives_what_each_text_gives_alone(predictor):
    together = predictor(TEXTS)
    assert together == [predictor([text])[0] for text in TEXTS]
    assert len(set(together)) > 2
    assert all(isinstance(text, str) for text in together)
    scores = predictor.predict(tf.constant(TEXTS))["score"]
    alone = [predictor.predict(tf.constant([text]))["score"][0] for text in TEXTS]
    np.testing.assert_allclose(scores, alone, rtol=1e-4)


def test_blank_texts_stay_blank(predictor):
    assert predictor(["", "  ", "\n\t"]) == ["", "", ""]
    assert predictor.predict(tf.constant([""]))["score"].numpy() == [0.0]


def test_no_texts(predictor):
    assert predictor([]) == []
    best = predictor.predict_n_best(tf.constant([], tf.string))
    assert best["text"].shape == best["score"].shape == (0, 3)


def test_the_n_best_are_sorted_and_differ(predictor):
    best = predictor.predict_n_best(tf.constant(TEXTS))
    scores = best["score"].numpy()
    assert scores.shape == (len(TEXTS), 3)
    assert (np.diff(scores, axis=1) <= 0).all()
    assert len(set(best["text"][0].numpy())) > 1
    np.testing.assert_array_equal(best["text"][:, 0], predictor.predict(tf.constant(TEXTS))["text"])


def test_decomposed_hangul_is_the_same_text(predictor):
    assert predictor([unicodedata.normalize("NFD", TEXTS[0])]) == predictor([TEXTS[0]])


def test_more_texts_than_one_call_takes(predictor, monkeypatch):
    monkeypatch.setattr("zoo.predictor.predictor._ROWS_PER_CALL", 2)
    assert predictor(TEXTS[::-1]) == [predictor([text])[0] for text in TEXTS[::-1]]


def test_a_long_text_is_cut(make_predictor):
    predictor = make_predictor("transformer", max_source_length=3)
    long = "저는 책을 " * 1_700
    assert len(long) > 10_000
    assert predictor.encode(tf.constant([long])).shape == (1, 4)
    assert predictor([long]) == predictor(["저는 책을 저는"])


def test_a_text_of_10000_letters(make_predictor):
    predictor = make_predictor("lstm")
    assert predictor.encode(tf.constant(["그는 " * 5_000])).shape == (1, 513)
    assert predictor(["그는 " * 5_000, "그는"])[1] == predictor(["그는"])[0]


def test_an_output_is_at_most_four_times_its_source_plus_ten(make_predictor, monkeypatch):
    predictor = make_predictor("lstm", max_length=100, width=1)
    bias = np.zeros(predictor.target_tokenizer.vocabulary_size, "float32")
    bias[list(predictor.target_tokenizer.special)] = -1e4  # never ends by itself
    step = predictor.model.decoder.step

    def endless(*args):
        logits, state = step(*args)
        return logits + bias, state

    monkeypatch.setattr(predictor.model.decoder, "step", endless)
    short, long = predictor(["그는", "그는 " * 20])
    tokens = predictor.target_tokenizer.tokenize([short, long])
    assert tokens.row_lengths().numpy().tolist() == [4 * 2 + 10, 4 * 21 + 10]


@pytest.mark.parametrize("texts", ["저는", b"abc", ["a", None], [b"a"], [["a"]]])
def test_what_is_no_list_of_strings(make_predictor, texts):
    with pytest.raises(TypeError, match="`texts` must be a list of strings, got "):
        make_predictor("lstm")(texts)


@pytest.mark.parametrize("name", ["width", "max_length", "max_source_length"])
def test_sizes_below_one(make_predictor, name):
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        make_predictor("lstm", **{name: 0})
