"""Depth, direction, skips, masks; the fused layer and our cell give the same numbers."""

import re

import keras
import numpy as np
import pytest
from keras import ops

from zoo.layers.stacked_rnn import StackedRNN

tf = pytest.importorskip("tensorflow")

B, S, D, U = 3, 5, 4, 6
LENGTHS = np.array([5, 2, 4])
KEEP = np.arange(S)[None] < LENGTHS[:, None]
KINDS = ["simple_rnn", "lstm", "gru"]
NEARLY_ZERO = 1e-12  # a rate that takes the cell path and, at inference, drops nothing


def sequences(seed=0, dtype="float32"):
    return np.random.default_rng(seed).normal(size=(B, S, D)).astype(dtype)


def arrays(structure):
    return [ops.convert_to_numpy(ops.cast(t, "float64")) for t in keras.tree.flatten(structure)]


def assert_close(ours, theirs, atol=1e-6):
    for a, b in zip(arrays(ours), arrays(theirs), strict=True):
        np.testing.assert_allclose(a, b, atol=atol, rtol=0)


@pytest.mark.parametrize("kind", ["lstm", "gru"])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_fused_layer_equals_cell(kind, bidirectional, masked):
    options = {"depth": 2, "bidirectional": bidirectional, "dtype": "float64"}
    fused = StackedRNN(kind, U, **options)
    loop = StackedRNN(kind, U, recurrent_dropout_rate=NEARLY_ZERO, **options)
    assert type(fused.forward_layers[0]) is not keras.layers.RNN
    assert type(loop.forward_layers[0]) is keras.layers.RNN
    loop.build((None, None, D))
    fused.build((None, None, D))
    loop.set_weights(fused.get_weights())
    x, keep = tf.constant(sequences(dtype="float64")), KEEP if masked else None
    results = []
    for layer in (fused, loop):
        with tf.GradientTape() as tape:
            tape.watch(x)
            outputs = layer(x, keep)
            loss = sum(tf.reduce_sum(tf.sin(t)) for t in keras.tree.flatten(outputs))
        weights = [w.value for w in layer.trainable_variables]
        results.append([outputs, tape.gradient(loss, [x, *weights])])
    assert_close(*results, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_padding_changes_nothing(kind):
    layer = StackedRNN(kind, U, depth=2, bidirectional=True, skips="residual")
    x = sequences()
    values, state = layer(x, KEEP)
    garbage = np.where(KEEP[..., None], x, 1e4 * np.sign(x))
    assert_close(layer(garbage, KEEP), (values, state))
    garbage[~KEEP] = np.nan
    assert_close(layer(garbage, KEEP), (values, state))
    assert np.all(arrays(values)[0][~KEEP] == 0)
    for row, length in enumerate(LENGTHS):
        alone = layer(x[row : row + 1, :length])
        assert_close(alone[0][0], values[row, :length])
        assert_close(alone[1], keras.tree.map_structure(lambda s, r=row: s[r : r + 1], state))


@pytest.mark.parametrize("bidirectional", [False, True])
def test_empty_rows_hand_their_state_on(bidirectional):
    layer = StackedRNN("lstm", U, bidirectional=bidirectional)
    keep = np.zeros((B, S), bool)
    width = layer.output_dim
    before = ((np.full((B, width), 2.0), np.full((B, width), 3.0)),)
    values, state = layer(sequences(), keep, initial_state=before)
    assert_close(values, np.zeros((B, S, width)))
    assert_close(state, before)
    assert_close(layer(sequences(), keep)[1], keras.tree.map_structure(np.zeros_like, before))


def test_no_keras_mask_leaves():
    values, state = StackedRNN("gru", U)(sequences(), KEEP)
    assert all(getattr(t, "_keras_mask", None) is None for t in keras.tree.flatten((values, state)))


@pytest.mark.parametrize(
    ("kind", "skips"), [("lstm", "none"), ("gru", "residual"), ("simple_rnn", "concatenate")]
)
@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "float64"])
def test_steps_equal_all_at_once(kind, skips, policy):
    layer = StackedRNN(kind, U, depth=2, skips=skips, dtype=policy)
    x = sequences()
    start = tuple(
        tuple(ops.full((B, U), 0.1 * (i + 1), layer.compute_dtype) for _ in range(count))
        for i, count in enumerate([2 if kind == "lstm" else 1] * 2)
    )
    values, final = layer(x, initial_state=start)
    assert values.shape == (B, S, layer.output_dim)
    state, steps = start, []
    for t in range(S):
        y, state = layer.step(ops.cast(x[:, t], layer.compute_dtype), state)
        steps.append(y)
    atol = 0.05 if policy == "mixed_bfloat16" else 1e-6
    assert_close(ops.stack(steps, axis=1), values, atol)
    assert_close(state, final, atol)


