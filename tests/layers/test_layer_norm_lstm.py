"""The cell beside its equations in NumPy."""

import numpy as np
import pytest

from zoo.layers import LayerNormLSTMCell, LSTMCell

pytest.importorskip("tensorflow")

B, D, U, EPSILON = 3, 4, 6, 1e-3


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def norm(x, gamma, beta):
    x = x - x.mean(axis=-1, keepdims=True)
    return gamma * x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + EPSILON) + beta


def filled_cell():
    cell = LayerNormLSTMCell(U, dtype="float64")
    cell.build((None, D))
    rng = np.random.default_rng(1)
    cell.set_weights([rng.normal(scale=0.5, size=w.shape) for w in cell.weights])
    return cell


def test_equations():
    cell = filled_cell()
    weights = {w.path.split("/", 1)[1]: np.asarray(w) for w in cell.trainable_weights}
    kernel, recurrent_kernel, bias, *norms = weights.values()
    assert len(norms) == 6
    of_input, of_state, of_memory = zip(norms[::2], norms[1::2], strict=True)
    rng = np.random.default_rng(0)
    x, h, c = rng.normal(size=(B, D)), rng.normal(size=(B, U)), rng.normal(size=(B, U))

    z = norm(x @ kernel, *of_input) + norm(h @ recurrent_kernel, *of_state) + bias
    i, f, g, o = np.split(z, 4, axis=1)
    new_c = norm(sigmoid(f) * c + sigmoid(i) * np.tanh(g), *of_memory)
    new_h = sigmoid(o) * np.tanh(new_c)

    output, state = cell(x, [h, c])
    np.testing.assert_allclose(output, new_h, atol=1e-12)
    np.testing.assert_allclose(state[1], new_c, atol=1e-12)


def test_the_size_of_inputs_does_not_matter():
    cell, plain = filled_cell(), LSTMCell(U, dtype="float64")
    x = np.random.default_rng(0).normal(size=(B, D))
    state = [np.zeros((B, U))] * 2
    small, large = (cell(x * 10, state)[0], cell(x * 1000, state)[0])
    np.testing.assert_allclose(small, large, atol=1e-3)
    assert np.max(np.abs(plain(x * 10, state)[0] - plain(x * 1000, state)[0])) > 1e-2


def test_defaults_of_tensorflow_addons():
    cell = LayerNormLSTMCell(U)
    cell.build((None, D))
    assert cell.norm_epsilon == 1e-3
    np.testing.assert_array_equal(cell.bias, np.repeat([0.0, 1.0, 0.0, 0.0], U))
    for part in (cell.kernel_norm, cell.recurrent_norm, cell.state_norm):
        assert np.all(np.asarray(part.gamma) == 1)
        assert np.all(np.asarray(part.beta) == 0)


@pytest.mark.parametrize("norm_epsilon", [-1.0, 0.0])
def test_epsilon_is_positive(norm_epsilon):
    message = f"`norm_epsilon` must be positive, got {norm_epsilon}"
    with pytest.raises(ValueError, match=message):
        LayerNormLSTMCell(U, norm_epsilon=norm_epsilon)
