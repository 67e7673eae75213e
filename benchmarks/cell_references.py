"""Cells that neither Keras nor PyTorch has, beside their equations in PyTorch, over a sequence.

PyTorch's layer norm and its gradients are what is independent of ours.
"""

from collections.abc import Callable
from functools import partial

import keras
import torch
from torch.nn.functional import layer_norm

from benchmarks.comparison import Errors, Link, against_torch, random_inputs
from zoo.layers import LayerNormGRUCell, LayerNormLSTMCell, PeepholeLSTMCell

B, S, D, U = 3, 5, 6, 8


def _against_equations(cell_class: type, step: Callable, num_states: int, dtype: str) -> Errors:
    """`step` makes the new states, h first, of one time step, the old ones and the weights."""
    weights = []

    def link(layer):
        links = []
        for weight in layer.trainable_weights:
            weights.append(
                torch.nn.Parameter(torch.zeros(*weight.shape, dtype=getattr(torch, dtype)))
            )
            links.append(Link(weight, weights[-1], their_part=lambda x: x))
        return links

    def run_theirs(x):
        states, outputs = [torch.zeros(B, U, dtype=x.dtype)] * num_states, []
        for t in range(S):
            states = step(x[:, t], *states, *weights)
            outputs.append(states[0])
        return [torch.stack(outputs, dim=1), *states]

    ours = keras.layers.RNN(
        cell_class(U, dtype=dtype), return_sequences=True, return_state=True, dtype=dtype
    )
    inputs = random_inputs(dtype, x=(B, S, D))
    return against_torch(ours, lambda layer, x: layer(x), run_theirs, inputs, link)


def _norm(x, gamma, beta):
    return layer_norm(x, x.shape[-1:], gamma, beta, eps=1e-3)


def _layer_norm_lstm(x, h, c, kernel, recurrent_kernel, bias, *norms):
    """Ba et al. 2016, supplementary material, eq. 20-22; the next step sees the normalised c."""
    of_x, of_h, of_c = norms[:2], norms[2:4], norms[4:]
    i, f, g, o = (_norm(x @ kernel, *of_x) + _norm(h @ recurrent_kernel, *of_h) + bias).chunk(4, 1)
    c = _norm(f.sigmoid() * c + i.sigmoid() * g.tanh(), *of_c)
    return [o.sigmoid() * c.tanh(), c]


def _layer_norm_gru(x, h, kernel, recurrent_kernel, bias, *norms):
    """Ba et al. 2016, supplementary material, the GRU; z keeps, as in Keras."""
    x_gates, x_new = torch.split(x @ kernel, [2 * U, U], dim=1)
    h_gates, h_new = torch.split(h @ recurrent_kernel, [2 * U, U], dim=1)
    gates = _norm(x_gates, *norms[:2]) + _norm(h_gates, *norms[2:4])
    z, r = (gates + bias[0, : 2 * U] + bias[1, : 2 * U]).sigmoid().chunk(2, 1)
    reset = r * (_norm(h_new, *norms[6:]) + bias[1, 2 * U :])
    new = (_norm(x_new, *norms[4:6]) + bias[0, 2 * U :] + reset).tanh()
    return [z * h + (1 - z) * new]


def _peephole_lstm(x, h, c, kernel, recurrent_kernel, bias, w_i, w_f, w_o):
    """Graves 2013, eq. 7-11."""
    i, f, g, o = (x @ kernel + h @ recurrent_kernel + bias).chunk(4, 1)
    c = (f + w_f * c).sigmoid() * c + (i + w_i * c).sigmoid() * g.tanh()
    return [(o + w_o * c).sigmoid() * c.tanh(), c]


CELL_COMPARISONS = {
    "layer_norm_lstm, equations": partial(
        _against_equations, LayerNormLSTMCell, _layer_norm_lstm, 2
    ),
    "layer_norm_gru, equations": partial(_against_equations, LayerNormGRUCell, _layer_norm_gru, 1),
    "peephole_lstm, equations": partial(_against_equations, PeepholeLSTMCell, _peephole_lstm, 2),
}
