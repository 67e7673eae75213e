"""The same checks for every public layer and model; `tests/harness/*_entries.py` list them."""

import functools
import inspect
import json
import os
import subprocess
import sys

import keras
import numpy as np
import pytest
from filelock import FileLock
from keras import ops, tree

from tests.harness import subjects
from tests.harness.registry import DECODERS, ENTRIES
from tests.harness.subjects import DYNAMIC, LENGTHS, POLICIES, SIZES, make_inputs, run
from zoo import layers, models

tf = pytest.importorskip("tensorflow")

# Against float64, relative to the largest output.
PRECISION = {"float32": 1e-5, "mixed_bfloat16": 0.1, "mixed_float16": 0.02, "float64": 1e-12}
GARBAGE = 1e4

every = pytest.mark.parametrize("name", ENTRIES)
# For what costs seconds, the fast suite takes one entry of each class.
_FIRST = {entry.covers: name for name, entry in reversed(ENTRIES.items())}.values()
every_class = pytest.mark.parametrize(
    "name",
    [name if name in _FIRST else pytest.param(name, marks=pytest.mark.slow) for name in ENTRIES],
)


@functools.cache
def made(name, dtype="float32"):
    """One layer an entry and policy, for the checks that do not change it."""
    return subjects.make_layer(ENTRIES[name], dtype)


def values(name, inputs, layer=None, dtype="float32"):
    """The outputs as float64 arrays."""
    return subjects.arrays(run(ENTRIES[name], layer or made(name, dtype), inputs))


def assert_close(ours, theirs, tolerance=1e-5):
    for a, b in zip(ours, theirs, strict=True):
        scale = max(1.0, float(np.max(np.abs(b), initial=0.0)))
        np.testing.assert_allclose(a, b, atol=tolerance * scale, rtol=0)


def at_tokens(outputs, axes, lengths=LENGTHS, sizes=SIZES):
    """The outputs with zeros where there is padding."""
    kept = []
    for array, letters in zip(outputs, axes, strict=True):
        for position, axis in enumerate(letters):
            if axis in lengths:
                keep = subjects.keep(axis, lengths, sizes)
                shape = [1] * len(letters)
                shape[0], shape[position] = keep.shape
                array = np.where(keep.reshape(shape), array, 0.0)
        kept.append(array)
    return kept


def with_garbage(entry, inputs, seed=5):
    """Other ids, and numbers of the size of 1e4, in all padded slots."""
    rng = np.random.default_rng(seed)
    changed = {}
    for name, array in inputs.items():
        axes = entry.inputs[name]
        changed[name] = array
        if name.endswith("_keep") or name in entry.says_padding or axes[1] not in LENGTHS:
            continue
        if name.endswith("_ids"):
            noise = rng.integers(1, SIZES["V"], array.shape)
        else:
            noise = rng.choice([-GARBAGE, GARBAGE], array.shape)
        is_token = subjects.keep(axes[1])
        is_token = is_token.reshape(is_token.shape + (1,) * (array.ndim - 2))
        changed[name] = np.where(is_token, array, noise.astype(array.dtype))
    return changed


@functools.cache
def functional(name, dtype="float32"):
    """The layer in a `keras.Model` with free batch and lengths."""
    inputs = subjects.symbolic_inputs(ENTRIES[name], dtype)
    return keras.Model(inputs, run(ENTRIES[name], made(name, dtype), inputs))


def signature(name, dtype="float32"):
    """Of a `tf.function` of the inputs with free batch and lengths."""
    specs = {
        key: tf.TensorSpec(
            [None if axis in DYNAMIC else SIZES[axis] for axis in axes],
            subjects.dtype_of(key, dtype),
            name=key,
        )
        for key, axes in ENTRIES[name].inputs.items()
    }
    return [specs]


@functools.cache
def graph(name, dtype="float32"):
    """The layer as a `tf.function` with free batch and lengths."""
    entry, layer = ENTRIES[name], made(name, dtype)
    return tf.function(
        lambda inputs: run(entry, layer, inputs), input_signature=signature(name, dtype)
    )


def test_every_public_class_has_an_entry():
    public = [getattr(package, name) for package in (layers, models) for name in package.__all__]
    classes = {
        item for item in public if inspect.isclass(item) and issubclass(item, keras.layers.Layer)
    }
    assert classes == {entry.covers for entry in ENTRIES.values()}


@every
def test_every_option_is_in_the_config(name):
    covered = ENTRIES[name].covers
    options = [
        option
        for option, parameter in inspect.signature(covered.__init__).parameters.items()
        if option != "self" and parameter.kind is not parameter.VAR_KEYWORD
    ]
    config = next(
        part.get_config()
        for part in (made(name), *made(name)._flatten_layers())
        if isinstance(part, covered)
    )
    # A shared embedding is the business of the model that shares it.
    assert set(options) - {"embedding"} <= set(config)


