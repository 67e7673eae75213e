"""Outputs and gradients beside those of Keras, KerasHub and PyTorch, with the same weights."""

import json

import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("torch")

from benchmarks.parity import RESULTS
from benchmarks.references import COMPARISONS

# In float64 these references have some number in float32 only.
FLOAT32_INSIDE = {
    "gelu": 1e-6,  # the root of two
    "grouped": 1e-6,  # the scale
    "rotary": 1e-5,  # the angles
}


def test_what_is_written_up_is_what_is_compared():
    written = json.loads(RESULTS.read_text(encoding="utf-8"))["errors"]
    assert list(written) == list(COMPARISONS)


@pytest.mark.parametrize(("dtype", "limit"), [("float32", 1e-5), ("float64", 1e-10)])
@pytest.mark.parametrize("name", COMPARISONS)
def test_numbers_of(name, dtype, limit):
    if dtype == "float64":
        limit = next((x for part, x in FLOAT32_INSIDE.items() if part in name), limit)
    errors = COMPARISONS[name](dtype)
    assert errors.outputs < limit
    assert errors.gradients < limit
