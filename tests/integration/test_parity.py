"""Outputs and gradients beside those of Keras, KerasHub and PyTorch, with the same weights."""

import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("torch")

from benchmarks.references import COMPARISONS

# In float64 these references have some number in float32 only.
FLOAT32_INSIDE = {
    "gelu": 1e-6,  # the root of two
    "grouped": 1e-6,  # the scale
    "rotary": 1e-5,  # the angles
}


@pytest.mark.parametrize(("dtype", "limit"), [("float32", 1e-5), ("float64", 1e-10)])
@pytest.mark.parametrize("name", COMPARISONS)
def test_numbers_of(name, dtype, limit):
    if dtype == "float64":
        limit = next((x for part, x in FLOAT32_INSIDE.items() if part in name), limit)
    errors = COMPARISONS[name](dtype)
    assert errors.outputs < limit
    assert errors.gradients < limit
