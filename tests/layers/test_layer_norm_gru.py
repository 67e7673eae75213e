"""The cell beside its equations in NumPy."""

import numpy as np
import pytest

from zoo.layers import LayerNormGRUCell

pytest.importorskip("tensorflow")

B, D, U, EPSILON = 3, 4, 6, 1e-3


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def norm(x, layer):
    x = x - x.mean(axis=-1, keepdims=True)
    x = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + EPSILON)
    return np.asarray(layer.gamma) * x + np.asarray(layer.beta)


def test_equations():
    cell = LayerNormGRUCell(U, dtype="float64")
    cell.build((None, D))
    rng = np.random.default_rng(1)
    cell.set_weights([rng.normal(scale=0.5, size=w.shape) for w in cell.weights])
    x, h = rng.normal(size=(B, D)), rng.normal(size=(B, U))

    of_x, of_h = x @ np.asarray(cell.kernel), h @ np.asarray(cell.recurrent_kernel)
    b_x, b_h = np.asarray(cell.bias)
    gates = norm(of_x[:, : 2 * U], cell.kernel_norm) + norm(of_h[:, : 2 * U], cell.recurrent_norm)
    z, r = np.split(sigmoid(gates + b_x[: 2 * U] + b_h[: 2 * U]), 2, axis=1)
    x_g = norm(of_x[:, 2 * U :], cell.kernel_norm_g) + b_x[2 * U :]
    h_g = norm(of_h[:, 2 * U :], cell.recurrent_norm_g) + b_h[2 * U :]
    expected = z * h + (1 - z) * np.tanh(x_g + r * h_g)

    output, [state] = cell(x, [h])
    np.testing.assert_allclose(output, expected, atol=1e-12)
    np.testing.assert_allclose(state, expected, atol=1e-12)


@pytest.mark.parametrize("norm_epsilon", [-1.0, 0.0])
def test_epsilon_is_positive(norm_epsilon):
    message = f"`norm_epsilon` must be positive, got {norm_epsilon}"
    with pytest.raises(ValueError, match=message):
        LayerNormGRUCell(U, norm_epsilon=norm_epsilon)