def test_state_is_resumed():
    layer = StackedRNN("lstm", U, depth=2)
    x = sequences()
    values, final = layer(x)
    _, middle = layer(x[:, :2])
    rest, end = layer(x[:, 2:], initial_state=middle)
    assert_close(rest, values[:, 2:])
    assert_close(end, final)


def test_bidirectional_state_is_two_halves():
    layer = StackedRNN("gru", U, bidirectional=True)
    x = sequences()
    values, ((h,),) = layer(x)
    assert_close(h[:, :U], values[:, -1, :U])
    assert_close(h[:, U:], values[:, 0, U:])
    start = np.random.default_rng(3).normal(size=(B, 2 * U)).astype("float32")
    begun, _ = layer(x, initial_state=((start,),))
    backward = layer.backward_layers[0](x, initial_state=[start[:, U:]])
    assert_close(begun[:, ::-1, U:], backward[0])


def test_bidirectional_equals_keras():
    layer = StackedRNN("lstm", U, bidirectional=True)
    x = sequences()
    values, _ = layer(x)
    reference = keras.layers.Bidirectional(keras.layers.LSTM(U, return_sequences=True))
    reference.build(x.shape)
    reference.set_weights(layer.get_weights())
    assert_close(values, reference(x))


def test_no_future_leak():
    layer = StackedRNN("gru", U, depth=2, skips="concatenate")
    x = sequences()
    changed = x.copy()
    changed[:, 3:] = 7.0
    np.testing.assert_array_equal(
        arrays(layer(x)[0])[0][:, :3], arrays(layer(changed)[0])[0][:, :3]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_is_seeded_and_off_at_inference(kind):
    def layer(seed, rate=0.5, recurrent_rate=0.5):
        new = StackedRNN(
            kind, U, depth=2, dropout_rate=rate, recurrent_dropout_rate=recurrent_rate, seed=seed
        )
        new.build((None, None, D))
        return new

    first, same, other, plain = layer(1), layer(1), layer(2), layer(1, 0.0, NEARLY_ZERO)
    for copy in (same, other, plain):
        copy.set_weights(first.get_weights())
    x = sequences()
    dropped = first(x, training=True)
    assert_close(dropped, same(x, training=True), atol=0)
    assert not np.allclose(dropped[0], other(x, training=True)[0])
    assert_close(first(x), plain(x), atol=0)


@pytest.mark.parametrize(
    ("kind", "policy"),
    [
        ("lstm", "float32"),
        ("lstm", "mixed_float16"),
        ("gru", "mixed_bfloat16"),
        ("simple_rnn", "float64"),
    ],
)
def test_gradients_are_finite_and_reach_every_weight(kind, policy):
    layer = StackedRNN(kind, U, depth=2, bidirectional=True, dtype=policy)
    keep = KEEP.copy()
    keep[1] = False  # an empty row
    garbage = np.where(keep[..., None], 1e4 * sequences(), np.nan)
    with tf.GradientTape() as tape:
        values, state = layer(garbage, keep, training=True)
        loss = sum(
            tf.reduce_sum(tf.cast(t, "float32")) for t in keras.tree.flatten((values, state))
        )
    gradients = tape.gradient(loss, [w.value for w in layer.trainable_variables])
    assert all(np.all(np.isfinite(g)) for g in gradients)
    assert keras.backend.standardize_dtype(values.dtype) == layer.compute_dtype

    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.cast(layer(sequences(), keep)[0], "float32"))
    gradients = tape.gradient(loss, [w.value for w in layer.trainable_variables])
    assert all(np.any(g.numpy() != 0) for g in gradients)


def test_graph_with_unknown_batch_and_length():
    layer = StackedRNN("lstm", U, depth=2, bidirectional=True)
    x = sequences()
    expected = layer(x, KEEP)
    call = tf.function(
        layer.__call__,
        input_signature=[
            tf.TensorSpec((None, None, D), tf.float32),
            tf.TensorSpec((None, None), tf.bool),
        ],
    )
    assert_close(call(x, KEEP), expected)
    assert call(x[:1, :1], KEEP[:1, :1])[0].shape == (1, 1, 2 * U)


