"""Runs every registry entry on JAX, compiled, with TensorFlow blocked.

    KERAS_BACKEND=jax python -m tests.harness.on_jax given.npz found.npz

`given` holds `NAME/inputs/KEY` and `NAME/weights/INDEX`; `found` gets `NAME/outputs/INDEX`, and
`NAME/steps` for a decoder, `NAME/gradients/KEY` of multi-head attention, whose kernel is JAX's
own, or `NAME/error`.
"""

import functools
import sys
import traceback

import numpy as np


def main(given_path: str, found_path: str) -> None:
    sys.modules["tensorflow"] = None  # an import of it, by whomever, now fails
    from tests.harness.registry import ENTRIES

    given, found = np.load(given_path), {}
    for name, entry in ENTRIES.items():
        try:
            results = run_entry(name, entry, given)
        except Exception:  # one entry's failure is its own test's
            results = {"error": traceback.format_exc()}
        found.update({f"{name}/{key}": result for key, result in results.items()})
    np.savez(found_path, **found)


def run_entry(name, entry, given) -> dict:
    """Outputs; of a decoder, the logits of its steps; of attention, gradients to its inputs."""
    import jax

    from tests.harness import subjects

    layer = entry.make("float32", 0.0)
    inputs = {key: given[f"{name}/inputs/{key}"] for key in entry.inputs}
    # Builds, and computes nothing; but Keras's `stft` needs the number of samples on JAX.
    has_sound = "audio" in inputs
    subjects.run(entry, layer, inputs if has_sound else subjects.symbolic_inputs(entry))
    for i, weight in enumerate(layer.trainable_weights):
        weight.assign(given[f"{name}/weights/{i}"])
    outputs = jax.jit(functools.partial(subjects.run, entry, layer))(inputs)
    results = {f"outputs/{i}": array for i, array in enumerate(subjects.arrays(outputs))}
    if entry.covers.__name__ == "MultiHeadAttention":
        floats = {key: array for key, array in inputs.items() if array.dtype == "float32"}

        def loss(floats):
            outputs = subjects.run(entry, layer, {**inputs, **floats})
            return sum(jax.numpy.sum(jax.numpy.sin(x)) for x in outputs)

        gradients = jax.jit(jax.grad(loss))(floats)
        results |= {f"gradients/{key}": np.asarray(gradients[key]) for key in floats}
    if entry.memory is not None:
        context = jax.jit(layer.prepare)(entry.memory(inputs))
        state = layer.start(context, subjects.SIZES["T"])
        step = jax.jit(layer.step)
        steps, _ = subjects.stepped(step, inputs["target_in_ids"], state, context)
        results["steps"] = np.asarray(steps)
    return results


if __name__ == "__main__":
    main(*sys.argv[1:])
