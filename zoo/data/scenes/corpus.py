"""The corpus: scenes with captions, in splits that share no combination."""

import functools
import zlib
from typing import NamedTuple

from zoo.data.korean_english.dice import Dice
from zoo.data.scenes.captions import write_captions
from zoo.data.scenes.scene import Scene, groups_of, make_scene

MAX_SIZE = 200_000
CAPTIONS = 5  # of a scene
_SHARES = {"validation": 1, "test": 2}  # of twenty combinations; the others are for training


class Described(NamedTuple):
    """A scene and what is said of it."""

    scene: Scene
    captions: tuple[str, ...]


class Splits(NamedTuple):
    """Scenes to train on, to choose by, and to report."""

    train: list[Described]
    validation: list[Described]
    test: list[Described]


@functools.lru_cache(maxsize=1 << 16)
def split_of(groups: tuple) -> str:
    """The one split in which a combination of things may stand, wherever they are on the image.

    A combination is what `groups_of` says: "three small green triangles", "a large red circle and
    a small blue square".
    """
    number = zlib.crc32(repr(groups).encode()) % 20
    for name, share in _SHARES.items():
        if number < share:
            return name
        number -= share
    return "train"


def generate(
    size: int = 10_000,
    *,
    seed: int = 0,
    validation_size: int = 500,
    test_size: int = 1_000,
) -> Splits:
    """Scenes with five captions each, in three splits that share no combination of things.

    Args:
        size: Training scenes.
        seed: The same seed gives the same scenes on every machine; validation and test do not
            change with `size`.
        validation_size: Validation scenes.
        test_size: Test scenes.

    Raises:
        ValueError: A number is out of its range.

    Example:
        >>> splits = generate(3, validation_size=1, test_size=1)
        >>> len(splits.train), len(splits.train[0].captions)
        (3, 5)
    """
    sizes = {"size": size, "validation_size": validation_size, "test_size": test_size}
    for name, value in sizes.items():
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_SIZE:
            raise ValueError(f"`{name}` must be an integer from 1 to {MAX_SIZE}, got {value!r}.")
    return Splits(
        *(
            _draw(name, count, seed)
            for name, count in zip(Splits._fields, sizes.values(), strict=True)
        )
    )


def _draw(split: str, count: int, seed: int) -> list[Described]:
    dice, found = Dice(f"scenes/{seed}/{split}"), []
    while len(found) < count:
        scene = make_scene(dice)
        if split_of(groups_of(scene)) == split:
            found.append(Described(scene, write_captions(scene, CAPTIONS, dice)))
    return found
