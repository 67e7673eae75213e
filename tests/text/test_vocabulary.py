import os
import subprocess
import sys
from collections import Counter

import pytest
import tensorflow as tf

from zoo.text.special import SPECIAL_TOKENS
from zoo.text.split import split_attached
from zoo.text.vocabulary import (
    count_parts,
    count_tokens,
    learn_pieces,
    most_frequent,
    repeated_words,
)

TEXTS = ["the lowest, the newest", "low and new: wide", "widest width"] * 3


def count(texts):
    return count_tokens(texts, split_attached)


def test_count_tokens():
    assert count(["a b, a", "", "a"]) == Counter({"a": 3, "b": 1, "##,": 1})


def test_count_tokens_reads_a_generator_in_parts(monkeypatch):
    monkeypatch.setattr("zoo.text.vocabulary._LINES_AT_ONCE", 2)
    assert count(text for text in ["a", "b a", "a", "b", "c"]) == Counter(a=3, b=2, c=1)


@pytest.mark.parametrize("texts", [[], ["", "  \n"]])
def test_count_tokens_without_text(texts):
    with pytest.raises(ValueError, match="`texts` must hold at least one text that is not blank"):
        count(texts)


def test_count_tokens_of_one_string():
    with pytest.raises(TypeError, match="`texts` must be an iterable of strings, got one string"):
        count("a text")


def test_count_parts():
    words = count_tokens([*TEXTS, "a\u00a0b"], tf.strings.split)
    assert count_parts(words, split_attached) == count([*TEXTS, "a b"])


def test_count_parts_of_nothing_but_white_space():
    with pytest.raises(ValueError, match="`texts` must hold at least one text that is not blank"):
        count_parts(Counter({"\u00a0": 3}), split_attached)


def test_repeated_words(monkeypatch):
    counts = Counter(b=2, a=2, c=3, d=1)
    assert repeated_words(counts) == ["c", "a", "b"]
    monkeypatch.setattr("zoo.text.vocabulary._MOST_REPEATED", 2)
    assert repeated_words(counts) == ["c", "a"]


def test_most_frequent():
    counts = Counter(b=2, a=2, c=3, d=1)
    assert most_frequent(counts, 7) == [*SPECIAL_TOKENS, "c", "a", "b"]
    assert most_frequent(counts, 100) == [*SPECIAL_TOKENS, "c", "a", "b", "d"]


@pytest.mark.parametrize("learn", [most_frequent, learn_pieces])
def test_vocabulary_size_leaves_no_room(learn):
    with pytest.raises(ValueError, match="`vocabulary_size` must be more than the 4 special"):
        learn(Counter(a=1), 4)


@pytest.mark.parametrize("size", [5, 20, 40, 41, 10_000])
def test_learn_pieces_respects_the_size(size):
    vocabulary = learn_pieces(count(TEXTS), size)
    assert len(vocabulary) <= size
    assert len(set(vocabulary)) == len(vocabulary)
    assert tuple(vocabulary[:4]) == SPECIAL_TOKENS
    assert size > 41 or len(vocabulary) == size


def test_learn_pieces_holds_every_character_in_both_forms():
    vocabulary = learn_pieces(count(TEXTS), 200)
    for character in set("".join(TEXTS)) - {" "}:
        assert {character, f"##{character}"} <= set(vocabulary)


def test_learn_pieces_keeps_the_places_apart():
    vocabulary = learn_pieces(count(["cat-cat dog"] * 5), 200)
    assert {"cat", "##cat", "dog"} <= set(vocabulary)
    assert "##dog" not in vocabulary


def test_learn_pieces_drops_the_rarest_characters():
    counts = Counter({"ab": 1_000_000, "Q": 2, "R": 3})
    vocabulary = learn_pieces(counts, 100)
    assert "R" in vocabulary
    assert "Q" not in vocabulary


def test_frequent_words_become_one_piece_before_rare_ones():
    counts = Counter({"xylophone": 500, "quixotic": 2})
    vocabulary = learn_pieces(counts, 4 + 2 * len(set("xylophonequixotic")) + 8)
    assert "xylophone" in vocabulary
    assert "quixotic" not in vocabulary


def test_same_texts_give_the_same_vocabulary_in_another_process():
    code = (
        "from collections import Counter\n"
        "from zoo.text.vocabulary import learn_pieces\n"
        "words = {a + b + c: 2 for a in 'aeiou' for b in 'xyz' for c in 'aeiou'}\n"
        "print(learn_pieces(Counter(words), 90))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    ).stdout
    words = {a + b + c: 2 for a in "aeiou" for b in "xyz" for c in "aeiou"}
    assert output.decode().strip() == str(learn_pieces(Counter(words), 90))
