import pytest

from zoo.data.damaged import are_too_many, name_some


@pytest.mark.parametrize(
    ("damaged", "count", "expected"),
    [(0, 0, False), (1, 1, False), (2, 199, True), (2, 200, False), (3, 200, True)],
)
def test_one_or_one_percent(damaged, count, expected):
    assert are_too_many(["x"] * damaged, count) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [((), ""), ("a", "a"), ("abc", "a, b, c"), ("abcde", "a, b, c and 2 more")],
)
def test_some_are_named_and_all_counted(names, expected):
    assert name_some(tuple(names)) == expected