@every
def test_config_and_json(name):
    layer = made(name)
    config = json.dumps(keras.saving.serialize_keras_object(layer))
    twin = keras.saving.deserialize_keras_object(json.loads(config))
    assert json.dumps(twin.get_config()) == json.dumps(layer.get_config())
    # `build` alone, without a call, has made every weight: no child is left out.
    assert [w.shape for w in twin.weights] == [w.shape for w in layer.weights]
    twin.set_weights(layer.get_weights())
    inputs = make_inputs(ENTRIES[name])
    assert_close(values(name, inputs, twin), values(name, inputs), 1e-7)


@every_class
def test_keras_file(name, tmp_path):
    model = functional(name)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    inputs = make_inputs(ENTRIES[name])
    outputs = subjects.arrays(tree.flatten(loaded(inputs)))
    assert_close(outputs, values(name, inputs), 1e-7)
    for ours, theirs in zip(loaded.trainable_weights, model.trainable_weights, strict=True):
        assert ours.name == theirs.name
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.slow
@every_class
def test_saved_model_and_graph(name, tmp_path):
    function = graph(name)
    archive = keras.export.ExportArchive()
    archive.track(made(name))
    archive.add_endpoint("serve", function)
    archive.write_out(str(tmp_path), verbose=False)
    loaded = tf.saved_model.load(str(tmp_path))
    longer = make_inputs(
        ENTRIES[name], sizes={"B": 2, "S": 3, "T": 6}, lengths={"S": (3, 1), "T": (5, 6)}, seed=2
    )
    for inputs in (make_inputs(ENTRIES[name]), longer):
        expected = values(name, inputs)
        tensors = {key: tf.constant(array) for key, array in inputs.items()}
        assert_close(subjects.arrays(tree.flatten(function(tensors))), expected)
        assert_close(subjects.arrays(tree.flatten(loaded.serve(tensors))), expected)


@every_class
@pytest.mark.parametrize("dtype", POLICIES)
def test_policies(name, dtype):
    entry, layer = ENTRIES[name], made(name, dtype)
    inputs = make_inputs(entry, dtype=dtype)
    outputs = run(entry, layer, inputs)
    exact = make_inputs(entry, dtype="float64")
    assert_close(
        at_tokens(subjects.arrays(outputs), entry.outputs),
        at_tokens(values(name, exact, dtype="float64"), entry.outputs),
        PRECISION[dtype],
    )
    policy = keras.dtype_policies.get(dtype)
    for axes, output in zip(entry.outputs, outputs, strict=True):
        assert tuple(output.shape) == tuple(SIZES[axis] for axis in axes)
        assert keras.backend.standardize_dtype(output.dtype) in (policy.compute_dtype, "bool")
    assert {weight.dtype for weight in layer.trainable_weights} <= {policy.variable_dtype}


@every_class
@pytest.mark.parametrize(
    "dtype", ["float32", pytest.param("mixed_bfloat16", marks=pytest.mark.slow)]
)
def test_eager_graph_and_symbolic_agree(name, dtype):
    entry = ENTRIES[name]
    eager = run(entry, made(name, dtype), make_inputs(entry, dtype=dtype))
    traced = tree.flatten(graph(name, dtype).get_concrete_function().structured_outputs)
    symbolic = functional(name, dtype).outputs
    for axes, *versions in zip(entry.outputs, eager, traced, symbolic, strict=True):
        assert len({keras.backend.standardize_dtype(x.dtype) for x in versions}) == 1
        shape = tuple(None if axis in DYNAMIC else SIZES[axis] for axis in axes)
        assert tuple(versions[-1].shape) == shape
        assert tuple(versions[1].shape)[-1] in (shape[-1], None)


@every
def test_padding_changes_nothing(name):
    entry = ENTRIES[name]
    inputs = make_inputs(entry)
    assert_close(
        at_tokens(values(name, with_garbage(entry, inputs)), entry.outputs),
        at_tokens(values(name, inputs), entry.outputs),
    )


@every_class
def test_a_row_alone_is_the_row_in_a_batch(name):
    entry = ENTRIES[name]
    inputs = make_inputs(entry)
    together = at_tokens(values(name, inputs), entry.outputs)
    for row in range(SIZES["B"]):
        size = {axis: counts[row] for axis, counts in LENGTHS.items()}

        def of_row(array, axes, row=row, size=size):
            cut = tuple(slice(size.get(axis)) for axis in axes[1:])
            return array[(slice(row, row + 1), *cut)]

        alone = values(name, {key: of_row(x, entry.inputs[key]) for key, x in inputs.items()})
        expected = [of_row(x, axes) for x, axes in zip(together, entry.outputs, strict=True)]
        assert_close(alone, expected)


