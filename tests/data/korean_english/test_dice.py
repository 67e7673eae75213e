import pytest

from zoo.data.korean_english.dice import Dice


def test_the_same_everywhere():
    dice = Dice(0)
    assert [dice.pick("abcdef") for _ in range(8)] == ["b", "e", "b", "b", "e", "a", "f", "c"]


def test_weigh_follows_the_weights():
    dice = Dice(1)
    drawn = [dice.weigh("ab", (3, 1)) for _ in range(4000)]
    assert drawn.count("a") / 4000 == pytest.approx(0.75, abs=0.03)
    assert dice.weigh("ab", (0, 1)) == "b"


def test_chance():
    dice = Dice("x")
    assert sum(dice.chance(0.2) for _ in range(4000)) / 4000 == pytest.approx(0.2, abs=0.03)
