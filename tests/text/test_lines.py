"""Line breaks are tokens, whatever the tokenizer makes of white space."""

import unicodedata

import pytest
import tensorflow as tf

from zoo import text
from zoo.text.lines import continue_lines, count_characters, decode_lines, encode_lines

LINES = ["to be or", "", "not to be 우리는 간다", "to be"]


@pytest.fixture(
    params=[
        "character",
        "byte",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("jamo", "word", "subword")),
    ]
)
def tokenizer(request):
    exact = {"collapse_whitespace": False} if request.param in ("character", "byte", "jamo") else {}
    return text.get(request.param).train(LINES, vocabulary_size=300, **exact)


@pytest.mark.parametrize("number", range(4))
def test_there_and_back(tokenizer, number):
    texts = ["\n".join(LINES[:number]), "\n\nto\n", "", "be"]
    ids = encode_lines(tokenizer, texts)
    assert [t.decode() for t in decode_lines(tokenizer, ids).numpy()] == texts
    padded = ids.to_tensor(tokenizer.special.pad)
    assert [t.decode() for t in decode_lines(tokenizer, padded).numpy()] == texts


def test_the_break_is_one_token(tokenizer):
    apart = [encode_lines(tokenizer, [line]).to_list()[0] for line in ("to", "be")]
    together = encode_lines(tokenizer, ["to\r\nbe"]).to_list()[0]
    assert together == [*apart[0], tokenizer.special.end, *apart[1]]


def test_no_text():
    words = text.get("word").train(LINES, vocabulary_size=30)
    ids = encode_lines(words, tf.constant([], tf.string))
    assert ids.shape[0] == 0
    assert decode_lines(words, ids).shape == (0,)


def test_characters_are_those_that_tokenizers_read():
    texts = ["한\r\né\n", unicodedata.normalize("NFD", "한글"), "", b"a\xff"]
    assert count_characters(tf.constant(texts)).numpy().tolist() == [4, 2, 0, 2]
    ids = encode_lines(text.get("character").train(["한"], vocabulary_size=9), texts[1:2])
    assert ids.row_lengths().numpy().tolist() == [2]


def test_what_is_added_stands_after_the_text_as_it_was_given(tokenizer):
    prompts = ["to be", "to be ", " not\r\nto ", "zebra be", ""]
    ids = encode_lines(tokenizer, ["or", "or", "be", "or", "to be"]).to_tensor(0)
    added = [text.decode() for text in continue_lines(tokenizer, tf.constant(prompts), ids).numpy()]
    has_spaces = added[0] == " or"  # where words are tokens, the space is not one
    assert added == ([" or"] if has_spaces else ["or"]) + ["or", "be", added[3], "to be"]
    assert added[3] == added[0]