@pytest.mark.parametrize("name", [name for name, entry in ENTRIES.items() if entry.is_causal])
def test_the_future_does_not_leak(name):
    entry = ENTRIES[name]
    full = {"T": (SIZES["T"],) * SIZES["B"]}
    inputs = make_inputs(entry, lengths=full)
    before = values(name, inputs)
    for t in range(1, SIZES["T"]):
        other = make_inputs(entry, lengths=full, seed=7)
        changed = dict(inputs)
        for key, axes in entry.inputs.items():
            if axes[1] == "T" and not key.endswith("_keep"):
                changed[key] = np.concatenate([inputs[key][:, :t], other[key][:, t:]], axis=1)
        for x, y, axes in zip(before, values(name, changed), entry.outputs, strict=True):
            if "T" in axes:
                past = (slice(None),) * axes.index("T") + (slice(t),)
                np.testing.assert_array_equal(y[past], x[past])
                assert not np.array_equal(y, x)  # the change is seen where it may be


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.parametrize("dtype", POLICIES)
def test_stepwise_is_all_at_once(name, dtype):
    entry, decoder = DECODERS[name], made(name, dtype)
    inputs = make_inputs(entry, dtype=dtype)
    ids = inputs["target_in_ids"]
    logits = decoder(ids, entry.memory(inputs))
    context = decoder.prepare(entry.memory(inputs))
    steps, state = subjects.stepped(decoder.step, ids, decoder.start(context, SIZES["T"]), context)
    assert steps.dtype == logits.dtype
    tolerance = {"mixed_bfloat16": 0.06, "mixed_float16": 0.01}.get(dtype, PRECISION[dtype])
    assert_close(subjects.arrays(steps), subjects.arrays(logits), tolerance)
    for leaf in tree.flatten((context, state)):
        leaf_dtype = keras.backend.standardize_dtype(leaf.dtype)
        assert leaf_dtype in (decoder.compute_dtype, "bool", "int32")


@every_class
def test_dropout_is_seeded_and_off_at_inference(name):
    entry = ENTRIES[name]
    inputs = make_inputs(entry)
    results = []
    for _ in range(2):
        keras.utils.set_random_seed(3)
        layer = subjects.make_layer(entry, dropout_rate=0.5)
        assert_close(values(name, inputs, layer), values(name, inputs), 1e-7)
        if entry.has_dropout:
            once, again = (subjects.arrays(run(entry, layer, inputs, training=True)) for _ in "12")
            assert not np.array_equal(once[0], values(name, inputs)[0])
            assert not np.array_equal(once[0], again[0])
            results.append((once, again))
    for first, second in zip(*results, strict=True) if results else ():
        assert_close(first, second, 1e-7)


