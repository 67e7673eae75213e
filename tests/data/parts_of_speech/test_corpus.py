from collections import Counter, defaultdict

import pytest

from zoo.data.parts_of_speech import LANGUAGES, generate

SIZES = {"validation_size": 50, "test_size": 100}
TAGS = set("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ VERB".split())


@pytest.fixture(scope="module", params=LANGUAGES)
def splits(request):
    return generate(request.param, 1_500, **SIZES)


def test_splits_share_no_sentence(splits):
    assert [len(split) for split in splits] == [1_500, 50, 100]
    everything = [sentence.words for split in splits for sentence in split]
    assert len(set(everything)) == 1_650
    for sentence in splits.train:
        assert len(sentence.words) == len(sentence.tags)
        assert set(sentence.tags) <= TAGS
        assert sentence.tags[-1] == "PUNCT"


def test_words_of_several_kinds(splits):
    """The most frequent tag of a word is right for most, and wrong for one in a hundred."""
    kinds = defaultdict(Counter)
    for words, tags in splits.train:
        for word, tag in zip(words, tags, strict=True):
            kinds[word][tag] += 1
    total = sum(sum(of.values()) for of in kinds.values())
    undecided = sum(sum(of.values()) - max(of.values()) for of in kinds.values())
    assert 0.005 < undecided / total < 0.03
    assert sum(len(of) > 1 for of in kinds.values()) > 20


def test_the_same_seed_gives_the_same():
    first = generate("english", 30, **SIZES)
    assert generate("english", 20, **SIZES).test == first.test
    assert generate("english", 20, **SIZES).train == first.train[:20]
    assert generate("english", 20, seed=1, **SIZES).train != first.train[:20]


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"`language` must be one of .*'korean'\], got 'latin'"):
        generate("latin")
    with pytest.raises(ValueError, match=r"`size` must be from 1 to 100000, got 0\."):
        generate("korean", 0, **SIZES)
    with pytest.raises(ValueError, match=r"`test_size` must be from 1 to 100000, got 0\."):
        generate("korean", 5, test_size=0)
