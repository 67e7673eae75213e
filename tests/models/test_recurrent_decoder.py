"""What holds for all recurrent decoders: the protocol, and that they learn."""

import functools

import keras
import numpy as np
import pytest
from keras import ops

from zoo.models.attention_rnn_decoder import AttentionRNNDecoder
from zoo.models.memory import Memory
from zoo.models.rnn_decoder import RNNDecoder
from zoo.models.rnn_encoder import RNNEncoder
from zoo.models.seq2seq import Seq2Seq

tf = pytest.importorskip("tensorflow")

B, S, T, D, V, K = 3, 5, 4, 8, 20, 2
SOURCE = np.array([[3, 4, 5, 6, 7], [8, 9, 0, 0, 0], [0, 0, 0, 0, 0]], "int32")
SOURCE_KEEP = SOURCE > 0
TARGET = np.array([[1, 5, 6, 7], [1, 8, 0, 0], [1, 9, 3, 0]], "int32")
LuongDecoder = functools.partial(AttentionRNNDecoder, attention="general", order="after")
DECODERS = [RNNDecoder, AttentionRNNDecoder, LuongDecoder]
KINDS = ["simple_rnn", "lstm", "gru"]
TOLERANCE = {"mixed_bfloat16": 0.05, "mixed_float16": 0.005, "float64": 1e-12}

both = pytest.mark.parametrize("decoder_class", DECODERS)


def arrays(structure):
    return [ops.convert_to_numpy(ops.cast(t, "float64")) for t in keras.tree.flatten(structure)]


def assert_close(ours, theirs, atol=1e-6):
    for a, b in zip(arrays(ours), arrays(theirs), strict=True):
        np.testing.assert_allclose(a, b, atol=atol, rtol=0)


def rows(structure, row):
    return [leaf[row] for leaf in keras.tree.flatten(structure)]


def repeat(structure):
    """Every row K times."""
    return keras.tree.map_structure(lambda x: ops.repeat(x, K, axis=0), structure)


def make_memory(kind="lstm", policy=None):
    return RNNEncoder(V, cell=kind, d_model=D, depth=2, dtype=policy)(SOURCE, SOURCE_KEEP)


def stepped(decoder, target, state, context):
    logits = []
    for t in range(target.shape[1]):
        step, state = decoder.step(target[:, t], t, state, context)
        logits.append(step)
    return ops.stack(logits, axis=1), state


@both
@pytest.mark.parametrize(
    ("kind", "skips", "policy"),
    [
        ("lstm", "none", "float32"),
        ("gru", "residual", "float64"),
        ("simple_rnn", "concatenate", "mixed_bfloat16"),
        ("lstm", "none", "mixed_float16"),
    ],
)
def test_steps_equal_all_at_once(decoder_class, kind, skips, policy):
    memory = make_memory(kind, policy)
    decoder = decoder_class(V, cell=kind, d_model=D, depth=3, skips=skips, dtype=policy)
    logits = decoder(TARGET, memory)
    assert logits.shape == (B, T, V)
    context = decoder.prepare(memory)
    state = decoder.start(context, T)
    assert all(leaf.shape[0] == B for leaf in keras.tree.flatten((state, context)))
    one_by_one, _ = stepped(decoder, TARGET, state, context)
    assert one_by_one.dtype == logits.dtype
    assert_close(one_by_one, logits, TOLERANCE.get(policy, 1e-6))


