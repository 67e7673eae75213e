"""Outputs and gradients beside those of Keras, KerasHub and PyTorch, with the same weights."""

import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("torch")

from benchmarks.references import COMPARISONS


@pytest.mark.parametrize(("dtype", "limit"), [("float32", 1e-5), ("float64", 1e-10)])
@pytest.mark.parametrize("name", COMPARISONS)
def test_numbers_of(name, dtype, limit):
    if dtype == "float64" and "gelu" in name:
        limit = 1e-6  # Keras's gelu has the root of two in float32 only
    if dtype == "float64" and "rotary" in name:
        limit = 1e-5  # KerasHub's angles are float32
    errors = COMPARISONS[name](dtype)
    assert errors.outputs < limit
    assert errors.gradients < limit
