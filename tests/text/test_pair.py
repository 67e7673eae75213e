import pytest

import zoo.text
from zoo.text import WordTokenizer, train_pair

PAIRS = [("저는 책을 읽습니다", "I read a book"), ("저는 갑니다", "I go")]


def test_each_side_has_its_vocabulary():
    source, target = train_pair(WordTokenizer, PAIRS, vocabulary_size=50)
    assert set(source.vocabulary[4:]) == {"저는", "책을", "읽습니다", "갑니다"}
    assert set(target.vocabulary[4:]) == {"I", "read", "a", "book", "go"}


def test_a_joint_vocabulary_is_one_object():
    source, target = train_pair(WordTokenizer, PAIRS, joint=True, vocabulary_size=50)
    assert source is target
    assert {"저는", "book"} <= set(source.vocabulary)


@pytest.mark.parametrize("name", zoo.text.TOKENIZERS)
def test_options_reach_both_sides(name):
    pair = train_pair(zoo.text.get(name), PAIRS, vocabulary_size=260, lowercase=True)
    for tokenizer in pair:
        assert tokenizer.lowercase
        assert tokenizer.vocabulary_size <= 260


def test_no_pairs():
    with pytest.raises(ValueError, match="`texts` must hold"):
        train_pair(WordTokenizer, [], vocabulary_size=50)
