"""The three splits: how they are called, and how one that is not there is held out."""

import re
from collections.abc import Iterable
from hashlib import blake2b

from zoo.data.pair_stream import Pair, PairStream

# What the file of a split is called, without its ending.
SPLITS = {
    "train": r"train",
    "validation": r"(val|valid|validation|dev)",
    "test": r"test\w*",
}
# What a data set of TFDS may call it.
SPLIT_NAMES = {"train": ("train",), "validation": ("validation", "dev"), "test": ("test",)}


def is_named_data(data: str) -> bool:
    """Whether there is a builder of that name; a path spares its import, which takes seconds."""
    if not re.fullmatch(r"\w+(/[\w.-]+)?", data):
        return False
    from zoo.data import named_text

    return named_text.is_named(data)


def hold_out(
    pairs: Iterable[Pair], data: str, seed: int, *, most: int
) -> tuple[list[Pair] | PairStream, list[Pair]]:
    """Take 5 % of the pairs out of training: all pairs of each of some random sources.

    Args:
        pairs: All.
        data: What they are called, for the error.
        seed: Another seed takes others.
        most: Most pairs to take.

    Returns:
        The rest, and what was taken.

    Raises:
        ValueError: There are less than 3 different sources.
    """
    count, sources = _some_sources(pairs, seed, most)
    if len(sources) < 3:
        raise ValueError(
            f"`data` must hold at least 3 different source sentences to be split, got "
            f"{len(sources)} in {data!r}."
        )
    room, chosen = min(most, max(1, count // 20)), set()
    for source, number in sources[: len(sources) // 3]:
        if not chosen or number <= room:
            chosen.add(source)
            room -= number
    held_out = [pair for pair in pairs if pair[0] in chosen and is_whole(pair)]
    if isinstance(pairs, PairStream):
        return PairStream(pairs.read, without=pairs.without | chosen), held_out
    return [pair for pair in pairs if pair[0] not in chosen], held_out


def is_whole(pair: Pair) -> bool:
    """Whether both sides hold text."""
    return bool(pair[0].strip() and pair[1].strip())


def _some_sources(pairs: Iterable[Pair], seed: int, most: int) -> tuple[int, list[tuple[str, int]]]:
    """How many pairs there are, and sources with their numbers of pairs, in a random order.

    All sources, or thousands of them.
    """
    # Those with the smallest hashes: they can be kept while the pairs are read.
    count, kept, limit = 0, {}, b"\xff" * 9
    for source, _ in filter(is_whole, pairs):
        count += 1
        rank = blake2b(f"{seed} {source}".encode(), digest_size=8).digest()
        if rank < limit:
            kept[rank] = source, kept.get(rank, (source, 0))[1] + 1
        if len(kept) > 6 * most:
            kept = dict(sorted(kept.items())[: 3 * most])
            limit = max(kept)
    return count, [kept[rank] for rank in sorted(kept)]
