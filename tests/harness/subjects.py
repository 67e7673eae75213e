"""What a registry entry is, and how to make and run its layer. Runs on every backend.

Shapes are written as letters: B batch, S source, T target, D model width, N heads, U units,
A attention units, E = U + D, G = 2 U, V vocabulary, I side of an image, C its channels, P its
places, Q = 1 + P. S != T, or swapped masks would not show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import ops, tree

SIZES = {"B": 3, "S": 5, "T": 4, "D": 8, "N": 2, "U": 6, "A": 10, "E": 14, "G": 12, "V": 11}
SIZES |= {"I": 8, "C": 3, "P": 4, "Q": 5, "1": 1, "2": 2}
LENGTHS = {"S": (5, 2, 4), "T": (2, 4, 3)}  # tokens in each row
DYNAMIC = "BST"
POLICIES = ("float32", "mixed_bfloat16", "mixed_float16", "float64")


@dataclass(frozen=True)
class Entry:
    """A public class, one way to use it, and what may be expected of it.

    Attributes:
        covers: The public class that the entry stands for.
        make: From (dtype, dropout_rate) to a layer.
        call: From (layer, inputs, **training) to outputs, nested.
        inputs: Shape of each input. Names ending in `_ids` are integers, in `_keep` booleans made
            from the lengths; all others are floats.
        outputs: Shape of each output, flattened.
        is_causal: Whether an output at t depends on the inputs up to t alone, along T.
        has_dropout: Whether `dropout_rate` does anything.
        says_padding: Inputs in whose padded slots nothing but padding may stand.
        no_gradient: Weights, by a part of their path, whose gradient is zero by design.
        memory: From inputs to a `Memory`, for a decoder.
    """

    covers: type
    make: Callable[[str, float], keras.layers.Layer]
    call: Callable[..., Any]
    inputs: dict[str, str]
    outputs: tuple[str, ...]
    is_causal: bool = False
    has_dropout: bool = True
    says_padding: tuple[str, ...] = ()
    no_gradient: tuple[str, ...] = ()
    memory: Callable[[dict], Any] | None = None


def keep(axis: str, lengths: dict | None = None, sizes: dict | None = None) -> np.ndarray:
    """(B, S) or (B, T) booleans: the rows' lengths as a mask."""
    counts = (LENGTHS if lengths is None else lengths)[axis]
    return np.arange((SIZES if sizes is None else sizes)[axis])[None] < np.array(counts)[:, None]


def make_inputs(entry: Entry, *, dtype="float32", seed=0, sizes=None, lengths=None) -> dict:
    """Arrays for `entry.inputs`; padded ids are 0, other padded values are as good as any."""
    sizes = {**SIZES, **(sizes or {})}
    lengths = {**LENGTHS, **(lengths or {})}
    rng = np.random.default_rng(seed)
    inputs = {}
    for name, axes in entry.inputs.items():
        shape = tuple(sizes[axis] for axis in axes)
        if name.endswith("_keep"):
            inputs[name] = keep(axes[1], lengths, sizes)
        elif name.endswith("_ids"):
            ids = rng.integers(1, SIZES["V"], shape).astype("int32")
            inputs[name] = np.where(keep(axes[1], lengths, sizes), ids, 0)
        else:
            inputs[name] = rng.normal(size=shape).astype(float_dtype(dtype))
    return inputs


def symbolic_inputs(entry: Entry, dtype="float32") -> dict:
    """`keras.Input`s with free batch and lengths."""
    return {
        name: keras.Input(
            [None if axis in DYNAMIC else SIZES[axis] for axis in axes[1:]],
            dtype=dtype_of(name, dtype),
            name=name,
        )
        for name, axes in entry.inputs.items()
    }


def float_dtype(policy: str) -> str:
    """What callers pass under a policy: float64 has its own, all others get float32."""
    return "float64" if policy == "float64" else "float32"


def dtype_of(name: str, policy: str = "float32") -> str:
    """Of an input, by its name."""
    if name.endswith("_keep"):
        return "bool"
    return "int32" if name.endswith("_ids") else float_dtype(policy)


def make_layer(entry: Entry, dtype="float32", dropout_rate=0.0, seed=1) -> keras.layers.Layer:
    """A built layer whose weights, biases included, depend on the seed alone."""
    layer = entry.make(dtype, dropout_rate)
    run(entry, layer, make_inputs(entry, dtype=dtype))
    rng = np.random.default_rng(seed)
    for weight in layer.trainable_weights:
        weight.assign(rng.normal(scale=0.4, size=weight.shape))
    return layer


def run(entry: Entry, layer, inputs: dict, **training) -> list:
    """The outputs, flattened."""
    return tree.flatten(entry.call(layer, inputs, **training))


def arrays(tensors) -> list[np.ndarray]:
    """As float64 NumPy arrays, whatever the precision."""
    return [ops.convert_to_numpy(ops.cast(x, "float64")) for x in tree.flatten(tensors)]


def stepped(step, ids, state, context):
    """Logits (B, T, V) of a decoder's `step`, one token after the other, and the last state."""
    logits = []
    for t in range(ids.shape[1]):
        of_token, state = step(ids[:, t], t, state, context)
        logits.append(of_token)
    return ops.stack(logits, axis=1), state
