"""A cell that looks back: in `keras.layers.RNN`, by hand, and with beams."""

import keras
import numpy as np
import pytest
from keras import ops

from zoo.layers.additive_attention import AdditiveAttention
from zoo.layers.attention_cell import AttentionCell
from zoo.layers.cells import make_cell
from zoo.layers.multi_head_attention import MultiHeadAttention

tf = pytest.importorskip("tensorflow")

B, S, T, D, U, M, K = 2, 5, 4, 3, 6, 7, 3
KEEP = np.arange(S)[None] < np.array([[5], [2]])
KINDS = ["simple_rnn", "lstm", "gru"]


def data(seed=0):
    rng = np.random.default_rng(seed)
    return (
        rng.normal(size=(B, T, D)).astype("float32"),
        rng.normal(size=(B, S, M)).astype("float32"),
    )


def new_cell(kind, dtype=None, order="before", **options):
    inner = make_cell(kind, U, dtype=dtype, **options)
    attention = AdditiveAttention(8, dtype=dtype)
    cell = AttentionCell(inner, attention, memory_dim=M, order=order, dtype=dtype)
    cell.build((None, D))
    return cell


def start_of(kind, rows=B, dtype="float32", order="before"):
    h = np.random.default_rng(2).normal(size=(rows, U)).astype("float32")
    return [ops.cast(h, dtype)] * ((2 if kind == "lstm" else 1) + (order == "after"))


@pytest.mark.parametrize("kind", KINDS)
def test_attends_with_the_previous_state(kind):
    x, values = data()
    cell = new_cell(kind)
    start = start_of(kind)
    output, state = cell(x[:, 0], [*start, *cell.prepare(values, KEEP)])
    context = cell.attention(start[0][:, None], values, KEEP)[:, 0]
    h, inner_state = cell.cell(np.concatenate([x[:, 0], context], axis=-1), start)
    np.testing.assert_allclose(output, np.concatenate([h, context], axis=-1), atol=1e-6)
    for mine, other in zip(state, inner_state, strict=False):
        np.testing.assert_allclose(mine, other, atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_looks_with_the_new_state_and_feeds_what_it_found(kind):
    x, values = data()
    cell = new_cell(kind, order="after")
    *start, fed = start_of(kind, order="after")
    output, state = cell(x[:, 0], [*start, fed, *cell.prepare(values, KEEP)])
    h, inner_state = cell.cell(np.concatenate([x[:, 0], fed], axis=-1), start)
    context = cell.attention(h[:, None], values, KEEP)[:, 0]
    kernel = np.asarray(cell.combine.kernel)
    found = np.tanh(np.concatenate([h, context], axis=-1) @ kernel)
    np.testing.assert_allclose(output, np.concatenate([h, found], axis=-1), atol=1e-6)
    for mine, other in zip(state, [*inner_state, found], strict=False):
        np.testing.assert_allclose(mine, other, atol=1e-6)


@pytest.mark.parametrize("order", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "mixed_float16", "float64"])
def test_steps_equal_the_loop(kind, policy, order):
    x, values = data()
    cell = new_cell(kind, dtype=policy, order=order)
    memory = cell.prepare(ops.cast(values, cell.compute_dtype), KEEP)
    state = start_of(kind, dtype=cell.compute_dtype, order=order)
    rnn = keras.layers.RNN(cell, return_sequences=True, return_state=True, dtype=policy)
    outputs, *final = rnn(x, initial_state=[*state, *memory])
    assert outputs.shape == (B, T, cell.output_size)
    atol = {"mixed_bfloat16": 0.05, "mixed_float16": 0.005}.get(policy, 1e-6)
    for t in range(T):
        y, state = cell.step(ops.cast(x[:, t], cell.compute_dtype), state, memory)
        np.testing.assert_allclose(
            ops.cast(outputs[:, t], "float32"), ops.cast(y, "float32"), atol=atol
        )
    for before, after in zip(memory, final[len(state) :], strict=True):
        np.testing.assert_array_equal(
            ops.cast(before, "float32"), ops.cast(after, "float32"), "the memory must not change"
        )


