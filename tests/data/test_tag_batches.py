import numpy as np
import pytest

from zoo.data import tag_batches as tag_batches_module
from zoo.data.conll import TaggedSentence
from zoo.data.epoch_counter import EpochCounter
from zoo.data.tag_batches import encode_tags, tag_batches
from zoo.text import CharacterTokenizer, WordTokenizer

TAGS = ("N", "V", "X")
WORDS = ["a", "b-b", "c"]
SENTENCES = [
    TaggedSentence(
        tuple(WORDS[(i + j) % 3] for j in range(1 + i % 5)),
        tuple(TAGS[(i + j) % 3] for j in range(1 + i % 5)),
    )
    for i in range(40)
]
TOKENIZER = WordTokenizer.train([" ".join(WORDS)], vocabulary_size=20)
END, PAD = TOKENIZER.special.end, TOKENIZER.special.pad


def test_a_tag_stands_where_its_word_is_read():
    sentence = TaggedSentence(("a", "b-b", "c"), ("N", "V", "N"))
    first = encode_tags([sentence], TOKENIZER, TAGS)
    assert first.tags.to_list() == [[1, 2, 0, 0, 1]]
    last = encode_tags([sentence], TOKENIZER, TAGS, read="last")
    assert last.tags.to_list() == [[1, 0, 0, 2, 1]]
    np.testing.assert_array_equal(first.ids.to_list(), last.ids.to_list())
    letters = CharacterTokenizer.train(["ab-c"], vocabulary_size=20)
    found = encode_tags([sentence], letters, TAGS)
    assert found.tags.to_list() == [[1, 0, 2, 0, 0, 0, 1, 0]]
    assert [i for i, id in enumerate(found.ids.to_list()[0]) if id == END] == [1, 5, 7]


def test_sentences_are_tokenised_some_at_a_time(monkeypatch):
    sentences = [TaggedSentence((), ()), *SENTENCES, TaggedSentence((), ())]
    whole = encode_tags(sentences, TOKENIZER, TAGS, max_length=2)
    calls = []
    real = tag_batches_module.word_rows

    def counted(tokenizer, words, **options):
        calls.append(int(words.nrows()))
        return real(tokenizer, words, **options)

    monkeypatch.setattr(tag_batches_module, "word_rows", counted)
    for most in (7, 1):
        calls.clear()
        monkeypatch.setattr(tag_batches_module, "_SENTENCES_AT_ONCE", most)
        found = encode_tags(sentences, TOKENIZER, TAGS, max_length=2)
        assert max(calls) == most
        assert found.ids.to_list() == whole.ids.to_list()
        assert found.tags.to_list() == whole.tags.to_list()
        assert found.report() == whole.report()


def test_reports():
    assert encode_tags(SENTENCES, TOKENIZER, TAGS).report() == "40 sentences, 120 words"
    found = encode_tags(SENTENCES, TOKENIZER, TAGS[:2], max_length=2)
    lengths = {"a": 1, "b-b": 2, "c": 1}  # of three tokens, cut
    starts = [
        [sum(lengths[w] for w in words[:j]) for j in range(len(words))] for words, _ in SENTENCES
    ]
    rows = sum(len({start // 2 for start in of_words}) for of_words in starts)
    untold = sum(tags.count("X") for _, tags in SENTENCES)
    assert found.report() == (
        f"40 sentences in {rows} rows, 120 words, {untold} with tags that training has not"
    )


def read_from(dataset):
    """Of every row the ids and tags that count, sorted."""
    found = []
    for inputs, targets, weights in dataset.as_numpy_iterator():
        ids = inputs["source_ids"]
        assert ids.shape == targets.shape == weights.shape
        for row in zip(ids, targets, weights, strict=True):
            if row[2].any():
                found.append([(int(i), int(t)) for i, t, w in zip(*row, strict=True) if w])
    return sorted(found)


@pytest.mark.parametrize(
    "options", [{}, {"shuffle_seed": 1}, {"replicas": 4}, {"static_shapes": True}]
)
def test_each_sentence_once(options):
    encoded = encode_tags(SENTENCES, TOKENIZER, TAGS)
    dataset = tag_batches(encoded, tokens_per_batch=24, bucket_width=4, **options)
    first = {
        word: ids[0] for word, ids in zip(WORDS, TOKENIZER.tokenize(WORDS).to_list(), strict=True)
    }
    wanted = [
        [(first[word], TAGS.index(tag)) for word, tag in zip(*sentence, strict=True)]
        for sentence in SENTENCES
    ]
    assert read_from(dataset) == sorted(wanted)
    batches = list(dataset.as_numpy_iterator())
    assert len(batches) == dataset.cardinality()
    for inputs, _, weights in batches:
        ids = inputs["source_ids"]
        assert len(ids) % options.get("replicas", 1) == 0
        assert np.all(np.any(ids != PAD, axis=1))
        assert not weights[ids == PAD].any()


def test_the_order_hangs_on_the_epoch():
    epochs = EpochCounter()
    encoded = encode_tags(SENTENCES, TOKENIZER, TAGS)
    dataset = tag_batches(encoded, tokens_per_batch=24, shuffle_seed=3, epochs=epochs)

    def ids(epoch):
        epochs.set(epoch)
        return [inputs["source_ids"].tolist() for inputs, _, _ in dataset.as_numpy_iterator()]

    assert ids(0) == ids(0) != ids(1)


def test_no_word():
    with pytest.raises(ValueError, match="`sentences` must hold a word, got 1 without"):
        encode_tags([TaggedSentence((), ())], TOKENIZER, TAGS)
