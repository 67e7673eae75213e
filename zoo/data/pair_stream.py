"""Pairs that are read anew each time, so that memory holds few of them."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import Any, TypeVar

Pair = tuple[str, str]
Item = TypeVar("Item")
_ITEMS = 200_000
_CHARACTERS = 50_000_000


class PairStream:
    """Pairs of strings, or of other things, to be iterated over any number of times.

    Args:
        read: Begins to read, and gives (source, target) one after the other.
        without: Sources whose pairs are left out.

    Example:

    >>> pairs = PairStream(lambda: iter([("a", "1"), ("b", "2")]), without={"a"})
    >>> list(pairs), list(pairs)
    ([('b', '2')], [('b', '2')])
    """

    def __init__(
        self, read: Callable[[], Iterator[tuple[Any, Any]]], *, without: Collection[Hashable] = ()
    ):
        self.read = read
        self.without = frozenset(without)

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return (pair for pair in self.read() if pair[0] not in self.without)


def spread_sample(
    items: Iterable[Item], *, most: int = _ITEMS, length: Callable[[Item], int] = len
) -> list[Item]:
    """All items, or every second, fourth, eighth ... of them.

    So many that there are at most `most`, and 50 million characters. Corpora are often joined end
    to end: their first lines are not like the rest.

    Args:
        items: Texts, or what holds texts; read once.
        most: Most items.
        length: Characters of an item.

    Example:

    >>> spread_sample("abcdefghi", most=4)
    ['a', 'e', 'i']
    """
    sample, step, characters = [], 1, 0
    for number, item in enumerate(items):
        if number % step:
            continue
        sample.append(item)
        characters += length(item)
        while len(sample) > most or (characters > _CHARACTERS and len(sample) > 1):
            sample, step = sample[::2], 2 * step
            characters = sum(map(length, sample))
    return sample
