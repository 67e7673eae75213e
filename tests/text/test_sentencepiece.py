import importlib.util
import io

import keras
import numpy as np
import pytest
import sentencepiece
import tensorflow as tf

from zoo.text import SPECIAL_TOKENS, SentencePieceTokenizer, load_tokenizer, train_pair
from zoo.text.sentencepiece import check_sentencepiece

TEXTS = ["the lowest, the newest", "low and new: wide", "저는 책을 읽습니다", "저는 😀 갑니다"]
EDGES = [
    "",
    " ",
    "😀👍 low",
    "a" * 10_000,
    "low " * 2_500,
    "漢" * 10_000,
    "▁low",
    "[PAD] [UNK] </s>",
]


@pytest.fixture(scope="module")
def tokenizer():
    return SentencePieceTokenizer.train(TEXTS, vocabulary_size=60)


def texts_of(tokenizer, ids):
    return [text.decode() for text in tokenizer.detokenize(ids).numpy()]


def test_the_special_tokens_are_those_of_all_tokenizers(tokenizer):
    assert tuple(tokenizer.vocabulary[:4]) == SPECIAL_TOKENS
    processor = sentencepiece.SentencePieceProcessor(model_proto=tokenizer.proto)
    special = tokenizer.special
    assert (processor.pad_id(), processor.unk_id()) == (special.pad, special.unknown)
    assert (processor.bos_id(), processor.eos_id()) == (special.start, special.end)


def test_ids_and_texts_equal_those_of_sentencepiece_itself(tokenizer):
    processor = sentencepiece.SentencePieceProcessor(model_proto=tokenizer.proto)
    texts = [" ".join(text.split()) for text in TEXTS + EDGES]
    ids = tokenizer.tokenize(texts).to_list()
    assert ids == processor.encode(texts)
    assert texts_of(tokenizer, ids[: len(TEXTS)]) == processor.decode(ids[: len(TEXTS)]) == TEXTS


def test_bad_bytes_and_long_texts(tokenizer):
    ids = tokenizer.tokenize(tf.constant([*EDGES, b"low \xff\xfe", b"\xed\x95"]))
    lengths = ids.row_lengths().numpy()
    assert lengths[:2].tolist() == [0, 0]
    assert (lengths[2:] > 0).all()
    assert tokenizer.special.unknown in ids.to_list()[-2]
    assert texts_of(tokenizer, ids)[2:5] == ["😀[UNK] low", "a" * 10_000, ("low " * 2_500).strip()]


def test_white_space_and_case():
    tokenizer = SentencePieceTokenizer.train(TEXTS, vocabulary_size=60, lowercase=True)
    [a, b] = tokenizer.tokenize(["\tLOW  and\x00\nnew ", "low and new"]).to_list()
    assert a == b


def test_a_long_text_is_learnt_from():
    # SentencePiece itself leaves out a text of more than 4192 bytes, in silence.
    tokenizer = SentencePieceTokenizer.train(["ab " * 3_000], vocabulary_size=20)
    assert tokenizer.tokenize(["ab"]).row_lengths().numpy()[0] == 1


@pytest.mark.parametrize("size", [40, 45, 1_000])
def test_a_vocabulary_of_at_most_that_size(size):
    tokenizer = SentencePieceTokenizer.train(TEXTS, vocabulary_size=size)
    assert tokenizer.vocabulary_size <= size
    assert tokenizer.vocabulary_size == len(set(tokenizer.vocabulary))


def test_the_same_texts_give_the_same_vocabulary(tokenizer):
    assert SentencePieceTokenizer.train(TEXTS, vocabulary_size=60).proto == tokenizer.proto


def test_two_tokenizers_in_one_graph_keep_apart():
    pairs = [("low lower", "저는 갑니다"), ("new newer", "책을 읽습니다")]
    source, target = train_pair(SentencePieceTokenizer, pairs, vocabulary_size=30)
    both = tf.function(lambda a, b: (source.tokenize(a), target.tokenize(b)))
    texts = ["low newer"], ["저는 책을"]
    ids = both(*map(tf.constant, texts))
    for tokenizer, text, found in zip((source, target), texts, ids, strict=True):
        assert found.to_list() == tokenizer.tokenize(text).to_list()
        assert texts_of(tokenizer, found) == text


