"""Every architecture, of which the fast suite takes the two that have least in common."""

import pytest

from zoo.models import ARCHITECTURES

FAST = ("lstm_attention", "transformer")
SPREAD = [
    arch if arch in FAST else pytest.param(arch, marks=pytest.mark.slow) for arch in ARCHITECTURES
]
