"""Every architecture, of which the fast suite takes the two that have least in common."""

import pytest

from zoo.models import ARCHITECTURES

FAST = ("lstm_attention", "transformer")


def spread(names, fast=FAST) -> list:
    """All names, marked slow but for a few: what costs seconds is for the whole suite."""
    return [name if name in fast else pytest.param(name, marks=pytest.mark.slow) for name in names]


SPREAD = spread(ARCHITECTURES)
