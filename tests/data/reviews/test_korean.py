import re

import pytest

from zoo.data.korean_english.dice import Dice
from zoo.data.reviews import korean

NEGATIONS = r"지 않았|수 없었|어려웠"


def has_word_of(text, is_positive):
    return any(f" {form}" in f" {text}" for pair in korean._WORDS[is_positive] for form in pair)


@pytest.mark.parametrize("is_positive", [True, False])
def test_a_negation_turns_a_word_around(is_positive):
    dice = Dice(0)
    for _ in range(50):
        plain = korean.one(dice, is_positive, is_negated=False)
        assert has_word_of(plain, is_positive)
        assert not re.search(NEGATIONS, plain)
        negated = korean.one(dice, is_positive, is_negated=True)
        assert has_word_of(negated, not is_positive)
        assert not has_word_of(negated, is_positive)
        assert re.search(NEGATIONS, negated)


@pytest.mark.parametrize("agree", [True, False])
def test_two_opinions(agree):
    dice = Dice(0)
    for _ in range(50):
        text = korean.two(dice, True, agree=agree, negated=(False, False))
        assert has_word_of(text, True)
        assert has_word_of(text, False) != agree
        # What is conceded stands before 지만 or 으나; the main clause is the other one.
        conceded = re.search(r"(?:비록 )?([^,]*?)(?:지만|으나)", text)
        assert bool(conceded) != agree
        assert agree or has_word_of(conceded[1], False)
        assert agree or not has_word_of(conceded[1], True)


def test_an_aside_judges_nothing():
    dice = Dice(0)
    asides = [korean.aside(dice) for _ in range(100)]
    assert not any(has_word_of(text, side) for text in asides for side in (True, False))
    assert all(re.search(r"(다|요)\.$", text) and "{" not in text for text in asides)
