"""Chance that falls the same way on every machine and Python version.

Only `random` is promised to stay as it is in the standard generator; all else is made of it.
"""

import math
import random
from collections.abc import Sequence
from typing import Any


class Dice:
    """Seeded choices.

    Args:
        seed: the same seed gives the same choices.
    """

    def __init__(self, seed: int | str):
        self._random = random.Random(f"korean_english/{seed}").random

    def chance(self, probability: float) -> bool:
        """True that often."""
        return self._random() < probability

    def pick(self, options: Sequence[Any]) -> Any:
        """One of `options`, all alike."""
        return options[int(self._random() * len(options))]

    def weigh(self, options: Sequence[Any], weights: Sequence[float]) -> Any:
        """One of `options`, as often as its weight says."""
        left = self._random() * math.fsum(weights)
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0:
                return option
        return options[-1]