def test_beams_look_at_their_own_source():
    _, values = data()
    cell = new_cell("lstm")
    rng = np.random.default_rng(4)
    x = rng.normal(size=(B * K, D)).astype("float32")
    state = [rng.normal(size=(B * K, U)).astype("float32") for _ in range(2)]
    folded, _ = cell.step(x, state, cell.prepare(values, KEEP))
    repeated = cell.prepare(np.repeat(values, K, axis=0), np.repeat(KEEP, K, axis=0))
    expected, _ = cell.step(x, state, repeated)
    np.testing.assert_allclose(folded, expected, atol=1e-6)


def test_padding_changes_nothing_and_an_empty_source_is_finite():
    x, values = data()
    cell = new_cell("gru")
    rnn = keras.layers.RNN(cell, return_sequences=True)
    expected = rnn(x, initial_state=[*start_of("gru"), *cell.prepare(values, KEEP)])
    garbage = np.where(KEEP[..., None], values, -1e4)
    outputs = rnn(x, initial_state=[*start_of("gru"), *cell.prepare(garbage, KEEP)])
    np.testing.assert_array_equal(outputs, expected)
    empty = cell.prepare(values, np.zeros_like(KEEP))
    outputs = rnn(x, initial_state=[*start_of("gru"), *empty]).numpy()
    assert np.all(np.isfinite(outputs))
    assert np.all(outputs[..., U:] == 0)


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_of_the_inner_cell(kind):
    x, values = data()
    cell = new_cell(kind, dropout_rate=0.5, recurrent_dropout_rate=0.5, seed=1)
    rnn = keras.layers.RNN(cell, return_sequences=True)
    start = [*start_of(kind), *cell.prepare(values, KEEP)]
    call = tf.function(lambda training: rnn(x, initial_state=start, training=training))
    assert not np.allclose(call(True), call(True)), "masks must be drawn anew"
    np.testing.assert_array_equal(call(False), call(False))
    assert cell.cell._dropout_mask is None
    assert cell.cell._recurrent_dropout_mask is None


def test_gradients_reach_every_weight():
    x, values = data()
    cell = new_cell("lstm")
    rnn = keras.layers.RNN(cell, return_sequences=True)
    values = tf.constant(values)
    with tf.GradientTape() as tape:
        tape.watch(values)
        memory = cell.prepare(values, KEEP)
        outputs = rnn(x, initial_state=[*start_of("lstm"), *memory])
        loss = tf.reduce_sum(tf.sin(outputs))
    gradients = tape.gradient(loss, [values, *(w.value for w in rnn.trainable_variables)])
    assert all(np.all(np.isfinite(g)) and np.any(g.numpy() != 0) for g in gradients)
    assert np.all(gradients[0].numpy()[~KEEP] == 0)


def test_config_round_trip():
    cell = new_cell("gru", dropout_rate=0.2)
    config = keras.saving.serialize_keras_object(cell)
    copy = keras.saving.deserialize_keras_object(config)
    assert keras.saving.serialize_keras_object(copy)["config"] == config["config"]


def test_memory_must_be_given():
    with pytest.raises(ValueError, match=r"`initial_state` must be .*, got None"):
        keras.layers.RNN(new_cell("gru"))(data()[0])


@pytest.mark.parametrize("attention", [keras.layers.AdditiveAttention(), MultiHeadAttention(8, 2)])
def test_an_attention_of_another_kind(attention):
    message = rf"`attention` must be zoo's .*, got .*\.{type(attention).__name__}\."
    with pytest.raises(TypeError, match=message):
        AttentionCell(make_cell("lstm", U), attention, memory_dim=M)


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_memory_without_width(order):
    with pytest.raises(ValueError, match="`memory_dim` must be at least 1, got 0"):
        AttentionCell(make_cell("gru", U), AdditiveAttention(8), memory_dim=0, order=order)
