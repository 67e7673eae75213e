"""The GRU cell beside its equations in NumPy and beside PyTorch."""

import keras
import numpy as np
import pytest

from zoo.layers.gru import GRUCell

tf = pytest.importorskip("tensorflow")

B, S, D, U = 3, 5, 4, 6


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def reset_first(weights):
    """From our gate order (update, reset, candidate) to PyTorch's (reset, update, candidate)."""
    z, r, g = np.split(np.asarray(weights), 3, axis=-1)
    return np.concatenate([r, z, g], axis=-1)


def filled_cell(dtype="float64"):
    cell = GRUCell(U, dtype=dtype)
    cell.build((None, D))
    rng = np.random.default_rng(1)
    cell.set_weights([rng.normal(scale=0.5, size=w.shape) for w in cell.weights])
    return cell


def test_equations():
    cell = filled_cell()
    rng = np.random.default_rng(0)
    x, h = rng.normal(size=(B, D)), rng.normal(size=(B, U))
    kernel, recurrent_kernel, bias = cell.get_weights()
    x_z, x_r, x_g = np.split(x @ kernel + bias[0], 3, axis=1)
    h_z, h_r, h_g = np.split(h @ recurrent_kernel + bias[1], 3, axis=1)
    z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
    expected = z * h + (1 - z) * np.tanh(x_g + r * h_g)
    output, state = cell(x, [h])
    np.testing.assert_allclose(output, expected, atol=1e-14)
    np.testing.assert_allclose(state[0], expected, atol=1e-14)


def test_recurrent_dropout_leaves_the_kept_state_alone():
    cell = GRUCell(U, recurrent_dropout_rate=0.9, seed=0)
    cell.build((None, D))
    weights = [np.zeros(w.shape) for w in cell.weights]
    weights[2][0, :U] = 50.0  # the update gate says: keep all
    cell.set_weights(weights)
    h = np.arange(B * U, dtype="float32").reshape(B, U)
    output, _ = cell(np.zeros((B, D)), [h], training=True)
    np.testing.assert_allclose(output, h)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 2e-5), ("float64", 1e-12)])
def test_numbers_and_gradients_of_torch(dtype, tolerance):
    torch = pytest.importorskip("torch")
    cell = filled_cell(dtype)
    kernel, recurrent_kernel, bias = cell.get_weights()
    reference = torch.nn.GRU(D, U, batch_first=True, dtype=getattr(torch, dtype))
    with torch.no_grad():
        reference.weight_ih_l0.copy_(torch.tensor(reset_first(kernel).T))
        reference.weight_hh_l0.copy_(torch.tensor(reset_first(recurrent_kernel).T))
        reference.bias_ih_l0.copy_(torch.tensor(reset_first(bias[0])))
        reference.bias_hh_l0.copy_(torch.tensor(reset_first(bias[1])))
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
        (reset_first(gradients[1]), reference.weight_ih_l0.grad.T),
        (reset_first(gradients[2]), reference.weight_hh_l0.grad.T),
        (reset_first(gradients[3])[0], reference.bias_ih_l0.grad),
        (reset_first(gradients[3])[1], reference.bias_hh_l0.grad),
    ]
    for mine, other in pairs:
        np.testing.assert_allclose(mine, other.numpy(), atol=tolerance, rtol=0)
