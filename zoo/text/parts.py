"""Many texts a part at a time, so that memory holds what becomes of one part."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")
_CHARACTERS = 2_000_000


def characters_of(texts: Iterable[str]) -> int:
    """How many characters texts have together: a `length` for `parts_of`."""
    return sum(map(len, texts))


def parts_of(
    items: Iterable[Item], *, most: int, length: Callable[[Item], int] = len
) -> Iterator[list[Item]]:
    """Items in lists, in their order.

    A part ends after two million characters, too: what tokenizers make of a text takes tens of
    times its room.

    Args:
        items: Texts, or what holds texts.
        most: Most items of a part.
        length: Characters of an item.

    Example:

    >>> [len(part) for part in parts_of(["a", "b", "c" * 3_000_000, "d"], most=2)]
    [2, 1, 1]
    """
    part, characters = [], 0
    for item in items:
        part.append(item)
        characters += length(item)
        if len(part) == most or characters >= _CHARACTERS:
            yield part
            part, characters = [], 0
    if part:
        yield part
