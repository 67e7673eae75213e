"""The simple cell beside its equation in NumPy and beside PyTorch."""

import keras
import numpy as np
import pytest

from zoo.layers.simple_rnn import SimpleRNNCell

tf = pytest.importorskip("tensorflow")

B, S, D, U = 3, 5, 4, 6
FUNCTIONS = {
    "tanh": np.tanh,
    "relu": lambda x: np.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
}


def filled_cell(activation, dtype="float64"):
    cell = SimpleRNNCell(U, activation=activation, dtype=dtype)
    cell.build((None, D))
    rng = np.random.default_rng(1)
    cell.set_weights([rng.normal(scale=0.5, size=w.shape) for w in cell.weights])
    return cell


@pytest.mark.parametrize("activation", FUNCTIONS)
def test_equation(activation):
    cell = filled_cell(activation)
    rng = np.random.default_rng(0)
    x, h = rng.normal(size=(B, D)), rng.normal(size=(B, U))
    kernel, recurrent_kernel, bias = cell.get_weights()
    expected = FUNCTIONS[activation](x @ kernel + h @ recurrent_kernel + bias)
    output, state = cell(x, [h])
    np.testing.assert_allclose(output, expected, atol=1e-14)
    np.testing.assert_allclose(state[0], expected, atol=1e-14)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 2e-5), ("float64", 1e-12)])
def test_numbers_and_gradients_of_torch(activation, dtype, tolerance):
    torch = pytest.importorskip("torch")
    cell = filled_cell(activation, dtype)
    kernel, recurrent_kernel, bias = cell.get_weights()
    reference = torch.nn.RNN(
        D, U, nonlinearity=activation, batch_first=True, dtype=getattr(torch, dtype)
    )
    with torch.no_grad():
        reference.weight_ih_l0.copy_(torch.tensor(kernel.T))
        reference.weight_hh_l0.copy_(torch.tensor(recurrent_kernel.T))
        reference.bias_ih_l0.copy_(torch.tensor(bias))
        reference.bias_hh_l0.zero_()
    data = np.random.default_rng(0).normal(size=(B, S, D)).astype(dtype)

    theirs = torch.tensor(data, requires_grad=True)
    y, h = reference(theirs)
    (torch.sin(y).sum() + torch.sin(h).sum()).backward()

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
        (gradients[0], theirs.grad),
        (gradients[1], reference.weight_ih_l0.grad.T),
        (gradients[2], reference.weight_hh_l0.grad.T),
        (gradients[3], reference.bias_ih_l0.grad),
    ]
    for mine, other in pairs:
        np.testing.assert_allclose(mine, other.numpy(), atol=tolerance, rtol=0)


def test_unknown_activation():
    with pytest.raises(ValueError, match=r"`activation` must be one of .*, got 'gelu'"):
        SimpleRNNCell(U, activation="gelu")
