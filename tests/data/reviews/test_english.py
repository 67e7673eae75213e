import re

import pytest

from zoo.data.korean_english.dice import Dice
from zoo.data.reviews import english

NEGATIONS = r"not|never|anything but|obody"


def has_word_of(text, is_positive):
    return any(re.search(rf"\b{word}\b", text) for word in english._WORDS[is_positive])


@pytest.mark.parametrize("is_positive", [True, False])
def test_a_negation_turns_a_word_around(is_positive):
    dice = Dice(0)
    for _ in range(50):
        plain = english.one(dice, is_positive, is_negated=False)
        assert has_word_of(plain, is_positive)
        assert not re.search(NEGATIONS, plain)
        negated = english.one(dice, is_positive, is_negated=True)
        assert has_word_of(negated, not is_positive)
        assert not has_word_of(negated, is_positive)
        assert re.search(NEGATIONS, negated)


@pytest.mark.parametrize("agree", [True, False])
def test_two_opinions(agree):
    dice = Dice(0)
    for _ in range(50):
        text = english.two(dice, True, agree=agree, negated=(False, False))
        assert has_word_of(text, True)
        assert has_word_of(text, False) != agree
        main = re.match(r"(?:.*, but |Although .*?, |While .*?, )?(.*?)(, even though .*)?$", text)
        assert has_word_of(main[1], True)
        assert agree or not has_word_of(main[1], False)


def test_an_aside_judges_nothing():
    dice = Dice(0)
    asides = [english.aside(dice) for _ in range(100)]
    assert not any(has_word_of(text, side) for text in asides for side in (True, False))
    assert all(text[0].isupper() and text.endswith(".") and "{" not in text for text in asides)
