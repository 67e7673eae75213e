"""The seed of a call that draws at random."""

import numpy as np

SEEDS = 2**31  # how many there are, from 0


def chosen_seed(seed: int | None) -> int:
    """The seed, or any where none is given.

    Raises:
        ValueError: It is out of its range.

    Example:
        >>> chosen_seed(7)
        7
    """
    if seed is None:
        return int(np.random.default_rng().integers(SEEDS))
    if not 0 <= seed < SEEDS:
        raise ValueError(f"`seed` must be between 0 and {SEEDS - 1}, got {seed}.")
    return seed
