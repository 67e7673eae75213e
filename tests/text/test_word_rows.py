import pytest
import tensorflow as tf

from zoo.text import ByteTokenizer, CharacterTokenizer, JamoTokenizer, WordPieceTokenizer
from zoo.text.word_rows import word_rows

TEXTS = ["the unseen cat saw", "the cat seen unsaid", "책을 읽는 고양이"]
SUBWORDS = WordPieceTokenizer.train(TEXTS * 3, vocabulary_size=60)
LETTERS = CharacterTokenizer.train(TEXTS, vocabulary_size=60)


def rows(tokenizer, *sentences, max_length=99, **options):
    words = tf.RaggedTensor.from_row_lengths(
        tf.constant([word for words in sentences for word in words], tf.string),
        [len(words) for words in sentences],
    )
    return word_rows(tokenizer, words, max_length=max_length, **options)


@pytest.mark.parametrize("read", ["first", "last"])
def test_subwords(read):
    words = "the catseen saw".split()
    found = rows(SUBWORDS, words, read=read)
    pieces = [SUBWORDS.tokenize([word]).to_list()[0] for word in words]
    assert found.ids.to_list() == [[id for p in pieces for id in p]]
    assert len(pieces[1]) > 1
    is_read = [
        place == (0 if read == "first" else len(p) - 1) for p in pieces for place in range(len(p))
    ]
    assert found.is_read.to_list() == [is_read]


@pytest.mark.parametrize(
    "tokenizer", [LETTERS, ByteTokenizer(), JamoTokenizer.train(TEXTS, vocabulary_size=60)]
)
def test_letters_are_closed(tokenizer):
    """Without that "책 을" and "책을" were the same."""
    end = tokenizer.special.end
    parted, whole = rows(tokenizer, ["책", "을"]), rows(tokenizer, ["책을"])
    assert parted.ids.to_list() != whole.ids.to_list()
    assert sum(id == end for id in parted.ids.to_list()[0]) == 2
    last = rows(tokenizer, ["책", "을"], read="last")
    read = tf.ragged.boolean_mask(last.ids, last.is_read)
    assert read.to_list() == [[end, end]]


def test_sentences_and_what_has_no_word():
    found = rows(SUBWORDS, [], ["the"], [], ["cat", "saw"], [])
    assert found.ids.nrows() == 2
    assert tf.reduce_sum(tf.cast(found.is_read.flat_values, tf.int32)) == 3
    assert rows(SUBWORDS).ids.nrows() == rows(SUBWORDS, []).ids.nrows() == 0


def test_a_word_that_is_nothing_is_unknown():
    found = rows(SUBWORDS, ["the", "\u200b\x01", "cat"])
    assert found.ids.to_list()[0][1] in (SUBWORDS.special.unknown, *found.ids.to_list()[0])
    found = rows(SUBWORDS, ["\x01", ""])
    assert found.ids.to_list() == [[SUBWORDS.special.unknown] * 2]
    assert found.is_read.to_list() == [[True, True]]


def test_a_long_sentence_has_several_rows():
    words = ["the", "cat"] * 5
    found = rows(SUBWORDS, words, ["saw"], words, max_length=4)
    assert found.ids.row_lengths().numpy().tolist() == [4, 4, 2, 1, 4, 4, 2]
    whole = rows(SUBWORDS, words, ["saw"], words)
    assert found.ids.flat_values.numpy().tolist() == whole.ids.flat_values.numpy().tolist()
    # A word of many tokens is cut, and never shared by two rows.
    found = rows(LETTERS, ["the", "t" * 50, "cat"], max_length=8)
    assert found.ids.row_lengths().numpy().tolist() == [4 + 9, 4]
    assert [sum(row) for row in found.is_read.to_list()] == [2, 1]


def test_bad_options():
    with pytest.raises(ValueError, match=r"`read` must be one of .*, got 'middle'"):
        rows(SUBWORDS, ["a"], read="middle")
    with pytest.raises(ValueError, match="`max_length` must be at least 1, got 0"):
        rows(SUBWORDS, ["a"], max_length=0)
