import unicodedata

from zoo.text import CharacterTokenizer, JamoTokenizer

TEXTS = ["저는 강사입니다", "값을 깎아 주세요!", "T-shirt 5벌 😀"]


def test_tokens_are_the_letters():
    tokenizer = JamoTokenizer.train(TEXTS, vocabulary_size=100)
    ids = tokenizer.tokenize(TEXTS)
    for row, text in zip(ids.to_list(), TEXTS, strict=True):
        letters = unicodedata.normalize("NFD", text)
        assert "".join(tokenizer.vocabulary[i] for i in row) == letters
    assert [text.decode() for text in tokenizer.detokenize(ids).numpy()] == TEXTS


def test_a_syllable_that_training_did_not_have():
    tokenizer = JamoTokenizer.train(["가다 강 날"], vocabulary_size=100)
    plain = CharacterTokenizer.train(["가다 강 날"], vocabulary_size=100)
    assert tokenizer.detokenize(tokenizer.tokenize(["달낭"])).numpy()[0].decode() == "달낭"
    assert plain.special.unknown in plain.tokenize(["달낭"]).to_list()[0]
