import pytest

from zoo.data.korean_english.dice import Dice
from zoo.data.scenes import Thing, is_true, read, write_captions
from zoo.data.scenes.scene import make_scene

LEFT = Thing("large", "red", "circle", 0.2, 0.5)
RIGHT = Thing("small", "blue", "square", 0.8, 0.52)
PAIR = (LEFT, RIGHT)
THREE = tuple(Thing("small", "green", "triangle", x, 0.2) for x in (0.2, 0.5, 0.8))
MIXED = (
    *THREE,
    Thing("large", "green", "triangle", 0.5, 0.8),
    Thing("large", "red", "cross", 0.2, 0.8),
)


@pytest.mark.parametrize(
    ("scene", "caption"),
    [
        (PAIR, "a large red circle left of a small blue square"),
        (PAIR, "a blue square to the right of a red circle"),
        (PAIR, "a red circle on the left and a small blue square on the right"),
        (PAIR, "a red circle and a blue square"),
        (PAIR, "there is a red circle"),
        (THREE, "three green triangles"),
        (THREE, "there are three small green triangles"),
        (THREE, "a picture of three green triangles"),
        (MIXED, "three small green triangles and a red cross"),
        (MIXED, "four green triangles"),
        (MIXED, "a large green triangle right of a red cross"),
        (MIXED, "a large green triangle and three small green triangles"),
    ],
)
def test_true(scene, caption):
    assert is_true(caption, scene)


@pytest.mark.parametrize(
    ("scene", "caption"),
    [
        (PAIR, "a large red circle right of a small blue square"),
        (PAIR, "a blue square on the left and a red circle on the right"),
        (PAIR, "a red circle above a blue square"),  # they stand beside each other
        (PAIR, "a red circle below a blue square"),
        (PAIR, "a small red circle"),
        (PAIR, "a red square left of a blue square"),
        (PAIR, "two red circles"),
        (PAIR, "a red circle and a red circle"),  # there is one
        (PAIR, "a red circle and a large red circle"),
        (THREE, "two green triangles"),  # numbers are exact
        (THREE, "a green triangle"),
        (THREE, "a green triangle left of a green triangle"),
        (THREE, "four green triangles"),
        (THREE, "three large green triangles"),
        (MIXED, "three green triangles"),  # a fourth is large
    ],
)
def test_false(scene, caption):
    assert read(caption) is not None
    assert not is_true(caption, scene)


@pytest.mark.parametrize(
    "caption",
    [
        "",
        "three",
        "three triangles",
        "three green triangle",
        "a green triangles",
        "three green triangles three green triangles",
        "there are a green triangle",
        "there is three green triangles",
        "two red circles left of a blue square",  # a relation is of one to one
        "a red circle left of",
        "a red circle at the top and a blue square on the right",
        "a red large circle",
        "the three green triangles",
        "a pink circle",
    ],
)
def test_what_the_grammar_has_not_is_false(caption):
    assert read(caption) is None
    assert not is_true(caption, THREE)


def test_above_and_below():
    scene = (LEFT._replace(x=0.5, y=0.1), RIGHT._replace(x=0.5, y=0.6))
    assert is_true("a red circle above a blue square", scene)
    assert is_true("a red circle at the top and a blue square at the bottom", scene)
    assert not is_true("a red circle left of a blue square", scene)
    assert not is_true("a blue square above a red circle", scene)


def test_what_is_written_is_true_and_different():
    dice = Dice("captions")
    for _ in range(200):
        scene = make_scene(dice)
        captions = write_captions(scene, 5, dice)
        assert 3 <= len(set(captions)) == len(captions) <= 5
        assert all(is_true(caption, scene) for caption in captions)
        kinds = {thing.kind for thing in scene}
        assert all(len(read(caption).groups) == len(kinds) for caption in captions)
