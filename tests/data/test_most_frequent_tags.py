from zoo.data.conll import TaggedSentence
from zoo.data.most_frequent_tags import MostFrequentTags

ROWS = [
    TaggedSentence(("a", "watch", "a", "b"), ("D", "N", "D", "V")),
    TaggedSentence(("watch", "b", "c"), ("V", "N", "X")),
    TaggedSentence(("watch",), ("V",)),
]


def test_what_a_word_is_most_often():
    most = MostFrequentTags(ROWS)
    assert most(["watch", "a", "c"]) == ["V", "D", "X"]
    assert most(["b"]) == ["N"]  # of equals the first by its letters
    assert most(["new"]) == ["V"]  # the most frequent of all: three V
    assert most([]) == []


def test_kinds():
    most = MostFrequentTags(ROWS)
    assert [most.kind_of(word) for word in ("watch", "a", "new")] == [
        "ambiguous",
        "plain",
        "unknown",
    ]
