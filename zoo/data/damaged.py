"""Files of a split that are left out because they are damaged."""

from collections.abc import Sequence

_SHARE = 0.01  # of a split's files may be left out
_NAMED = 3


def are_too_many(damaged: Sequence[str], count: int) -> bool:
    """Whether they are more than one file and more than 1 % of `count` files.

    Example:
        >>> are_too_many(["a.jpg"], 3), are_too_many(["a.jpg", "b.jpg"], 199)
        (False, True)
    """
    return len(damaged) > max(1, _SHARE * count)


def name_some(names: Sequence[str]) -> str:
    """The first three, and how many more there are.

    Example:
        >>> name_some(["a.jpg", "b.jpg", "c.jpg", "d.jpg"])
        'a.jpg, b.jpg, c.jpg and 1 more'
    """
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
