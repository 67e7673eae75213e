"""The recurrent encoder: a Memory of one width, whatever the options."""

import keras
import numpy as np
import pytest
from keras import ops

from zoo.models.embedding import token_embedding
from zoo.models.memory import Memory
from zoo.models.rnn_encoder import RNNEncoder

tf = pytest.importorskip("tensorflow")

B, S, D, V = 3, 5, 8, 20
IDS = np.array([[3, 4, 5, 6, 7], [8, 9, 0, 0, 0], [0, 0, 0, 0, 0]], "int32")
KEEP = IDS > 0
KINDS = ["simple_rnn", "lstm", "gru"]


def arrays(structure):
    return [ops.convert_to_numpy(ops.cast(t, "float64")) for t in keras.tree.flatten(structure)]


def assert_close(ours, theirs, atol=1e-6):
    for a, b in zip(arrays(ours), arrays(theirs), strict=True):
        np.testing.assert_allclose(a, b, atol=atol, rtol=0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("skips", ["none", "residual", "concatenate"])
def test_widths(kind, bidirectional, skips):
    encoder = RNNEncoder(V, cell=kind, d_model=D, depth=2, bidirectional=bidirectional, skips=skips)
    memory = encoder(IDS, KEEP)
    assert isinstance(memory, Memory)
    assert memory.values.shape == (B, S, D)
    assert [len(layer) for layer in memory.state] == [2 if kind == "lstm" else 1] * 2
    assert {tuple(t.shape) for t in keras.tree.flatten(memory.state)} == {(B, D)}
    np.testing.assert_array_equal(memory.keep, KEEP)
    assert np.all(arrays(memory.values)[0][~KEEP] == 0)
    assert all(np.all(np.isfinite(a)) for a in arrays(memory))


@pytest.mark.parametrize("skips", ["none", "concatenate"])
def test_padding_and_company_change_nothing(skips):
    encoder = RNNEncoder(V, d_model=D, depth=2, skips=skips)
    memory = encoder(IDS, KEEP)
    assert_close(encoder(np.where(KEEP, IDS, 13), KEEP), memory)
    alone = encoder(IDS[1:2, :2], KEEP[1:2, :2])
    assert_close(alone.values[0], memory.values[1, :2])
    assert_close(alone.state, keras.tree.map_structure(lambda s: s[1:2], memory.state))


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16", "mixed_float16", "float64"])
def test_policies_and_gradients(policy):
    encoder = RNNEncoder(V, cell="gru", d_model=D, dtype=policy, skips="concatenate")
    with tf.GradientTape() as tape:
        memory = encoder(IDS, KEEP, training=True)
        loss = sum(tf.reduce_sum(tf.sin(tf.cast(t, "float32"))) for t in (memory.values,))
    gradients = tape.gradient(loss, [w.value for w in encoder.trainable_variables])
    gradients = [tf.convert_to_tensor(g).numpy() for g in gradients]
    assert all(np.all(np.isfinite(g)) and np.any(g != 0) for g in gradients)
    assert keras.backend.standardize_dtype(memory.values.dtype) == encoder.compute_dtype


def test_dropout_is_seeded_and_off_at_inference():
    a, b = (RNNEncoder(V, d_model=D, dropout_rate=0.5, seed=1) for _ in range(2))
    a.build()
    b.build()
    b.set_weights(a.get_weights())
    assert_close(a(IDS, KEEP), b(IDS, KEEP), atol=0)
    dropped = a(IDS, KEEP, training=True)
    assert_close(dropped, b(IDS, KEEP, training=True), atol=0)
    assert not np.allclose(dropped.values, a(IDS, KEEP).values)


def test_graph_with_unknown_batch_and_length():
    encoder = RNNEncoder(V, d_model=D, depth=2)
    expected = encoder(IDS, KEEP)
    call = tf.function(
        encoder.__call__,
        input_signature=[
            tf.TensorSpec((None, None), tf.int32),
            tf.TensorSpec((None, None), tf.bool),
        ],
    )
    assert_close(call(IDS, KEEP), expected)
    assert call(IDS[:1, :1], KEEP[:1, :1])[0].shape == (1, 1, D)


def test_shared_embedding():
    shared = token_embedding(V, D)
    encoder = RNNEncoder(V, d_model=D, embedding=shared)
    encoder(IDS, KEEP)
    assert encoder.embedding is shared


def test_round_trip(tmp_path):
    encoder = RNNEncoder(V, cell="gru", d_model=D, depth=2, skips="concatenate", seed=1)
    ids, keep = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="bool")
    memory = encoder(ids, keep)
    model = keras.Model([ids, keep], [memory.values, memory.state[0][0]])
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert_close(loaded([IDS, KEEP]), model([IDS, KEEP]), atol=0)
    assert RNNEncoder.from_config(encoder.get_config()).get_config() == encoder.get_config()


def test_sizes_that_cannot_be():
    with pytest.raises(ValueError, match="`d_model` must be even if `bidirectional`, got 7"):
        RNNEncoder(V, d_model=7)
    RNNEncoder(V, d_model=7, bidirectional=False)
    with pytest.raises(TypeError, match="`d_model` must be a whole number, got '8'"):
        RNNEncoder(V, d_model="8")
    with pytest.raises(ValueError, match="`vocabulary_size` must be at least 0, got -1"):
        RNNEncoder(-1, d_model=8)
