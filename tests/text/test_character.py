import unicodedata

import pytest

from zoo.text import CharacterTokenizer

TEXTS = ["저는 강사입니다", "It's 5 o'clock 😀!"]


def texts_of(tokenizer, ids):
    return [text.decode() for text in tokenizer.detokenize(ids).numpy()]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_round_trip(form):
    tokenizer = CharacterTokenizer.train(TEXTS, vocabulary_size=100)
    ids = tokenizer.tokenize([unicodedata.normalize(form, text) for text in TEXTS])
    assert texts_of(tokenizer, ids) == TEXTS
    assert ids.row_lengths().numpy().tolist() == [len(text) for text in TEXTS]


def test_white_space_collapses_or_stays():
    text = "\n It's\n\n5\to'clock! "
    collapsed = CharacterTokenizer.train(TEXTS, vocabulary_size=100)
    assert texts_of(collapsed, collapsed.tokenize([text])) == ["It's 5 o'clock!"]
    exact = CharacterTokenizer.train([text], vocabulary_size=100, collapse_whitespace=False)
    assert texts_of(exact, exact.tokenize([text])) == [text]
    assert exact.get_config()["collapse_whitespace"] is False


def test_unknown_character():
    tokenizer = CharacterTokenizer.train(["ab"], vocabulary_size=10)
    assert tokenizer.tokenize(["axb"]).to_list() == [[4, tokenizer.special.unknown, 5]]
