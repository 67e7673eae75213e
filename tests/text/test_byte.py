import pytest
import tensorflow as tf

from zoo.text import ByteTokenizer


def texts_of(tokenizer, ids):
    return [text.decode() for text in tokenizer.detokenize(ids).numpy()]


def test_ids_are_the_bytes():
    tokenizer = ByteTokenizer()
    texts = ["A", "저는 강사입니다", "😀"]
    ids = tokenizer.tokenize(texts)
    assert ids.to_list() == [[byte + 4 for byte in text.encode()] for text in texts]
    assert tokenizer.vocabulary_size == 260
    assert texts_of(tokenizer, ids) == texts


def test_every_byte_there_and_back():
    tokenizer = ByteTokenizer(collapse_whitespace=False)
    text = "".join(map(chr, range(1, 128))) + "é한漢😀\n"
    assert texts_of(tokenizer, tokenizer.tokenize([text])) == [text]


def test_bytes_that_are_no_text():
    half = [byte + 4 for byte in "a한".encode()[:-1]]
    assert texts_of(ByteTokenizer(), [half]) == ["a\ufffd"]


def test_nothing_is_learnt_but_room_is_needed():
    tokenizer = ByteTokenizer.train(["abc"], vocabulary_size=2000, lowercase=True)
    assert tokenizer.tokenize(["É"]).to_list() == tokenizer.tokenize(["é"]).to_list()
    with pytest.raises(ValueError, match="`vocabulary_size` must be at least 260 for bytes, got 2"):
        ByteTokenizer.train(["abc"], vocabulary_size=200)
    with pytest.raises(TypeError, match="`texts` must be an iterable of strings"):
        ByteTokenizer.train("abc", vocabulary_size=2000)


def test_in_a_graph_with_no_rows():
    tokenizer = ByteTokenizer()
    graph = tf.function(lambda x: tokenizer.tokenize(x).to_tensor())
    assert graph(tf.constant([], tf.string)).shape == (0, 0)