@pytest.mark.slow  # what it clears, others need again
def test_it_outlives_cleared_caches(tokenizer):
    # TensorFlow frees the op's resource then; that of TF Text's own tokenizer is gone for good.
    before = tokenizer.tokenize(TEXTS).to_list()
    keras.utils.set_random_seed(1)
    tf.keras.backend.clear_session()
    assert tokenizer.tokenize(TEXTS).to_list() == before


def test_a_saved_file_holds_it_all(tokenizer, tmp_path):
    tokenizer.save(tmp_path / "tokenizer.json")
    copy = load_tokenizer(tmp_path / "tokenizer.json")
    assert copy.proto == tokenizer.proto
    assert copy.tokenize(TEXTS).to_list() == tokenizer.tokenize(TEXTS).to_list()
    content = (tmp_path / "tokenizer.json").read_text()
    broken = content.replace(tokenizer.get_config()["proto"], "no base64")
    for text in (broken, broken.replace("no base64", "AAAA"), broken.replace('"no base64"', "3")):
        (tmp_path / "broken.json").write_text(text)
        with pytest.raises(ValueError, match=r"that `Tokenizer.save` wrote, got .*broken\.json"):
            load_tokenizer(tmp_path / "broken.json")


@pytest.mark.parametrize(
    ("proto", "message"),
    [
        (b"", "`proto` must be the bytes of a SentencePiece model, got b''"),
        (b"no such model", "`proto` must be the bytes of a SentencePiece model, got b'no such"),
        ("file.model", "`proto` must be the bytes of a SentencePiece model, got 'file.model'"),
    ],
)
def test_what_is_no_model(proto, message):
    with pytest.raises(ValueError, match=message):
        SentencePieceTokenizer(proto)


def test_a_model_with_other_special_tokens():
    proto = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXTS), model_writer=proto, vocab_size=60, hard_vocab_limit=False
    )
    with pytest.raises(ValueError, match=r"`proto` must begin with the pieces .*, got \['<unk>',"):
        SentencePieceTokenizer(proto.getvalue())


@pytest.mark.parametrize("texts", [[], ["", " \n"]])
def test_no_texts(texts):
    with pytest.raises(ValueError, match="`texts` must hold at least one text that is not blank"):
        SentencePieceTokenizer.train(texts, vocabulary_size=60)


def test_one_string():
    with pytest.raises(TypeError, match="`texts` must be an iterable of strings, got one string"):
        SentencePieceTokenizer.train("a text", vocabulary_size=60)


@pytest.mark.parametrize("size", [-1, 0, 4, 20])
def test_no_room(size):
    with pytest.raises(ValueError, match=rf"`vocabulary_size` must have room .*, got {size}: "):
        SentencePieceTokenizer.train(TEXTS, vocabulary_size=size)


def test_missing_packages(monkeypatch):
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        "zoo.text.sentencepiece.find_spec",
        lambda name: None if name in ("sentencepiece", "tensorflow_text") else find_spec(name),
    )
    message = r"needs tensorflow-text, sentencepiece: pip install seqzoo\[sentencepiece\]"
    for call in (check_sentencepiece, lambda: SentencePieceTokenizer(b"")):
        with pytest.raises(ImportError, match=message):
            call()
    with pytest.raises(ImportError, match=message):
        SentencePieceTokenizer.train(TEXTS, vocabulary_size=60)


def test_ids_are_within_the_vocabulary(tokenizer):
    ids = tokenizer.tokenize(TEXTS + EDGES).flat_values.numpy()
    assert ids.dtype == np.int32
    assert 0 <= ids.min() <= ids.max() < tokenizer.vocabulary_size
