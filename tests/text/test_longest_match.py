import random

import pytest
import tensorflow as tf

from zoo.text import SPECIAL_IDS, SPECIAL_TOKENS
from zoo.text.longest_match import LongestMatch


def spell(pieces, words):
    vocabulary = [*SPECIAL_TOKENS, *pieces]
    rows = LongestMatch(vocabulary)(tf.constant(words, tf.string)).to_list()
    return [[vocabulary[i] for i in row] for row in rows]


def spelled(pieces, word):
    """The definition, one word and one piece at a time."""
    found, continues = [], word.startswith("##") and word != "##"
    rest = word[2:] if continues else word
    while rest or not found:
        mark = "##" if continues else ""
        ends = range(len(rest), 0, -1)
        end = next((end for end in ends if mark + rest[:end] in pieces), None)
        if end is None:
            return ["[UNK]"]
        found.append(mark + rest[:end])
        rest, continues = rest[end:], True
    return found


@pytest.mark.parametrize("seed", range(5))
def test_it_follows_the_definition(seed):
    generator = random.Random(seed)

    def draw(most):
        return "".join(generator.choices("ab가#", k=generator.randint(1, most)))

    pieces = list(dict.fromkeys(generator.choice(["", "##"]) + draw(5) for _ in range(40)))
    words = [generator.choice(["", "##"]) + draw(15) for _ in range(400)] + ["", "##", "#"]
    expected = [spelled(pieces, word) for word in words]
    assert spell(pieces, words) == expected
    assert 50 < sum(row == ["[UNK]"] for row in expected) < 390


def test_what_was_matched_is_not_read_again():
    # Ever longer prefixes match, and are given up at the last letter.
    pieces = ["a", *("##" + "a" * n for n in range(1, 30)), "##" + "a" * 40 + "b"]
    assert spell(pieces, ["a" * 61]) == [["a", "##" + "a" * 29, "##" + "a" * 29, "##aa"]]


def test_a_word_of_unknown_letters_leaves_its_neighbours():
    assert spell(["a", "##b"], ["ab", "axb", "abx", "x", "a"]) == [
        ["a", "##b"],
        ["[UNK]"],
        ["[UNK]"],
        ["[UNK]"],
        ["a"],
    ]


def test_no_words_and_no_pieces():
    assert spell(["a"], []) == []
    assert spell([], ["a", ""]) == [["[UNK]"], ["[UNK]"]]


def test_special_tokens_are_no_pieces():
    ids = LongestMatch(SPECIAL_TOKENS)(tf.constant(list(SPECIAL_TOKENS))).to_list()
    assert ids == [[SPECIAL_IDS.unknown]] * 4
