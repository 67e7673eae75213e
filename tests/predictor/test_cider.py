import math

import pytest

from zoo.predictor.cider import cider


def test_an_example_worked_by_hand():
    """Two images with one reference each, 1-grams in one of two: idf = log 2; "a" in both: 0.

    Output "a red dog" of "a red cat": of 1-grams red is shared, g = (log 2, log 2) on both sides:
    cos = 1/2. 2-grams: (a red), (red dog) and (a red), (red cat): 1/2. 3-grams: none shared.
    4-grams: there are none. The lengths are alike: 10 * (1/2 + 1/2 + 0 + 0) / 4 = 2.5. The other
    image's output has no word of its reference: 0. The mean is 1.25, and 100 times that is 125.
    """
    outputs = ["a red dog".split(), "we run".split()]
    references = [["a red cat".split()], ["a blue hat here".split()]]
    assert cider(outputs, references) == pytest.approx(125.0)


def test_words_said_too_often_do_not_count_twice():
    """Output "dog dog" of "dog": min(2 log 2, log 2) * log 2 / (2 log 2 * log 2) = 1/2 of 1-grams;
    one 2-gram too many: exp(-1 / 72).
    """
    outputs, references = ["dog dog".split(), ["x"]], [[["dog"]], [["cat"]]]
    expected = 1000 * (0.5 / 4) * math.exp(-1 / 72) / 2
    assert cider(outputs, references) == pytest.approx(expected)


def test_the_numbers_of_cocos_tool():
    """Computed once by pycocoevalcap 1.2, `Cider().compute_score`, times 100."""
    outputs = [
        "a man rides a brown horse on the beach",
        "two dogs play in the snow",
        "a child eats",
    ]
    references = [
        ["a man riding a horse on a beach", "a person rides a brown horse near the sea"],
        ["two dogs play in deep snow", "dogs run in the snow", "two brown dogs outside"],
        ["a little child eats a red apple", "a child is eating fruit at the table"],
    ]
    found = cider(
        [text.split() for text in outputs], [[t.split() for t in image] for image in references]
    )
    assert found == pytest.approx(264.1546570564739)


@pytest.mark.parametrize(
    ("outputs", "references"), [([], []), ([["a"]], []), ([["a"]], [[]]), ([["a"]], [[["a"]]] * 2)]
)
def test_what_cannot_be_scored(outputs, references):
    with pytest.raises(ValueError, match="must be as many and at least one, and every image must"):
        cider(outputs, references)
