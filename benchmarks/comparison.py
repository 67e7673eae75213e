"""Two layers with the same weights and inputs: how far apart are outputs and gradients?"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
import torch


def transposed(x: torch.Tensor) -> torch.Tensor:
    """A kernel as we have it; a bias as it is."""
    return x.T if x.ndim == 2 else x


class Errors(NamedTuple):
    """The worst absolute differences."""

    outputs: float
    gradients: float


class Link(NamedTuple):
    """A part of a weight of ours and the part of a PyTorch parameter that does the same."""

    ours: keras.Variable
    theirs: torch.nn.Parameter
    our_part: Callable = lambda x: x
    their_part: Callable = transposed


def against_keras(ours, theirs, run_ours, run_theirs, inputs) -> Errors:
    """Weights are linked by their order; heads may be an axis of their own in Keras's."""
    run_ours(ours, **inputs)
    run_theirs(theirs, **inputs)
    fill(ours)
    for mine, other in zip(ours.trainable_weights, theirs.trainable_weights, strict=True):
        other.assign(np.reshape(mine.numpy(), other.shape))
    a, b = (
        of_tensorflow(partial(run, layer), inputs, layer.trainable_weights)
        for run, layer in ((run_ours, ours), (run_theirs, theirs))
    )
    return Errors(worst(a[0], b[0]), worst(a[1], b[1]))


def against_torch(ours, run_ours, run_theirs, inputs, link) -> Errors:
    """`link` gives the `Link`s, once our layer is built."""
    run_ours(ours, **inputs)
    fill(ours)
    links = link(ours)
    with torch.no_grad():
        for mine, other, our_part, their_part in links:
            their_part(other.data).copy_(torch.tensor(np.array(our_part(mine.numpy()))))
    outputs, gradients = of_tensorflow(partial(run_ours, ours), inputs, [x.ours for x in links])
    gradients[len(inputs) :] = [
        x.our_part(g) for x, g in zip(links, gradients[len(inputs) :], strict=True)
    ]
    tensors = {key: torch.tensor(x, requires_grad=True) for key, x in inputs.items()}
    their_outputs = run_theirs(**tensors)
    sum(torch.sin(x).sum() for x in their_outputs).backward()
    their_gradients = [x.grad for x in tensors.values()]
    their_gradients += [x.their_part(x.theirs.grad) for x in links]
    return Errors(
        worst(outputs, [x.detach().numpy() for x in their_outputs]),
        worst(gradients, [x.numpy() for x in their_gradients]),
    )


def of_tensorflow(run, inputs, weights) -> tuple[list, list]:
    """Outputs, and the gradients of their sines' sum to inputs and weights."""
    tensors = {key: tf.constant(x) for key, x in inputs.items()}
    with tf.GradientTape() as tape:
        tape.watch(list(tensors.values()))
        outputs = run(**tensors)
        loss = sum(tf.reduce_sum(tf.sin(x)) for x in outputs)
    gradients = tape.gradient(loss, [*tensors.values(), *(w.value for w in weights)])
    return [x.numpy() for x in outputs], [tf.convert_to_tensor(x).numpy() for x in gradients]


def fill(layer) -> None:
    """Weights in which no bias is zero."""
    rng = np.random.default_rng(1)
    for weight in layer.trainable_weights:
        weight.assign(rng.normal(scale=0.4, size=weight.shape))


def worst(ours, theirs) -> float:
    """The largest absolute difference of two lists of arrays."""
    return max(
        float(np.max(np.abs(a - np.reshape(b, a.shape)))) for a, b in zip(ours, theirs, strict=True)
    )


def random_inputs(dtype, **shapes) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(0)
    return {name: rng.normal(size=shape).astype(dtype) for name, shape in shapes.items()}
