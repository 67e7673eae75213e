from zoo.text import WordTokenizer

TEXTS = ["The T-shirt is red.", "The hat, too!", "Der Hut ist rot."]


def test_round_trip():
    tokenizer = WordTokenizer.train(TEXTS, vocabulary_size=100)
    texts = tokenizer.detokenize(tokenizer.tokenize(TEXTS)).numpy()
    assert [text.decode() for text in texts] == TEXTS


def test_unknown_words_leave_their_neighbours():
    tokenizer = WordTokenizer.train(TEXTS, vocabulary_size=100)
    ids = tokenizer.tokenize(["The green-red hat."])
    assert tokenizer.detokenize(ids).numpy()[0] == b"The [UNK]- [UNK] hat."


def test_train_keeps_the_most_frequent():
    tokenizer = WordTokenizer.train(["a a a b b c"], vocabulary_size=6)
    assert tokenizer.vocabulary[4:] == ["a", "b"]


def test_lowercase():
    tokenizer = WordTokenizer.train(["Ära ära"], vocabulary_size=10, lowercase=True)
    assert tokenizer.vocabulary[4:] == ["ära"]
    assert tokenizer.tokenize(["ÄRA"]).to_list() == [[4]]
