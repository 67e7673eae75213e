import json
import random
import subprocess
import sys
import unicodedata

import keras
import numpy as np
import pytest
import tensorflow as tf

import zoo.text
from zoo.text import (
    SPECIAL_TOKENS,
    ByteTokenizer,
    CharacterTokenizer,
    WordPieceTokenizer,
    WordTokenizer,
)

TEXTS = ["The T-shirt, red & blue!", "Das Straßenfest (laut).", "저는 강사입니다.", "# a ## b 😀👍"]
NAMES = sorted(zoo.text.TOKENIZERS)


@pytest.fixture(scope="module", params=NAMES)
def tokenizer(request):
    return zoo.text.get(request.param).train(TEXTS, vocabulary_size=300)


def texts_of(tokenizer, ids):
    return [text.decode() for text in tokenizer.detokenize(ids).numpy()]


def test_round_trip(tokenizer):
    assert texts_of(tokenizer, tokenizer.tokenize(TEXTS)) == TEXTS


def test_white_space_does_not_count(tokenizer):
    messy = ["\t" + text.replace(" ", " \n ") + " " for text in TEXTS]
    assert tokenizer.tokenize(messy).to_list() == tokenizer.tokenize(TEXTS).to_list()


def test_what_begins_a_word(tokenizer):
    ids = tokenizer.tokenize(["T-shirt, blue!"]).to_list()[0]
    begins = [tokenizer.begins_word[i] for i in ids]
    place = begins.index(True, 1)  # of the second word
    assert sum(begins[1:]) == 1
    assert texts_of(tokenizer, [ids[:place], ids[place:]]) == ["T-shirt,", "blue!"]


def test_decomposed_hangul_has_the_same_ids(tokenizer):
    decomposed = unicodedata.normalize("NFD", TEXTS[2])
    assert decomposed != TEXTS[2]
    assert tokenizer.tokenize([decomposed]).to_list() == tokenizer.tokenize([TEXTS[2]]).to_list()


@pytest.mark.parametrize("name", ["character", "subword"])
def test_round_trip_of_random_texts(name):
    alphabet = "ab#Ж가9'-[]漢 _"
    tokenizer = zoo.text.get(name).train([alphabet, "ab ab ##ab"], vocabulary_size=60)
    generator = random.Random(0)
    texts = ["".join(generator.choices(alphabet, k=generator.randint(0, 60))) for _ in range(500)]
    expected = [" ".join(text.split()) for text in texts]
    assert texts_of(tokenizer, tokenizer.tokenize(texts)) == expected


def test_special_tokens_never_come_out_of_a_text(tokenizer):
    ids = tokenizer.tokenize([" ".join(SPECIAL_TOKENS), *SPECIAL_TOKENS]).flat_values.numpy()
    special = tokenizer.special
    assert not np.isin(ids, [special.pad, special.start, special.end]).any()


def test_output_type_and_blank_texts(tokenizer):
    ids = tokenizer.tokenize(["", "a", "  "])
    assert (ids.dtype, ids.row_splits.dtype) == (tf.int32, tf.int64)
    assert (ids.row_lengths() > 0).numpy().tolist() == [False, True, False]
    assert texts_of(tokenizer, ids) == ["", "a", ""]


def test_empty_batch(tokenizer):
    ids = tokenizer.tokenize([])
    assert ids.to_list() == []
    assert texts_of(tokenizer, ids) == []
    assert tokenizer.detokenize(np.zeros((0, 5), "int32")).shape == (0,)
    assert texts_of(tokenizer, np.zeros((2, 0), "int64")) == ["", ""]


def test_bad_bytes_do_not_crash(tokenizer):
    ids = tokenizer.tokenize(tf.constant([b"a \xff\xfe b", b"\xed\x95"]))
    if isinstance(tokenizer, ByteTokenizer):  # to which nothing is unknown
        assert texts_of(tokenizer, ids) == ["a \ufffd\ufffd b", "\ufffd"]
    else:
        assert tokenizer.special.unknown in ids.to_list()[0]


@pytest.mark.parametrize("text", ["a b " * 2500, "a" * 10_000, "漢" * 10_000, "#" * 10_000])
def test_long_line(tokenizer, text):
    assert tokenizer.tokenize([text]).row_lengths().numpy()[0] >= 1


def test_a_text_alone_equals_the_text_in_a_batch(tokenizer):
    together = tokenizer.tokenize(TEXTS).to_list()
    assert together == [tokenizer.tokenize([text]).to_list()[0] for text in TEXTS]


def test_detokenize_drops_end_padding_and_start(tokenizer):
    special = tokenizer.special
    [a] = tokenizer.tokenize(["a"]).to_list()
    row = [special.start, *a, special.pad, special.end, *a, special.end, *a]
    assert texts_of(tokenizer, [row, [special.end, *a]]) == ["a", ""]
    assert texts_of(tokenizer, tf.constant([row], tf.int64)) == ["a"]
    assert texts_of(tokenizer, tf.ragged.constant([row, []])) == ["a", ""]


def test_detokenize_shows_unknown_and_impossible_ids(tokenizer):
    for token in (tokenizer.special.unknown, tokenizer.vocabulary_size, -1):
        assert texts_of(tokenizer, [[token]]) == ["[UNK]"]


