"""The waves beside a plain loop."""

import math

import numpy as np
import pytest
from keras import ops

from zoo.layers.positional_encoding import SinusoidalPositionalEncoding

pytest.importorskip("tensorflow")

B, T, D = 2, 7, 6


def encoding(positions, d_model, longest=10_000.0):
    table = np.zeros((len(positions), d_model))
    for row, position in enumerate(positions):
        for i in range(d_model // 2):
            angle = position / longest ** (2 * i / d_model)
            table[row, 2 * i] = math.sin(angle)
            table[row, 2 * i + 1] = math.cos(angle)
    return table


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float64", 1e-12)])
@pytest.mark.parametrize("longest", [10_000.0, 50.0])
def test_waves(dtype, tolerance, longest):
    x = np.random.default_rng(0).normal(size=(B, T, D)).astype(dtype)
    layer = SinusoidalPositionalEncoding(max_wavelength=longest, dtype=dtype)
    np.testing.assert_allclose(layer(x), x + encoding(range(T), D, longest), atol=tolerance)
    assert not layer.weights


def test_each_row_has_its_own_positions():
    positions = np.array([[0, 1, 2], [6, 0, 3]])
    found = SinusoidalPositionalEncoding(dtype="float64")(np.zeros((B, 3, D)), positions=positions)
    for row in range(B):
        np.testing.assert_allclose(found[row], encoding(positions[row], D), atol=1e-12)


@pytest.mark.parametrize(
    ("policy", "tolerance"), [("mixed_float16", 1e-3), ("mixed_bfloat16", 8e-3)]
)
def test_angles_of_long_texts_are_not_half_precision(policy, tolerance):
    # Rounded to bfloat16, position 3001 would be 3008: another place altogether.
    positions = np.array([[3001, 3002]])
    found = SinusoidalPositionalEncoding(dtype=policy)(
        np.zeros((1, 2, D), "float32"), positions=positions
    )
    np.testing.assert_allclose(
        ops.cast(found[0], "float64"), encoding(positions[0], D), atol=tolerance
    )


def test_odd_width():
    with pytest.raises(ValueError, match="last axis of `inputs` must be even, got 5"):
        SinusoidalPositionalEncoding()(np.zeros((1, 2, 5)))


@pytest.mark.parametrize("max_wavelength", [0, -5, float("nan")])
def test_waves_have_a_length(max_wavelength):
    with pytest.raises(
        ValueError, match=f"`max_wavelength` must be positive, got {max_wavelength}"
    ):
        SinusoidalPositionalEncoding(max_wavelength=max_wavelength)
