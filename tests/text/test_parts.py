import itertools

import pytest

from zoo.text.parts import parts_of


def test_parts_in_order():
    assert list(parts_of("abcde", most=2)) == [["a", "b"], ["c", "d"], ["e"]]
    assert list(parts_of([], most=2)) == []


def test_parts_of_few_characters(monkeypatch):
    monkeypatch.setattr("zoo.text.parts._CHARACTERS", 10)
    texts = ["a" * 4, "b" * 6, "c", "d" * 30, "e" * 9, "f"]
    assert [len(part) for part in parts_of(texts, most=5)] == [2, 2, 2]
    pairs = [("a" * 3, "b" * 3)] * 5
    parts = parts_of(pairs, most=5, length=lambda pair: sum(map(len, pair)))
    assert [len(part) for part in parts] == [2, 2, 1]


@pytest.mark.parametrize("most", [3, 10_000])
def test_nothing_is_read_ahead(monkeypatch, most):
    monkeypatch.setattr("zoo.text.parts._CHARACTERS", 3)
    numbers = itertools.count()
    next(parts_of(map(str, numbers), most=most))
    assert next(numbers) == 3
