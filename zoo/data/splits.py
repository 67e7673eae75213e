"""The three splits: how they are called, and how one that is not there is held out."""

import re
from collections import Counter
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
    pairs: Iterable[Pair],
    data: str,
    seed: int,
    *,
    most: int,
    what: str = "source sentences",
    classes: bool = False,
) -> tuple[list[Pair] | PairStream, list[Pair]]:
    """Take 5 % of the pairs out of training: all pairs of each of some random sources.

    Args:
        pairs: All.
        data: What they are called, for the error.
        seed: Another seed takes others.
        most: Most pairs to take.
        what: What the sources are, for the error.
        classes: Whether the second of each pair is a class: the last pair of one is not taken.

    Returns:
        The rest, and what was taken.

    Raises:
        ValueError: There are less than 3 different sources, or no class has two pairs.
    """
    count, sources = _some_sources(pairs, seed, most)
    if len(sources) < 3:
        raise ValueError(
            f"`data` must hold at least 3 different {what} to be split, got {len(sources)} in "
            f"{data!r}."
        )
    room, chosen = min(most, max(1, count // 20)), set()
    left = Counter(second for _, second in filter(is_whole, pairs)) if classes else Counter()
    for source, seconds in sources if classes else sources[: len(sources) // 3]:
        is_last = classes and any(left[name] <= number for name, number in seconds.items())
        if not is_last and (not chosen or seconds.total() <= room):
            chosen.add(source)
            room -= seconds.total()
            left.subtract(seconds)
        if room <= 0:
            break
    if not chosen:
        raise ValueError(
            f"`data` must have a class of at least two different {what}, of which some are taken "
            f"for validation and test, got none in {data!r}."
        )
    held_out = [pair for pair in pairs if pair[0] in chosen and is_whole(pair)]
    if isinstance(pairs, PairStream):
        return PairStream(pairs.read, without=pairs.without | chosen), held_out
    return [pair for pair in pairs if pair[0] not in chosen], held_out


def is_whole(pair: Pair) -> bool:
    """Whether both sides hold text."""
    return bool(pair[0].strip() and pair[1].strip())


def _some_sources(
    pairs: Iterable[Pair], seed: int, most: int
) -> tuple[int, list[tuple[str, Counter[str]]]]:
    """How many pairs there are, and sources with what they are paired with, in a random order.

    All sources, or thousands of them.
    """
    # Those with the smallest hashes: they can be kept while the pairs are read.
    count, kept, limit = 0, {}, b"\xff" * 9
    for source, second in filter(is_whole, pairs):
        count += 1
        rank = blake2b(f"{seed} {source}".encode(), digest_size=8).digest()
        if rank <= limit:
            kept.setdefault(rank, (source, Counter()))[1][second] += 1
        if len(kept) > 6 * most:
            kept = dict(sorted(kept.items())[: 3 * most])
            limit = max(kept)
    return count, [kept[rank] for rank in sorted(kept)]
