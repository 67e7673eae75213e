import random

import pytest
import tensorflow as tf

from zoo.text import WordPieceTokenizer, WordTokenizer, load_tokenizer

TEXTS = ["The dog, the DOG and the T-shirt.", "a dog  the\tdog,\n the", "", "개가 the 개가, 물을"]
CLASSES = [WordTokenizer, WordPieceTokenizer]


def without_table(tokenizer):
    return type(tokenizer).from_config({**tokenizer.get_config(), "frequent_words": []})


@pytest.mark.parametrize("lowercase", [False, True])
@pytest.mark.parametrize("cls", CLASSES)
def test_the_table_changes_no_id(cls, lowercase):
    tokenizer = cls.train(TEXTS, vocabulary_size=60, lowercase=lowercase)
    assert {"the", "dog,", "개가"} & set(tokenizer.frequent_words) == {"the", "dog,"}
    generator = random.Random(0)
    alphabet = (
        "ab#Жé가9'-[]漢 _\t\n\v\x00\x85\u00a0\u3000\u2028\u200b\u0301\u1112\u1161\u11ab😀,The"
    )
    texts = ["".join(generator.choices(alphabet, k=generator.randint(0, 30))) for _ in range(300)]
    texts += [f"{text} the dog, {text}" for text in texts]
    # What white space parts may be encoded part by part: the frequent words' table relies on it.
    plain = without_table(tokenizer)
    expected = plain.tokenize(texts)
    whole = plain._encode_words(tf.constant(texts))
    for ids in (tokenizer.tokenize(texts), whole):
        assert ids.flat_values.numpy().tolist() == expected.flat_values.numpy().tolist()
        assert ids.row_splits.numpy().tolist() == expected.row_splits.numpy().tolist()


def test_bytes_that_are_no_text_may_be_encoded_part_by_part():
    generator = random.Random(0)
    parts = [b"a", b" ", b"\xe3", b"\x80", b"\x81", b"\xff", b"\xc0", b"\xed\xa0", b"\xf4\x90"]
    texts = tf.constant([b"".join(generator.choices(parts, k=8)) for _ in range(300)])
    tokenizer = WordTokenizer.train(["a \ufffd a\ufffd"], vocabulary_size=20)
    whole = tokenizer._encode_words(texts)
    assert tokenizer.tokenize(texts).to_list() == whole.to_list()


@pytest.mark.parametrize("cls", CLASSES)
def test_a_frequent_word_is_not_encoded_again(cls, monkeypatch):
    tokenizer = cls.train(TEXTS, vocabulary_size=60)
    seen = []
    encode = tokenizer._encode_words

    def spy(words):
        seen.extend(words.numpy().tolist())
        return encode(words)

    monkeypatch.setattr(tokenizer, "_encode_words", spy)
    tokenizer._encode(tf.constant(["the dog, xyz the", "xyz dog, uvw"]))
    assert seen == [b"xyz", b"uvw"]


@pytest.mark.parametrize("cls", CLASSES)
def test_the_table_is_saved(cls, tmp_path):
    tokenizer = cls.train(TEXTS, vocabulary_size=60)
    tokenizer.save(tmp_path / "t.json")
    assert load_tokenizer(tmp_path / "t.json").frequent_words == tokenizer.frequent_words
    assert tokenizer.frequent_words