@both
@pytest.mark.parametrize("depth", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_zoneout_mixes_in_the_state_before(decoder_class, depth):
    memory = make_memory()
    options = {"cell": "layer_norm_lstm", "d_model": D, "depth": depth, "dropout_rate": 0.0}
    decoder = decoder_class(V, zoneout_rate=0.3, **options)
    plain = decoder_class(V, **options)
    logits = decoder(TARGET, memory)
    plain(TARGET, memory)
    plain.set_weights([w for w in decoder.get_weights() if w.dtype == "float32"])
    assert np.max(np.abs(logits - plain(TARGET, memory))) > 1e-3
    context = decoder.prepare(memory)
    one_by_one, _ = stepped(decoder, TARGET, decoder.start(context, T), context)
    assert_close(one_by_one, logits)
    once, again = (decoder(TARGET, memory, training=True) for _ in range(2))
    assert not np.allclose(once, again, atol=1e-4)


@both
@pytest.mark.parametrize(("kind", "zoneout_rate"), [("lstm", 0.0), ("gru", 0.0), ("lstm", 0.2)])
def test_prefill_equals_steps(decoder_class, kind, zoneout_rate):
    memory = make_memory()
    decoder = decoder_class(V, cell=kind, d_model=D, depth=2, zoneout_rate=zoneout_rate)
    decoder.build()
    keep = np.arange(T)[None] < np.array([[4], [2], [0]])
    context = decoder.prepare(memory)
    start = decoder.start(context, T)
    logits, state = decoder.prefill(TARGET, keep, start, context)
    assert logits.shape == (B, V)
    keras.tree.assert_same_structure(state, start)
    for row, length in enumerate([4, 2]):
        expected, after = stepped(decoder, TARGET[:, :length], start, context)
        assert_close(logits[row], expected[row, -1])
        assert_close(rows(state, row), rows(after, row))
    assert_close(rows(state, 2), rows(start, 2))
    assert np.all(np.isfinite(logits))


@both
def test_beams_share_their_source(decoder_class):
    memory = make_memory()
    decoder = decoder_class(V, cell="gru", d_model=D, depth=2)
    decoder.build()
    context = decoder.prepare(memory)
    state = repeat(decoder.start(context, T))
    ids = np.random.default_rng(0).integers(1, V, (B * K, T)).astype("int32")
    expected = decoder(ids, Memory(*repeat(memory)))
    assert_close(stepped(decoder, ids, state, context)[0], expected)
    logits, after = decoder.prefill(ids[:, :2], np.ones((B * K, 2), bool), state, context)
    assert_close(logits, expected[:, 1])
    assert_close(decoder.step(ids[:, 2], 2, after, context)[0], expected[:, 2])


@both
def test_padding_and_company_change_nothing(decoder_class):
    memory = make_memory()
    decoder = decoder_class(V, d_model=D, depth=2)
    logits = decoder(TARGET, memory)
    garbage = np.where(SOURCE_KEEP[..., None], memory.values, -1e4)
    assert_close(decoder(TARGET, memory._replace(values=garbage)), logits, atol=0)
    alone = Memory(
        memory.values[1:2, :2],
        memory.keep[1:2, :2],
        keras.tree.map_structure(lambda s: s[1:2], memory.state),
    )
    assert_close(decoder(TARGET[1:2, :2], alone)[0], logits[1, :2])


@both
def test_no_future_leak(decoder_class):
    memory = make_memory()
    decoder = decoder_class(V, d_model=D, depth=2)
    changed = TARGET.copy()
    changed[:, 2:] = 11
    before, after = decoder(TARGET, memory), decoder(changed, memory)
    np.testing.assert_array_equal(before[:, :2], after[:, :2])
    assert not np.allclose(before[:, 2:], after[:, 2:])


@both
def test_the_source_matters_and_any_encoder_fits(decoder_class):
    decoder = decoder_class(V, d_model=D, depth=2)
    memory = make_memory("simple_rnn")  # one layer's states are fewer than an LSTM's
    assert not np.allclose(decoder(TARGET, memory)[0], decoder(TARGET, memory)[1], atol=1e-4)
    stateless = memory._replace(state=())
    logits = decoder(TARGET, stateless).numpy()
    assert np.all(np.isfinite(logits))
    garbage = np.where(SOURCE_KEEP[..., None], memory.values, -1e4)
    assert_close(decoder(TARGET, stateless._replace(values=garbage)), logits, atol=0)


@both
@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
def test_gradients_reach_every_weight(decoder_class, policy):
    memory = make_memory(policy=policy)
    decoder = decoder_class(
        V, d_model=D, depth=2, dropout_rate=0.2, tie_embeddings=policy != "float32", dtype=policy
    )
    with tf.GradientTape() as tape:
        logits = decoder(TARGET, memory, training=True)
        loss = tf.reduce_mean(tf.nn.log_softmax(tf.cast(logits, "float32"))[..., 5])
        loss *= 1e3  # float16 would round small gradients to zero
    weights = decoder.trainable_variables
    gradients = tape.gradient(loss, [w.value for w in weights])
    for weight, gradient in zip(weights, gradients, strict=True):
        gradient = tf.convert_to_tensor(gradient).numpy()
        assert np.all(np.isfinite(gradient)), weight.path
        assert np.any(gradient != 0), weight.path


@both
def test_dropout_is_seeded_and_off_at_inference(decoder_class):
    memory = make_memory()
    options = {"cell": "gru", "d_model": D, "depth": 2, "recurrent_dropout_rate": 0.3}
    a, b = (decoder_class(V, dropout_rate=0.3, seed=1, **options) for _ in range(2))
    a.build()
    b.build()
    b.set_weights(a.get_weights())
    assert_close(a(TARGET, memory), b(TARGET, memory), atol=0)
    a, b = (decoder_class(V, dropout_rate=0.3, seed=1, **options) for _ in range(2))
    a.build()
    b.build()
    b.set_weights(a.get_weights())
    dropped = a(TARGET, memory, training=True)
    assert_close(dropped, b(TARGET, memory, training=True), atol=0)
    assert not np.allclose(dropped, a(TARGET, memory))
    context = a.prepare(memory)
    assert_close(stepped(a, TARGET, a.start(context, T), context)[0], a(TARGET, memory))


@both
def test_graph_with_unknown_sizes(decoder_class):
    memory = make_memory("gru")
    decoder = decoder_class(V, cell="gru", d_model=D, depth=2)
    expected = decoder(TARGET, memory)
    specs = keras.tree.map_structure(
        lambda x: tf.TensorSpec([None if n in (B, S) else n for n in x.shape], x.dtype), memory
    )
    ids = tf.TensorSpec((None, None), tf.int32)

    @tf.function(input_signature=[ids, specs])
    def forward(ids, memory):
        return decoder(ids, memory)

    @tf.function(input_signature=[ids, specs])
    def generate(ids, memory):
        context = decoder.prepare(memory)
        start = decoder.start(context, tf.shape(ids)[1])
        _, state = decoder.prefill(ids[:, :2], ids[:, :2] >= 0, start, context)
        return decoder.step(ids[:, 2], 2, state, context)[0]

    assert_close(forward(TARGET, memory), expected)
    assert_close(generate(TARGET, memory), expected[:, 2])


@both
def test_length_one_and_batch_one(decoder_class):
    memory = RNNEncoder(V, d_model=D)(SOURCE[:1, :1], SOURCE_KEEP[:1, :1])
    decoder = decoder_class(V, d_model=D)
    logits = decoder(TARGET[:1, :1], memory)
    assert logits.shape == (1, 1, V)
    assert np.all(np.isfinite(logits))


@both
@pytest.mark.parametrize("tied", [False, True])
def test_tied_weights(decoder_class, tied):
    decoder = decoder_class(V, d_model=D, tie_embeddings=tied)
    decoder.build()
    tables = [w for w in decoder.weights if V in w.shape]
    assert len(tables) == (1 if tied else 2)


@both
def test_round_trip_in_a_model(decoder_class, tmp_path):
    options = {"cell": "lstm", "d_model": D, "depth": 2, "skips": "residual"}
    rates = {"recurrent_dropout_rate": 0.1, "zoneout_rate": 0.1}
    decoder = decoder_class(V, tie_embeddings=False, **rates, **options)
    model = Seq2Seq(RNNEncoder(V, **options), decoder)
    inputs = {"source_ids": SOURCE, "target_in_ids": TARGET}
    logits = model(inputs)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert_close(loaded(inputs), logits, atol=0)
    assert loaded.decoder.get_config() == decoder.get_config()


@pytest.mark.slow
@pytest.mark.parametrize(
    "decoder_class",
    [AttentionRNNDecoder, *(pytest.param(x, marks=pytest.mark.slow) for x in DECODERS[::2])],
)
def test_learns_to_copy(decoder_class):
    keras.utils.set_random_seed(0)
    source = np.random.default_rng(0).integers(2, 8, (16, 3)).astype("int32")
    target_in = np.concatenate([np.ones((16, 1), "int32"), source[:, :-1]], axis=1)
    options = {"cell": "gru", "d_model": 16, "dropout_rate": 0.0}
    model = Seq2Seq(RNNEncoder(8, **options), decoder_class(8, **options))
    model.compile(
        keras.optimizers.Adam(0.02),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    inputs = {"source_ids": source, "target_in_ids": target_in}
    history = model.fit(inputs, source, epochs=40, batch_size=16, verbose=0)
    assert history.history["accuracy"][-1] > 0.9


@both
def test_errors_name_the_argument(decoder_class):
    with pytest.raises(ValueError, match=r"`cell` must be one of .*, got 'rnn'"):
        decoder_class(V, cell="rnn")
    with pytest.raises(ValueError, match="`depth` must be at least 1, got 0"):
        decoder_class(V, depth=0)
    with pytest.raises(ValueError, match=r"`skips` must be one of .*, got 'dense'"):
        decoder_class(V, depth=2, skips="dense")
    for rate in ("dropout_rate", "recurrent_dropout_rate", "zoneout_rate"):
        with pytest.raises(ValueError, match=rf"`{rate}` must be in \[0, 1\), got 1.0"):
            decoder_class(V, **{rate: 1.0})
