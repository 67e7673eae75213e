"""What holds for every cell: Keras's numbers, Keras's wrappers, dropout once per sequence."""

import keras
import numpy as np
import pytest
from keras import ops

from zoo.layers import (
    GRUCell,
    LayerNormGRUCell,
    LayerNormLSTMCell,
    LSTMCell,
    PeepholeLSTMCell,
    SimpleRNNCell,
)

tf = pytest.importorskip("tensorflow")

B, S, D, U = 3, 5, 4, 6
PAIRS = [
    (SimpleRNNCell, keras.layers.SimpleRNNCell),
    (LSTMCell, keras.layers.LSTMCell),
    (GRUCell, keras.layers.GRUCell),
]
CELLS = [*(ours for ours, _ in PAIRS), LayerNormLSTMCell, LayerNormGRUCell, PeepholeLSTMCell]
KEEP = np.arange(S)[None] < np.array([[5], [2], [4]])


def sequences(seed=0, dtype="float32"):
    return np.random.default_rng(seed).normal(size=(B, S, D)).astype(dtype)


def random_weights(layer):
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(scale=0.5, size=w.shape) for w in layer.weights])


def run_with_gradients(layer, x, **options):
    """The outputs, their gradient with respect to the input, and to each weight."""
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = tf.nest.flatten(layer(x, **options))
        loss = sum(tf.reduce_sum(tf.sin(y)) for y in outputs)
    gradients = tape.gradient(loss, [x, *(w.value for w in layer.trainable_variables)])
    return [a.numpy() for a in [*outputs, *gradients]]


def worst_error(ours, theirs):
    return max(np.max(np.abs(a - b)) for a, b in zip(ours, theirs, strict=True))


