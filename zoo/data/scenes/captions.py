"""The grammar of captions: what can be said of a scene, and whether it is true.

    caption   = [lead] group ["and" group]
              | one relation one
              | one "on the left and" one "on the right"
              | one "at the top and" one "at the bottom"
    lead      = "there is" | "there are" | "a picture of"
    relation  = ["to the"] ("left of" | "right of") | "above" | "below"
    group     = number [size] colour shape       # "three green triangles"
    one       = a group whose number is "a"

Numbers are exact, "a" too: there are so many things of that description and no more.
"""

import re
from typing import NamedTuple

from zoo.data.korean_english.dice import Dice
from zoo.data.scenes.scene import COLOURS, SHAPES, SIZES, Scene, Thing, groups_of

NUMBERS = ("a", "two", "three", "four")
_MARGIN = 0.15  # two things stand left and right of each other from so far apart on
_PLURALS = {"cross": "crosses"}
_LEADS = ("", "there is ", "a picture of ")


class Group(NamedTuple):
    """So many things of a colour and a shape, and of a size if it is said."""

    number: int
    size: str | None
    colour: str
    shape: str

    def matches(self, scene: Scene) -> list[Thing]:
        """The things of that description, however many."""
        said = (self.colour, self.shape)
        return [
            thing
            for thing in scene
            if (thing.colour, thing.shape) == said and self.size in (None, thing.size)
        ]


class Statement(NamedTuple):
    """What a caption says: that groups are there, and how the first of two stands to the second."""

    groups: tuple[Group, ...]
    relation: str | None = None


def _plural(shape: str) -> str:
    return _PLURALS.get(shape, f"{shape}s")


_SINGULAR_OF = {_plural(shape): shape for shape in SHAPES}
_GROUP = (
    rf"(?:{'|'.join(NUMBERS)}) (?:(?:{'|'.join(SIZES)}) )?(?:{'|'.join(COLOURS)}) "
    rf"(?:{'|'.join([*_SINGULAR_OF, *SHAPES])})"
)
_FORMS = {
    "groups": rf"(there is |there are |a picture of )?({_GROUP})(?: and ({_GROUP}))?",
    "relation": rf"({_GROUP}) (?:to the )?(left of|right of) ({_GROUP})",
    "height": rf"({_GROUP}) (above|below) ({_GROUP})",
    "left of": rf"({_GROUP}) on the left and ({_GROUP}) on the right",
    "above": rf"({_GROUP}) at the top and ({_GROUP}) at the bottom",
}


def read(caption: str) -> Statement | None:
    """What a caption says, or None where the grammar has no such caption.

    Example:
        >>> read("three green triangles")
        Statement(groups=(Group(number=3, size=None, colour='green', shape='triangle'),),
            relation=None)
        >>> read("three green triangle") is None
        True
    """
    for form, pattern in _FORMS.items():
        match = re.fullmatch(pattern, caption.strip())
        if match is None:
            continue
        parts = list(match.groups())
        lead = parts.pop(0) if form == "groups" else None
        relation = None
        if form != "groups":
            relation = parts.pop(1) if len(parts) == 3 else form
        groups = tuple(_read_group(part) for part in parts if part)
        if None in groups or (relation and any(group.number != 1 for group in groups)):
            return None
        if (lead == "there is " and groups[0].number != 1) or (
            lead == "there are " and groups[0].number == 1
        ):
            return None
        return Statement(groups, relation)
    return None


def is_true(caption: str, scene: Scene) -> bool:
    """Whether a caption is one of the grammar and true of a scene.

    Example:
        >>> scene = (Thing("small", "red", "circle", 0.2, 0.5),)
        >>> is_true("a red circle", scene), is_true("two red circles", scene)
        (True, False)
    """
    statement = read(caption)
    if statement is None:
        return False
    found = [group.matches(scene) for group in statement.groups]
    if any(
        len(things) != group.number for things, group in zip(found, statement.groups, strict=True)
    ):
        return False
    if len(found) == 2 and set(found[0]) & set(found[1]):
        return False
    return statement.relation is None or _RELATIONS[statement.relation](found[0][0], found[1][0])


def write_captions(scene: Scene, count: int, dice: Dice) -> tuple[str, ...]:
    """True captions, all different, that name everything on the scene.

    Args:
        scene: What is on the image.
        count: How many, or as many as there are.
        dice: Chance.
    """
    groups = [Group(number, *kind) for number, kind in groups_of(scene)]
    if len(groups) == 1:
        said = [lead + _write(group) for lead in _LEADS for group in _with_and_without(groups[0])]
    else:
        pairs = [
            (a, b)
            for first, second in (groups, groups[::-1])
            for a in _with_and_without(first)
            for b in _with_and_without(second)
        ]
        if all(group.number == 1 for group in groups):
            said = [one.format(*map(_write, pair)) for pair in pairs for one in _SAYINGS]
        else:
            said = [f"{lead}{_write(a)} and {_write(b)}" for lead in _LEADS for a, b in pairs]
    chosen = []
    while said and len(chosen) < count:
        caption = said.pop(int(dice.pick(range(len(said)))))
        caption = re.sub(r"there is (?!a )", "there are ", caption)
        if is_true(caption, scene):
            chosen.append(caption)
    return tuple(chosen)


_SAYINGS = (
    "{} left of {}",
    "{} to the left of {}",
    "{} right of {}",
    "{} to the right of {}",
    "{} above {}",
    "{} below {}",
    "{} on the left and {} on the right",
    "{} at the top and {} at the bottom",
)
_RELATIONS = {
    "left of": lambda a, b: b.x - a.x >= _MARGIN,
    "right of": lambda a, b: a.x - b.x >= _MARGIN,
    "above": lambda a, b: b.y - a.y >= _MARGIN,
    "below": lambda a, b: a.y - b.y >= _MARGIN,
}


def _with_and_without(group: Group) -> tuple[Group, Group]:
    return group, group._replace(size=None)


def _write(group: Group) -> str:
    shape = group.shape if group.number == 1 else _plural(group.shape)
    words = NUMBERS[group.number - 1], group.size, group.colour, shape
    return " ".join(word for word in words if word)


def _read_group(text: str) -> Group | None:
    number, *size, colour, shape = text.split()
    count = NUMBERS.index(number) + 1
    if (count == 1) == (shape in _SINGULAR_OF):
        return None  # "a triangles", "two triangle"
    return Group(count, size[0] if size else None, colour, _SINGULAR_OF.get(shape, shape))
