"""Pairs that are read anew each time, so that memory holds few of them."""

from collections.abc import Callable, Collection, Iterable, Iterator

Pair = tuple[str, str]


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

    def __init__(self, read: Callable[[], Iterator[Pair]], *, without: Collection[str] = ()):
        self.read = read
        self.without = frozenset(without)

    def __iter__(self) -> Iterator[Pair]:
        return (pair for pair in self.read() if pair[0] not in self.without)


def spread_sample(pairs: Iterable[Pair], *, most: int) -> list[Pair]:
    """All pairs, or every second, fourth, eighth ... so that there are at most `most`.

    Corpora are often joined end to end: their first lines are not like the rest.

    Args:
        pairs: Read once.
        most: Most pairs; at least half as many where there are more.

    Example:

    >>> spread_sample([(str(i), "") for i in range(9)], most=4)
    [('0', ''), ('4', ''), ('8', '')]
    """
    sample, step = [], 1
    for number, pair in enumerate(pairs):
        if number % step:
            continue
        if len(sample) == most:
            sample, step = sample[::2], 2 * step
            if number % step:
                continue
        sample.append(pair)
    return sample