def test_in_a_dataset(tokenizer):
    dataset = tf.data.Dataset.from_tensor_slices(TEXTS).batch(2).map(tokenizer.tokenize)
    rows = [row for batch in dataset for row in batch.to_list()]
    assert rows == tokenizer.tokenize(TEXTS).to_list()


def test_config_and_keras_round_trip(tokenizer):
    copy = type(tokenizer).from_config(tokenizer.get_config())
    assert copy.get_config() == tokenizer.get_config()
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(tokenizer))
    assert copy.tokenize(TEXTS).to_list() == tokenizer.tokenize(TEXTS).to_list()


def test_save_and_load(tokenizer, tmp_path):
    path = tmp_path / "tokenizer.json"
    tokenizer.save(path)
    copy = zoo.text.load_tokenizer(path)
    assert type(copy) is type(tokenizer)
    assert copy.get_config() == tokenizer.get_config()


def test_load_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"must be a tokenizer's file, got .*none\.json"):
        zoo.text.load_tokenizer(tmp_path / "none.json")


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"tokenizer": "WordTokenizer"}',
        b'{"tokenizer": "OtherTokenizer", "config": {}}',
        b'{"tokenizer": "WordTokenizer", "config": {"vocabulary": ["a"]}}',
        b'{"tokenizer": "WordTokenizer", "config": {"words": []}}',
    ],
)
def test_load_wrong_file(tmp_path, content):
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"that `Tokenizer.save` wrote, got .*wrong\.json"):
        zoo.text.load_tokenizer(path)


@pytest.mark.parametrize("name", ["word", "character", "subword"])
def test_saved_text_stays_readable(name, tmp_path):
    tokenizer = zoo.text.get(name).train(TEXTS, vocabulary_size=300)
    tokenizer.save(tmp_path / "t.json")
    content = (tmp_path / "t.json").read_text(encoding="utf-8")
    assert "는" in content
    assert json.loads(content)["tokenizer"] == type(tokenizer).__name__


class Service(tf.Module):
    def __init__(self, tokenizers):
        super().__init__()
        self.tokenizers = tokenizers

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def ids(self, texts):
        return {name: each.tokenize(texts).to_tensor() for name, each in self.tokenizers.items()}

    @tf.function
    def texts(self, ids):
        return {name: each.detokenize(ids[name]) for name, each in self.tokenizers.items()}


def test_saved_model_serves_with_tensorflow_alone(tmp_path):
    classes = {name: cls for name, cls in zoo.text.TOKENIZERS.items() if not cls.needed_import}
    tokenizers = {name: cls.train(TEXTS, vocabulary_size=300) for name, cls in classes.items()}
    service = Service(tokenizers)
    service.texts.get_concrete_function(
        {name: tf.TensorSpec([None, None], tf.int32) for name in tokenizers}
    )
    tf.saved_model.save(service, str(tmp_path / "model"))
    code = (
        "import json, sys, tensorflow as tf\n"
        "model = tf.saved_model.load(sys.argv[1])\n"
        "ids = model.ids(tf.constant(json.loads(sys.argv[2])))\n"
        "texts = model.texts(ids)\n"
        "assert not {'zoo', 'tensorflow_text'} & set(sys.modules)\n"
        "ids = {name: value.numpy().tolist() for name, value in ids.items()}\n"
        "texts = {name: [t.decode() for t in value.numpy()] for name, value in texts.items()}\n"
        "print(json.dumps([ids, texts]))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model"), json.dumps(TEXTS)],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    ).stdout
    ids, texts = json.loads(output.splitlines()[-1])
    for name, tokenizer in tokenizers.items():
        assert ids[name] == tokenizer.tokenize(TEXTS).to_tensor().numpy().tolist()
        assert texts[name] == TEXTS


@pytest.mark.parametrize("texts", ["a text", [["a"], ["b"]]])
def test_tokenize_wrong_shape(tokenizer, texts):
    with pytest.raises(ValueError, match=r"`texts` must be .* of shape \(B,\), got shape"):
        tokenizer.tokenize(texts)


def test_detokenize_wrong_shape(tokenizer):
    with pytest.raises(ValueError, match=r"`ids` must have shape \(B, T\), got shape \(2,\)"):
        tokenizer.detokenize(tf.constant([1, 2]))


@pytest.mark.parametrize("cls", [WordTokenizer, CharacterTokenizer, WordPieceTokenizer])
def test_wrong_vocabulary(cls):
    with pytest.raises(
        ValueError, match=r"`vocabulary` must begin with the tokens .*, got \['a'\]"
    ):
        cls(["a"])
    with pytest.raises(ValueError, match="distinct, non-empty tokens, got 'a'"):
        cls([*SPECIAL_TOKENS, "a", "a"])
    with pytest.raises(ValueError, match="distinct, non-empty tokens, got ''"):
        cls([*SPECIAL_TOKENS, ""])


def test_get():
    assert zoo.text.get("subword") is WordPieceTokenizer
    message = r"`name` must be one of \['byte', 'character', 'jamo', .*\], got 'bpe'"
    with pytest.raises(ValueError, match=message):
        zoo.text.get("bpe")
