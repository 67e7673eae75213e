import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.models import Tagger, build_encoder
from zoo.predictor import TaggedWord, TaggerPredictor
from zoo.text import CharacterTokenizer, WordPieceTokenizer

TEXTS = ["나는 책을 읽습니다 .", "", "the watch", " \t", "I watch the unseen film ."]
TAGS = ("DET", "NOUN", "VERB")
SUBWORDS = WordPieceTokenizer.train(TEXTS, vocabulary_size=90)


def make(arch, tokenizer=SUBWORDS, **options):
    keras.utils.set_random_seed(0)
    encoder = build_encoder(
        arch, vocabulary_size=tokenizer.vocabulary_size, d_model=8, num_heads=2, d_ff=16
    )
    model = Tagger(encoder, TAGS)
    model.build()
    rng = np.random.default_rng(1)
    for weight in model.trainable_weights:
        weight.assign(rng.normal(scale=0.5, size=weight.shape))
    return TaggerPredictor(model, tokenizer, **options)


@pytest.fixture(scope="module", params=["transformer", pytest.param("gru", marks=pytest.mark.slow)])
def predictor(request):
    return make(request.param)


def test_answers(predictor):
    answers = predictor(TEXTS)
    for text, answer in zip(TEXTS, answers, strict=True):
        assert [tagged.word for tagged in answer] == text.split()
        assert all(type(tagged) is TaggedWord and tagged.tag in TAGS for tagged in answer)


def test_in_the_graph(predictor):
    found = predictor.predict(tf.constant(TEXTS))
    assert {value.shape for value in found.values()} == {(5, 6)}
    answers = predictor(TEXTS)
    for i, answer in enumerate(answers):
        more = [""] * (6 - len(answer))
        words, tags = ([b.decode() for b in found[name][i].numpy()] for name in ("words", "tags"))
        assert words == [tagged.word for tagged in answer] + more
        assert tags == [tagged.tag for tagged in answer] + more
        scores = found["scores"][i].numpy()
        assert np.all(scores[: len(answer)] >= 1 / 3)
        assert not scores[len(answer) :].any()


@pytest.mark.parametrize(("arch", "read"), [("transformer", "first"), ("simple_rnn", "last")])
def test_a_tag_is_read_at_the_right_token(arch, read):
    predictor = make(arch)
    words = TEXTS[4].split()
    pieces = [SUBWORDS.tokenize([word]).to_list()[0] for word in words]
    assert max(map(len, pieces)) > 1
    logits = predictor.model({"source_ids": np.array([np.concatenate(pieces)])})[0].numpy()
    ends = np.cumsum([len(p) for p in pieces])
    places = ends - 1 if read == "last" else ends - [len(p) for p in pieces]
    wanted = [TAGS[number] for number in logits[places].argmax(axis=1)]
    assert predictor.tag([words]) == [wanted]


def test_a_row_alone_is_the_row_in_a_batch(predictor, monkeypatch):
    together = predictor.predict(tf.constant(TEXTS))["scores"].numpy()
    for i, text in enumerate(TEXTS):
        alone = predictor.predict(tf.constant([text]))["scores"].numpy()[0]
        np.testing.assert_allclose(together[i][: len(alone)], alone, atol=1e-5)
    monkeypatch.setattr("zoo.predictor.tagger_predictor._WORDS_PER_CALL", 5)
    assert [[t.tag for t in row] for row in predictor(TEXTS)] == predictor.tag(
        [text.split() for text in TEXTS]
    )


def test_no_text_and_no_word(predictor):
    assert predictor([]) == []
    assert predictor(["", " "]) == [[], []]
    assert predictor.tag([]) == []
    assert predictor.predict(tf.constant([], tf.string))["tags"].shape == (0, 0)
    assert predictor.predict(tf.constant([""]))["words"].shape == (1, 0)


def test_a_long_sentence_is_read_in_parts():
    letters = CharacterTokenizer.train(TEXTS, vocabulary_size=90)
    predictor = make("transformer", letters, max_length=8)
    text = " ".join(["watch", "I"] * 40 + ["a" * 300])
    [answer] = predictor([text])
    assert [tagged.word for tagged in answer] == text.split()
    # Each part by itself: "watch I" has 8 letters with what closes a word, and begins a part.
    assert {tagged.tag for tagged in answer[:-1:2]} == {predictor(["watch I"])[0][0].tag}


def test_bytes_of_all_kinds(predictor):
    rows = [b"\xff\xfe the", b"the\x00cat", "the\u3000cat\u00a0saw".encode(), b"\xed\xa0\x80"]
    words = predictor.predict(tf.constant(rows))["words"].numpy().tolist()
    assert words[0][:2] == ["\ufffd\ufffd".encode(), b"the"]
    assert words[1] == [b"the", b"cat", b""]
    assert words[2] == [b"the", b"cat", b"saw"]


def test_words_may_hold_spaces(predictor):
    assert [len(tags) for tags in predictor.tag([["10 000", "the"], []])] == [2, 0]


def test_bad_arguments(predictor):
    with pytest.raises(TypeError, match="`texts` must be a list of strings, got 'good'"):
        predictor("good")
    with pytest.raises(ValueError, match=r"`max_length` must be at least 1, got 0\."):
        TaggerPredictor(predictor.model, SUBWORDS, max_length=0)
