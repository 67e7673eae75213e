import unicodedata
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.architectures import spread
from tests.predictor.conftest import KOREAN_WORDS
from zoo.decoding import ForbiddenTokens, ForcedPrefix, Request, contrastive_search, greedy
from zoo.models import ARCHITECTURES, build_seq2seq
from zoo.predictor import Predictor

TEXTS = [
    "저는 책을 읽습니다",
    "",
    "그는",
    "고양이가 물을 마십니다 😀 고양이가 물을",
    "  ",
    "unknown 👍",
]


@pytest.fixture(scope="module", params=spread(ARCHITECTURES, ["transformer"]))
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


@pytest.mark.parametrize("arch", spread(ARCHITECTURES, ["transformer"]))
def test_compiled(arch, make_predictor):
    """The same outputs; new sizes within a bucket trace nothing."""
    predictor = make_predictor(arch)
    plain = predictor.predict(tf.constant(TEXTS))
    compiled = predictor.predict_compiled(tf.constant(TEXTS))
    np.testing.assert_array_equal(compiled["text"], plain["text"])
    np.testing.assert_allclose(compiled["score"], plain["score"], rtol=1e-4)
    assert predictor.predict_compiled(tf.constant([], tf.string))["text"].shape == (0,)


@pytest.mark.slow
def test_fifty_calls_of_random_sizes_are_one_trace(make_predictor):
    predictor = make_predictor("lstm", max_length=20)
    compiled = set()
    rng = np.random.default_rng(0)
    for _ in range(50):
        texts = [" ".join(["저는"] * rng.integers(0, 12)) for _ in range(rng.integers(0, 9))]
        best = predictor.predict_compiled(tf.constant(texts, tf.string))
        assert best["text"].shape == (len(texts),)
        inputs = predictor.compiled_inputs(predictor.encode(tf.constant(texts, tf.string)))
        compiled.add(tuple(tuple(x.shape) for x in inputs))
    assert predictor.predict_compiled.experimental_get_tracing_count() == 1
    # What XLA compiles: rows 1, 2, 4, 8; source columns 8, 16; at most 16 or 20 tokens.
    assert len(compiled) <= 4 * 2 * 2


def with_learned_positions(arch, places):
    keras.utils.set_random_seed(0)
    model = build_seq2seq(
        arch,
        source_vocabulary_size=KOREAN_WORDS.vocabulary_size,
        target_vocabulary_size=KOREAN_WORDS.vocabulary_size,
        d_model=8,
        num_layers=1,
        num_heads=2,
        d_ff=16,
        positions="learned",
        max_length=places,
    )
    model.build()
    return model


@pytest.mark.parametrize("arch", ["transformer", "conv"])
@pytest.mark.parametrize("places", [5, 20])  # 8 columns are the smallest bucket
def test_learned_places_end(arch, places):
    """Defaults are cut to what the model takes, and no bucket goes beyond it."""
    model = with_learned_positions(arch, places)
    predictor = Predictor(model, KOREAN_WORDS, KOREAN_WORDS, width=2)
    assert (predictor.max_length, predictor.max_source_length) == (places, places - 1)
    texts = ["저는 " * 100, "그는", "저는 책을 읽습니다"]
    plain = predictor.predict(tf.constant(texts))
    assert np.all(np.isfinite(plain["score"]))
    compiled = predictor.predict_compiled(tf.constant(texts))
    np.testing.assert_array_equal(compiled["text"], plain["text"])
    np.testing.assert_allclose(compiled["score"], plain["score"], rtol=1e-4)
    context = model.decoder.prepare(model.encode(np.ones((2, 3), "int32")))
    contrastive_search(
        model.decoder, context, Request(start_id=1, end_id=2, pad_id=0, max_length=places)
    )
    request = Request(start_id=1, end_id=2, pad_id=0, max_length=places + 1)
    message = f"`max_length` must be at most {places}, where the decoder's positions end"
    with pytest.raises(ValueError, match=message):
        greedy(model.decoder, context, request)
    limits = np.array([places, 2])  # each row has its own end
    found = greedy(model.decoder, context, replace(request, max_length_per_row=limits))
    assert np.all(np.isfinite(found.log_probabilities))


def test_a_model_with_one_place_cannot_read():
    model = with_learned_positions("conv", 1)
    with pytest.raises(ValueError, match="`model` must have positions for 2 source tokens"):
        Predictor(model, KOREAN_WORDS, KOREAN_WORDS)


def test_details(predictor):
    best = predictor.predict(tf.constant(TEXTS))
    details = {k: v.numpy() for k, v in predictor.predict_detailed(tf.constant(TEXTS)).items()}
    np.testing.assert_array_equal(details["text"], best["text"])
    np.testing.assert_allclose(details["score"], best["score"], rtol=1e-5)
    lengths = (details["ids"] != 0).sum(axis=1)
    totals = details["token_log_probabilities"].sum(axis=1)
    spoken = details["text"] != b""
    expected = details["score"] * ((5 + lengths) / 6) ** 0.6
    np.testing.assert_allclose(totals[spoken], expected[spoken], rtol=1e-4)
    assert predictor.has_attention == ("attention" in details)
    if predictor.has_attention:
        sums = details["attention"].sum(axis=-1)
        np.testing.assert_allclose(sums, details["ids"] != 0, atol=1e-4)
    empty = predictor.predict_detailed(tf.constant([], tf.string))
    assert {len(values) for values in empty.values()} == {0}