@every
def test_gradients(name):
    # Garbage and an empty row included: a NaN that a mask hides forwards comes back backwards.
    entry, layer = ENTRIES[name], made(name)
    inputs = make_inputs(entry, lengths={"S": (5, 2, 0)})
    inputs = {key: tf.constant(array) for key, array in inputs.items()}
    floats = [x for x in inputs.values() if x.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        outputs = [x for x in run(entry, layer, inputs) if x.dtype.is_floating]
        rng = np.random.default_rng(4)
        loss = sum(tf.reduce_sum(x * rng.normal(size=x.shape)) for x in outputs)
    weights = layer.trainable_weights
    of_weights, of_inputs = tape.gradient(loss, [[w.value for w in weights], floats])
    for weight, gradient in zip(weights, of_weights, strict=True):
        if 0 in weight.shape:  # without a memory, a start state is its bias alone
            continue
        if any(part in weight.path for part in entry.no_gradient):
            assert gradient is None or np.max(np.abs(gradient)) < 1e-4, weight.path
            continue
        assert gradient is not None, weight.path
        dense = tf.convert_to_tensor(gradient).numpy()
        assert np.all(np.isfinite(dense)), weight.path
        assert np.max(np.abs(dense)) > 1e-6, weight.path
    assert all(x is None or np.all(np.isfinite(x)) for x in of_inputs)


@every_class
@pytest.mark.parametrize(
    ("sizes", "lengths"),
    [
        ({"B": 1, "S": 1, "T": 1}, {"S": (1,), "T": (1,)}),
        ({"B": 1}, {"S": (3,), "T": (2,)}),
        ({}, {"S": (0, 2, 0), "T": (2, 0, 0)}),
        ({"S": 1}, {"S": (0, 1, 0)}),
    ],
    ids=["length_one", "batch_one", "empty_rows", "empty_rows_of_one_step"],
)
def test_extreme_shapes_stay_finite(name, sizes, lengths):
    inputs = make_inputs(ENTRIES[name], sizes=sizes, lengths=lengths)
    for array, axes in zip(values(name, inputs), ENTRIES[name].outputs, strict=True):
        assert array.shape == tuple({**SIZES, **sizes}[axis] for axis in axes)
        assert np.all(np.isfinite(array))


@every_class
def test_no_rows(name):
    """What a replica gets when there are fewer rows than replicas, and a server when asked so."""
    entry, layer = ENTRIES[name], made(name)

    @tf.function(input_signature=signature(name))
    def outputs_and_gradients(inputs):
        with tf.GradientTape() as tape:
            outputs = run(entry, layer, inputs)
            loss = sum(tf.reduce_sum(tf.cast(x, "float32")) for x in outputs)
        gradients = tape.gradient(loss, [weight.value for weight in layer.trainable_weights])
        return outputs, [tf.convert_to_tensor(x) for x in gradients if x is not None]

    inputs = make_inputs(entry, sizes={"B": 0}, lengths={"S": (), "T": ()})
    outputs, gradients = outputs_and_gradients(inputs)
    shapes = [tuple({**SIZES, "B": 0}[axis] for axis in axes) for axes in entry.outputs]
    assert [tuple(x.shape) for x in outputs] == shapes
    assert not any(np.any(x) for x in gradients)


@pytest.fixture(scope="module")
def outputs_on_jax(tmp_path_factory):
    """What every entry gives on JAX: asked once, whichever of pytest-xdist's workers is first."""
    pytest.importorskip("jax")
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # that of all workers
    with FileLock(folder / "jax.lock"):
        if not (folder / "found.npz").exists():
            _ask_jax(folder)
    with np.load(folder / "found.npz") as found:
        found = dict(found)

    def outputs(name, kind):
        if f"{name}/error" in found:
            pytest.fail(str(found[f"{name}/error"]))
        return [array for key, array in found.items() if key.startswith(f"{name}/{kind}")]

    return outputs


def _ask_jax(folder):
    given = {}
    for name, entry in ENTRIES.items():
        for key, array in make_inputs(entry).items():
            given[f"{name}/inputs/{key}"] = array
        for i, weight in enumerate(made(name).trainable_weights):
            given[f"{name}/weights/{i}"] = ops.convert_to_numpy(weight)
    np.savez(folder / "given.npz", **given)
    subprocess.run(
        [sys.executable, "-m", "tests.harness.on_jax", folder / "given.npz", folder / "found.npz"],
        env={**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
        cwd=os.path.dirname(os.path.dirname(os.path.dirname(__file__))),
        check=True,
    )


@pytest.mark.slow
@every
def test_same_numbers_on_jax(name, outputs_on_jax):
    assert_close(values(name, make_inputs(ENTRIES[name])), outputs_on_jax(name, "outputs"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [name for name, entry in ENTRIES.items() if entry.covers is layers.MultiHeadAttention]
)
def test_same_gradients_on_jax(name, outputs_on_jax):
    inputs = {key: tf.constant(array) for key, array in make_inputs(ENTRIES[name]).items()}
    floats = [x for x in inputs.values() if x.dtype.is_floating]
    with tf.GradientTape() as tape:
        tape.watch(floats)
        loss = sum(tf.reduce_sum(tf.sin(x)) for x in run(ENTRIES[name], made(name), inputs))
    expected = [x.numpy() for x in tape.gradient(loss, floats)]
    assert_close(outputs_on_jax(name, "gradients"), expected, 1e-4)


@pytest.mark.parametrize("name", DECODERS)
def test_hypotheses_go_on_from_one_another(name):
    """What beam search does with a state: K of a source, each from any one of them."""
    entry, layer = ENTRIES[name], made(name)
    inputs, rng, width = make_inputs(entry), np.random.default_rng(6), 2
    batch, length = inputs["target_in_ids"].shape
    context = layer.prepare(entry.memory(inputs))
    state = layer.reorder(layer.start(context, length), np.zeros((batch, width), "int32"))
    repeated = {key: np.repeat(array, width, axis=0) for key, array in inputs.items()}
    past = np.zeros((batch, width, 0), "int32")
    for t in range(length):
        ids = rng.integers(1, SIZES["V"], (batch, width)).astype("int32")
        past = np.concatenate([past, ids[..., None]], axis=-1)
        logits, state = layer.step(ids.reshape(-1), t, state, context)
        repeated["target_in_ids"] = past.reshape(batch * width, t + 1)
        expected = values(name, repeated)[0][:, t]
        assert_close(subjects.arrays([logits]), [expected])
        parents = rng.integers(0, width, (batch, width)).astype("int32")
        state = layer.reorder(state, parents)
        past = np.take_along_axis(past, parents[..., None], axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("name", DECODERS)
def test_same_steps_on_jax(name, outputs_on_jax):
    assert_close(values(name, make_inputs(ENTRIES[name])), outputs_on_jax(name, "steps"))
