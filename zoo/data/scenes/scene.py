"""What is on an image: things of some size, colour and shape, each in its place."""

from typing import NamedTuple

from zoo.data.korean_english.dice import Dice

SHAPES = ("circle", "square", "triangle", "cross")
# Red, green and blue, 0 to 1.
COLOURS = {
    "red": (0.85, 0.12, 0.10),
    "green": (0.10, 0.60, 0.20),
    "blue": (0.12, 0.25, 0.85),
    "yellow": (0.95, 0.85, 0.10),
    "purple": (0.60, 0.15, 0.70),
    "black": (0.05, 0.05, 0.05),
}
SIZES = {"small": 0.075, "large": 0.125}  # the radius, by the image's width
KINDS = {"count": 0.4, "relation": 0.4, "groups": 0.2}
MOST_ALIKE = 4
_CELLS = 3  # a row and a column
# Two things of one column are nearer to each other, across, than two of neighbouring ones.
_JITTER = 0.04


class Thing(NamedTuple):
    """A drawn shape; `x` to the right and `y` down, by the image's width, from its corner."""

    size: str
    colour: str
    shape: str
    x: float
    y: float

    @property
    def kind(self) -> tuple[str, str, str]:
        """What it is, wherever it stands."""
        return self[:3]


Scene = tuple[Thing, ...]


def groups_of(scene: Scene) -> tuple[tuple[int, tuple[str, str, str]], ...]:
    """How many things of each kind there are, sorted: what splits are made by.

    Example:
        >>> thing = Thing("small", "red", "circle", 0.2, 0.2)
        >>> groups_of((thing, thing._replace(x=0.5)))
        ((2, ('small', 'red', 'circle')),)
    """
    kinds = [thing.kind for thing in scene]
    return tuple(sorted((kinds.count(kind), kind) for kind in set(kinds)))


def make_scene(dice: Dice) -> Scene:
    """A scene by chance: things alike, two unlike ones, or two groups."""
    kind = dice.weigh(list(KINDS), list(KINDS.values()))
    if kind == "count":
        counts = [int(dice.pick(range(MOST_ALIKE))) + 1]
    elif kind == "relation":
        counts = [1, 1]
    else:
        counts = list(dice.pick([(1, 2), (1, 3), (2, 1), (3, 1), (2, 2), (2, 3), (3, 2)]))
    kinds = []
    while len(kinds) < len(counts):
        drawn = dice.pick(list(SIZES)), dice.pick(list(COLOURS)), dice.pick(SHAPES)
        if drawn not in kinds:
            kinds.append(drawn)
    cells = [(column, row) for column in range(_CELLS) for row in range(_CELLS)]
    things = []
    for count, of in zip(counts, kinds, strict=True):
        for _ in range(count):
            cell = cells.pop(int(dice.pick(range(len(cells)))))
            things.append(Thing(*of, *(_place(place, dice) for place in cell)))
    return tuple(things)


def _place(cell: int, dice: Dice) -> float:
    shift = (int(dice.pick(range(101))) / 50 - 1) * _JITTER
    return round((cell + 0.5) / _CELLS + shift, 4)