def test_coverage_ranks_anew(make_predictor):
    plain = make_predictor("transformer", width=3)
    covered = make_predictor("transformer", width=3, coverage_penalty=0.2)
    texts = tf.constant(TEXTS)
    before, after = plain.predict_n_best(texts), covered.predict_n_best(texts)
    for row in (0, 3):
        assert set(before["text"][row].numpy()) == set(after["text"][row].numpy())
        assert np.all(after["score"][row] <= before["score"][row])
        assert np.any(after["score"][row] < before["score"][row])
        assert np.all(np.diff(after["score"][row]) <= 0)
    with pytest.raises(ValueError, match="`coverage_penalty` must be 0 for a decoder without"):
        make_predictor("lstm", coverage_penalty=0.2)


@pytest.mark.slow
def test_rules(make_predictor):
    plain = make_predictor("gru_attention")
    word = plain.target_tokenizer.vocabulary.index("book")
    assert plain(TEXTS[:1]) == ["I read a book"]
    ruled = make_predictor("gru_attention", rules=[ForbiddenTokens([word])])
    assert "book" not in ruled(TEXTS[:1])[0]


def test_rules_for_given_sources_are_refused(make_predictor):
    """Texts come in any number, are sorted and padded: which would be whose?"""
    ids = np.full((2, 1), 5)
    with pytest.raises(ValueError, match="`rules` must treat all rows alike, got a ForcedPrefix"):
        make_predictor("lstm", rules=[ForcedPrefix(ids, pad_id=0)])
    same = make_predictor("lstm", rules=[ForcedPrefix(ids[:1], pad_id=0)])
    words = same.target_tokenizer
    first = words.vocabulary[5]
    assert all(text.startswith(first) for text in same(["저는", "그는 책을", "고양이가"]))


def test_the_n_best_end_before_those_that_do_not(make_predictor):
    for penalty in (0.0, 0.1):
        short = make_predictor("transformer", width=4, max_length=3, coverage_penalty=penalty)
        source_ids = short.encode(tf.constant(TEXTS[::3] + ["나는 너를", "물을"]))
        ids = short.search(source_ids).ids.numpy()
        has_end = (ids == short.target_tokenizer.special.end).any(axis=-1)
        assert 0 < has_end.sum() < has_end.size
        assert (np.diff(has_end.astype(int), axis=1) <= 0).all()


@pytest.mark.parametrize("texts", ["저는", b"abc", ["a", None], [b"a"], [["a"]]])
def test_what_is_no_list_of_strings(make_predictor, texts):
    with pytest.raises(TypeError, match="`texts` must be a list of strings, got "):
        make_predictor("lstm")(texts)


@pytest.mark.parametrize("name", ["width", "max_length", "max_source_length"])
def test_sizes_below_one(make_predictor, name):
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        make_predictor("lstm", **{name: 0})


SAMPLING = {"temperature": 0.0, "top_k": 0, "top_p": 1.0, "seed": 1}


def drawn(predictor, texts, **changes):
    scalars = {name: tf.constant(x) for name, x in {**SAMPLING, **changes}.items()}
    answer = predictor.predict_sampled(tf.constant(texts, tf.string), **scalars)
    return answer["text"].numpy().tolist(), answer["score"].numpy()


def test_sampling_at_temperature_0_is_greedy_search(make_predictor):
    predictor = make_predictor("gru", width=1)
    texts, scores = drawn(predictor, TEXTS)
    greedy = predictor.predict(tf.constant(TEXTS))
    assert texts == greedy["text"].numpy().tolist()
    np.testing.assert_allclose(scores, greedy["score"], rtol=1e-5)


def test_sampling_by_seed(make_predictor):
    predictor = make_predictor("gru")
    texts = ["저는 책을 읽습니다"] * 8
    first, _ = drawn(predictor, texts, temperature=3.0)
    assert len(set(first)) > 1  # each row has its own draws
    assert drawn(predictor, texts, temperature=3.0)[0] == first
    assert drawn(predictor, texts, temperature=3.0, seed=2)[0] != first
    # A row alone has those of the first row of a batch, whatever stands below it.
    assert drawn(predictor, texts[:1], temperature=3.0)[0] == first[:1]
    greedy, _ = drawn(predictor, texts)
    for changes in ({"top_k": 1}, {"top_p": 0.0}, {"temperature": 1e-3}):
        assert drawn(predictor, texts, **{"temperature": 3.0, **changes})[0] == greedy


@pytest.mark.parametrize(
    "changes",
    [{"temperature": -1.0}, {"top_k": -1}, {"top_k": 10_000}, {"top_p": -1.0}, {"top_p": 2.0}],
)
def test_sampling_with_scalars_out_of_range(make_predictor, changes):
    predictor = make_predictor("gru")
    texts, scores = drawn(predictor, TEXTS, **changes)
    assert texts == drawn(predictor, TEXTS)[0]
    assert np.all(np.isfinite(scores))
    assert drawn(predictor, [], **changes)[0] == []