def test_explain():
    assert "layer 1 (forward): keras.layers.GRU" in StackedRNN("gru", U, depth=2).explain()
    text = StackedRNN("lstm", U, bidirectional=True, recurrent_dropout_rate=0.1).explain()
    assert text.startswith("layer 0 (forward and backward): LSTMCell in keras.layers.RNN")
    assert "recurrent dropout" in text
    assert "no fused simple_rnn" in StackedRNN("simple_rnn", U).explain()


def test_round_trip(tmp_path):
    layer = StackedRNN(
        "simple_rnn",
        U,
        depth=2,
        bidirectional=True,
        activation="relu",
        dropout_rate=0.1,
        recurrent_dropout_rate=0.2,
        skips="concatenate",
        seed=1,
    )
    inputs, keep = keras.Input((None, D)), keras.Input((None,), dtype="bool")
    model = keras.Model([inputs, keep], layer(inputs, keep))
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert_close(loaded([sequences(), KEEP]), model([sequences(), KEEP]), atol=0)
    copy = StackedRNN.from_config(layer.get_config())
    assert copy.get_config() == layer.get_config()


def test_errors_name_the_argument():
    with pytest.raises(ValueError, match=r"`cell` must be one of .*, got 'rnn'"):
        StackedRNN("rnn", U)
    with pytest.raises(ValueError, match="`depth` must be at least 1, got 0"):
        StackedRNN("lstm", U, depth=0)
    with pytest.raises(ValueError, match=r"`skips` must be one of .*, got 'dense'"):
        StackedRNN("lstm", U, skips="dense")
    with pytest.raises(ValueError, match=r"`activation` must be \"tanh\" for 'gru', got 'relu'"):
        StackedRNN("gru", U, activation="relu")
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1.5"):
        StackedRNN("gru", U, dropout_rate=1.5)
    with pytest.raises(ValueError, match="`step` must not be used with `bidirectional`, got True"):
        StackedRNN("gru", U, bidirectional=True).step(np.ones((B, D)), ())
    with pytest.raises(ValueError, match="`units` must be at least 1, got 0"):
        StackedRNN("gru", 0)


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize(
    ("kind", "count", "leaves"),
    [("gru", 1, [1]), ("gru", 1, [1, 1, 1]), ("lstm", 2, [2, 1]), ("gru", 1, [2, 2])],
)
def test_a_state_for_each_layer(kind, count, leaves, bidirectional):
    stack = StackedRNN(kind, U, depth=2, bidirectional=bidirectional)
    state = [[np.ones((B, U * (1 + bidirectional)))] * leaf for leaf in leaves]
    message = f"must be 2 tuples of {count} tensors, one for each layer, got {leaves}."
    message = re.escape(message)
    with pytest.raises(ValueError, match=f"`initial_state` {message}"):
        stack(sequences(), initial_state=state)
    if not bidirectional:
        with pytest.raises(ValueError, match=f"`state` {message}"):
            stack.step(sequences()[:, 0], state)


def test_a_state_is_a_tuple():
    stack, x = StackedRNN("gru", U, depth=2), sequences()
    with pytest.raises(ValueError, match=r"`initial_state` must be 2 tuples .*Tensor'"):
        stack(x, initial_state=[np.ones((B, U)), np.ones((B, U))])
    with pytest.raises(
        ValueError, match=r"`initial_state` must be a list of tuples, got a .*Tensor"
    ):
        stack(x, initial_state=np.ones((2, B, U)))


def test_a_layer_without_a_state_begins_with_zeros():
    stack, x = StackedRNN("gru", U, depth=2), sequences()
    given, zeros = [np.ones((B, U), "float32")], [np.zeros((B, U), "float32")]
    with pytest.raises(ValueError, match=r"`state` must be 2 tuples of 1 tensors.*'NoneType', 1"):
        stack.step(x[:, 0], [None, given])
    if keras.__version__.startswith("3.12."):
        pytest.skip("Keras 3.12 calls no layer with a list that holds None")
    values, _ = stack(x, initial_state=[None, given])
    np.testing.assert_allclose(values, stack(x, initial_state=[zeros, given])[0], atol=1e-6)
