"""The LSTM cell beside its equations in NumPy and beside PyTorch."""

import keras
import numpy as np
import pytest

from zoo.layers.lstm import LSTMCell

tf = pytest.importorskip("tensorflow")

B, S, D, U = 3, 5, 4, 6


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def filled_cell(dtype="float64"):
    cell = LSTMCell(U, dtype=dtype)
    cell.build((None, D))
    rng = np.random.default_rng(1)
    cell.set_weights([rng.normal(scale=0.5, size=w.shape) for w in cell.weights])
    return cell


def test_equations():
    cell = filled_cell()
    rng = np.random.default_rng(0)
    x, h, c = rng.normal(size=(B, D)), rng.normal(size=(B, U)), rng.normal(size=(B, U))
    kernel, recurrent_kernel, bias = cell.get_weights()
    i, f, g, o = np.split(x @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
    new_c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
    new_h = sigmoid(o) * np.tanh(new_c)
    output, state = cell(x, [h, c])
    np.testing.assert_allclose(output, new_h, atol=1e-14)
    np.testing.assert_allclose(state[0], new_h, atol=1e-14)
    np.testing.assert_allclose(state[1], new_c, atol=1e-14)


def test_forget_gate_starts_open():
    cell = LSTMCell(U)
    cell.build((None, D))
    expected = np.repeat([0.0, 1.0, 0.0, 0.0], U)
    np.testing.assert_array_equal(cell.bias, expected)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 2e-5), ("float64", 1e-12)])
def test_numbers_and_gradients_of_torch(dtype, tolerance):
    torch = pytest.importorskip("torch")
    cell = filled_cell(dtype)
    kernel, recurrent_kernel, bias = cell.get_weights()
    reference = torch.nn.LSTM(D, U, batch_first=True, dtype=getattr(torch, dtype))
    with torch.no_grad():  # PyTorch has the gates in our order, transposed, and two biases
        reference.weight_ih_l0.copy_(torch.tensor(kernel.T))
        reference.weight_hh_l0.copy_(torch.tensor(recurrent_kernel.T))
        reference.bias_ih_l0.copy_(torch.tensor(bias))
        reference.bias_hh_l0.zero_()
    data = np.random.default_rng(0).normal(size=(B, S, D)).astype(dtype)

    theirs = torch.tensor(data, requires_grad=True)
    y, (h, c) = reference(theirs)
    (torch.sin(y).sum() + torch.sin(h).sum() + torch.sin(c).sum()).backward()

    layer = keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype=dtype)
    ours = tf.constant(data)
    with tf.GradientTape() as tape:
        tape.watch(ours)
        outputs = layer(ours)
        loss = sum(tf.reduce_sum(tf.sin(t)) for t in outputs)
    gradients = tape.gradient(loss, [ours, *(w.value for w in cell.weights)])

    pairs = [
        (outputs[0], y.detach()),
        (outputs[1], h[0].detach()),
        (outputs[2], c[0].detach()),
        (gradients[0], theirs.grad),
        (gradients[1], reference.weight_ih_l0.grad.T),
        (gradients[2], reference.weight_hh_l0.grad.T),
        (gradients[3], reference.bias_ih_l0.grad),
    ]
    for mine, other in pairs:
        np.testing.assert_allclose(mine, other.numpy(), atol=tolerance, rtol=0)
