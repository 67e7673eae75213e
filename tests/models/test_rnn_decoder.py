"""The equations of the decoder that has a start state and nothing else."""

import keras
import numpy as np
from keras import ops

from zoo.models.memory import Memory
from zoo.models.rnn_decoder import RNNDecoder

B, S, T, D, V = 3, 5, 4, 8, 20
RNG = np.random.default_rng(0)
TARGET = RNG.integers(1, V, (B, T)).astype("int32")
KEEP = np.arange(S)[None] < np.array([[5], [2], [3]])


def memory(seed=0):
    rng = np.random.default_rng(seed)
    values = np.where(KEEP[..., None], rng.normal(size=(B, S, D)), 0.0).astype("float32")
    state = tuple(rng.normal(size=(B, D)).astype("float32") for _ in range(2))
    return Memory(values, KEEP, (state,))


def test_it_is_embedding_lstm_and_readout():
    decoder = RNNDecoder(V, cell="lstm", d_model=D)
    ours = decoder(TARGET, memory())
    lstm = keras.layers.LSTM(D, return_sequences=True)
    x = decoder.embedding(TARGET) * D**0.5
    lstm.build(x.shape)
    lstm.set_weights(decoder.rnn.get_weights())
    h = lstm(x, initial_state=list(decoder.prepare(memory())[0]))
    w, b = decoder.readout.get_weights()
    theirs = ops.tanh(h @ w + b) @ ops.transpose(decoder.embedding.embeddings)
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


def test_the_source_is_seen_through_the_state_alone():
    decoder = RNNDecoder(V, cell="lstm", d_model=D)
    first, other = memory(0), memory(1)
    expected = ops.convert_to_numpy(decoder(TARGET, first))
    same_state = decoder(TARGET, Memory(other.values, KEEP, first.state))
    np.testing.assert_array_equal(ops.convert_to_numpy(same_state), expected)
    same_values = decoder(TARGET, Memory(first.values, KEEP, other.state))
    assert np.abs(ops.convert_to_numpy(same_values) - expected).max() > 1e-3