@pytest.mark.parametrize(("dtype", "tolerance"), [("float32", 1e-5), ("float64", 1e-12)])
@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize("go_backwards", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_numbers_and_gradients_of_keras(ours, theirs, dtype, tolerance, go_backwards, masked):
    options = {
        "return_sequences": True,
        "return_state": True,
        "go_backwards": go_backwards,
        "dtype": dtype,
    }
    x = sequences(dtype=dtype)
    a = keras.layers.RNN(ours(U, dtype=dtype), **options)
    b = keras.layers.RNN(theirs(U, dtype=dtype), **options)
    a.build(x.shape)
    b.build(x.shape)
    random_weights(a)
    b.set_weights(a.get_weights())
    call = {"mask": tf.constant(KEEP)} if masked else {}
    assert worst_error(run_with_gradients(a, x, **call), run_with_gradients(b, x, **call)) < (
        tolerance
    )


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
def test_weights_start_as_those_of_keras(ours, theirs):
    a, b = ours(U), theirs(U)
    a.build((None, D))
    b.build((None, D))
    layouts = [[(w.name, tuple(w.shape)) for w in cell.weights] for cell in (a, b)]
    assert layouts[0] == layouts[1]
    kernel, recurrent_kernel, bias = a.get_weights()
    limit = np.sqrt(6 / sum(kernel.shape))
    assert 0.5 * limit < np.max(np.abs(kernel)) <= limit
    np.testing.assert_allclose(recurrent_kernel @ recurrent_kernel.T, np.eye(U), atol=1e-5)
    np.testing.assert_array_equal(bias, b.get_weights()[2])


@pytest.mark.parametrize("cell", CELLS)
def test_bidirectional(cell):
    layer = keras.layers.Bidirectional(keras.layers.RNN(cell(U), return_sequences=True))
    x = sequences()
    y = ops.convert_to_numpy(layer(x))
    assert y.shape == (B, S, 2 * U)
    backward = layer.backward_layer(x)
    np.testing.assert_allclose(y[:, ::-1, U:], backward, atol=1e-6)


@pytest.mark.parametrize("cell", CELLS)
def test_stacked_cells_equal_stacked_layers(cell):
    lower, upper = cell(U, dropout_rate=0.5, recurrent_dropout_rate=0.5), cell(U)
    stack = keras.layers.RNN(keras.layers.StackedRNNCells([lower, upper]), return_sequences=True)
    x = sequences()
    layers = [keras.layers.RNN(c, return_sequences=True) for c in (lower, upper)]
    np.testing.assert_allclose(stack(x), layers[1](layers[0](x)), atol=1e-6)
    assert np.all(np.isfinite(stack(x, training=True)))


@pytest.mark.parametrize("policy", ["float32", "mixed_float16", "mixed_bfloat16"])
@pytest.mark.parametrize("cell", CELLS)
def test_stateful_goes_on_where_it_stopped(cell, policy):
    x = sequences()
    stateful = keras.layers.RNN(cell(U, dtype=policy), stateful=True, dtype=policy)
    first = stateful(x[:, :2])
    second = stateful(x[:, 2:])
    assert keras.backend.standardize_dtype(second.dtype) == stateful.compute_dtype
    whole = keras.layers.RNN(stateful.cell, dtype=policy)
    tolerance = {"float32": 1e-6, "mixed_float16": 2e-3, "mixed_bfloat16": 2e-2}[policy]
    second, expected = (ops.cast(y, "float32") for y in (second, whole(x)))
    np.testing.assert_allclose(second, expected, atol=tolerance)
    stateful.reset_state()
    np.testing.assert_array_equal(stateful(x[:, :2]), first)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("units", ["4", 4.5, None])
def test_units_are_a_whole_number(cell, units):
    with pytest.raises(TypeError, match=f"`units` must be a whole number, got {units!r}"):
        cell(units)


@pytest.mark.parametrize("cell", CELLS)
def test_dropout_is_the_same_at_every_step(cell):
    layer = keras.layers.RNN(cell(U, dropout_rate=0.5, seed=0))
    seen = []
    plain = layer.cell.call

    def spy(inputs, states, training=False):
        seen.append(layer.cell.get_dropout_mask(inputs).numpy())
        return plain(inputs, states, training=training)

    layer.cell.call = spy
    layer(sequences(), training=True)
    first_call = len(seen)
    layer(sequences(), training=True)
    assert first_call >= S
    assert all(np.array_equal(mask, seen[0]) for mask in seen[:first_call])
    assert not np.array_equal(seen[first_call], seen[0]), "a new sequence needs a new mask"


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("rate", ["dropout_rate", "recurrent_dropout_rate"])
def test_dropout_is_seeded_and_off_at_inference(cell, rate):
    x = sequences()

    def layer(seed):
        return keras.layers.RNN(cell(U, seed=seed, **{rate: 0.5}))

    a, b, c = layer(7), layer(7), layer(8)
    a(x)
    for other in (b, c):
        other.build(x.shape)
        other.set_weights(a.get_weights())
    plain = keras.layers.RNN(cell(U))
    plain.build(x.shape)
    plain.set_weights(a.get_weights())
    np.testing.assert_array_equal(a(x), plain(x))
    a = layer(7)
    a.build(x.shape)
    a.set_weights(plain.get_weights())
    dropped = ops.convert_to_numpy(a(x, training=True))
    np.testing.assert_array_equal(dropped, b(x, training=True))
    assert not np.allclose(dropped, c(x, training=True))
    assert not np.allclose(dropped, plain(x))


@pytest.mark.slow
@pytest.mark.parametrize("cell", CELLS)
def test_dropout_in_a_graph(cell):
    layer = keras.layers.RNN(cell(U, dropout_rate=0.5, recurrent_dropout_rate=0.5))
    call = tf.function(lambda x: layer(x, training=True))
    x = sequences()
    assert not np.allclose(call(x), call(x)), "the masks must be drawn anew at every call"
    assert not hasattr(layer.cell, "_dropout_mask") or layer.cell._dropout_mask is None


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16", "float64"])
def test_policies(cell, policy):
    layer = keras.layers.RNN(cell(U, dtype=policy), return_state=True, dtype=policy)
    y, *state = layer(sequences())
    expected = keras.DTypePolicy(policy).compute_dtype
    assert {keras.backend.standardize_dtype(t.dtype) for t in (y, *state)} == {expected}
    assert all(np.all(np.isfinite(ops.cast(t, "float32"))) for t in (y, *state))


@pytest.mark.parametrize("cell", CELLS)
def test_round_trip(cell, tmp_path):
    layer = keras.layers.RNN(cell(U, dropout_rate=0.1, recurrent_dropout_rate=0.2, seed=3))
    model = keras.Sequential([keras.Input((None, D)), layer])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert loaded.layers[0].cell.get_config() == layer.cell.get_config()
    np.testing.assert_array_equal(loaded(sequences()), model(sequences()))


@pytest.mark.parametrize("cell", CELLS)
def test_errors_name_the_argument(cell):
    with pytest.raises(ValueError, match="`units` must be at least 1, got 0"):
        cell(0)
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1.0"):
        cell(4, dropout_rate=1.0)
    with pytest.raises(ValueError, match=r"`recurrent_dropout_rate` must be in \[0, 1\), got -0.1"):
        cell(4, recurrent_dropout_rate=-0.1)
