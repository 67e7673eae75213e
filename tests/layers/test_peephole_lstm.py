"""The cell beside its equations in NumPy, and beside the plain one."""

import numpy as np
import pytest

from zoo.layers import LSTMCell, PeepholeLSTMCell

pytest.importorskip("tensorflow")

B, D, U = 3, 4, 6


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def filled_cell():
    cell = PeepholeLSTMCell(U, dtype="float64")
    cell.build((None, D))
    rng = np.random.default_rng(1)
    cell.set_weights([rng.normal(scale=0.5, size=w.shape) for w in cell.weights])
    return cell


def step(seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(B, D)), [rng.normal(size=(B, U)), rng.normal(size=(B, U))]


def test_equations():
    cell = filled_cell()
    x, [h, c] = step()
    kernel, recurrent_kernel, bias, *peepholes = map(np.asarray, cell.trainable_weights)
    w_i, w_f, w_o = peepholes
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    new_c = sigmoid(f + w_f * c) * c + sigmoid(i + w_i * c) * np.tanh(g)
    new_h = sigmoid(o + w_o * new_c) * np.tanh(new_c)
    output, state = cell(x, [h, c])
    np.testing.assert_allclose(output, new_h, atol=1e-14)
    np.testing.assert_allclose(state[1], new_c, atol=1e-14)
    assert [w.name for w in cell.trainable_weights[3:]] == [
        f"{gate}_gate_peephole_weights" for gate in ("input", "forget", "output")
    ]


def test_without_peepholes_it_is_the_plain_cell():
    cell, plain = filled_cell(), LSTMCell(U, dtype="float64")
    plain.build((None, D))
    plain.set_weights(cell.get_weights()[:3])
    for weight in cell.trainable_weights[3:]:
        weight.assign(np.zeros(U))
    x, state = step()
    np.testing.assert_allclose(cell(x, state)[0], plain(x, state)[0], atol=1e-15)
