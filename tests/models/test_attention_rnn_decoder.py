"""Where the decoder looks. The protocol is tested in test_rnn_decoder.py, for both decoders."""

import numpy as np
import pytest
from keras import ops

from zoo.models.attention_rnn_decoder import AttentionRNNDecoder
from zoo.models.memory import Memory

tf = pytest.importorskip("tensorflow")

B, S, T, D, V = 2, 5, 4, 8, 20
KEEP = np.arange(S)[None] < np.array([[5], [2]])
TARGET = np.array([[1, 5, 6, 7], [1, 8, 0, 0]], "int32")


def make_memory():
    values = np.random.default_rng(0).normal(size=(B, S, D)).astype("float32")
    return Memory(values, KEEP, ())


def test_scores_are_a_distribution_over_the_kept():
    decoder = AttentionRNNDecoder(V, d_model=D, depth=2)
    scores = decoder.attention_scores(TARGET, make_memory()).numpy()
    assert scores.shape == (B, T, S)
    np.testing.assert_allclose(scores.sum(axis=-1), np.ones((B, T)), atol=1e-6)
    assert np.all(scores[1, :, 2:] == 0)


@pytest.mark.parametrize("kind", ["simple_rnn", "lstm", "gru"])
def test_scores_are_those_that_made_the_context(kind):
    memory = make_memory()
    decoder = AttentionRNNDecoder(V, cell=kind, d_model=D)
    logits, scores = decoder(TARGET, memory, return_scores=True)
    np.testing.assert_array_equal(logits, decoder(TARGET, memory))
    context = decoder.prepare(memory)
    (state,) = decoder.start(context, T)
    for t in range(T):
        x = decoder.embedding(TARGET[:, t]) * D**0.5
        output, state = decoder.attention_cell.step(x, state, context.memory)
        expected = ops.einsum("bs,bsd->bd", scores[:, t], memory.values)
        np.testing.assert_allclose(output[:, D:], expected, atol=1e-5)


@pytest.mark.parametrize("attention", ["additive", "dot", "general", "concat"])
@pytest.mark.parametrize("depth", [1, 2])
def test_looking_after_the_step(attention, depth):
    memory = make_memory()
    decoder = AttentionRNNDecoder(V, attention=attention, order="after", d_model=D, depth=depth)
    logits, scores = decoder(TARGET, memory, return_scores=True)
    context = decoder.prepare(memory)
    state = decoder.start(context, T)
    assert np.all(state[-1][-1] == 0)  # nothing was found yet
    for t in range(T):
        of_token, state = decoder.step(TARGET[:, t], t, state, context)
        np.testing.assert_allclose(of_token, logits[:, t], atol=1e-5)
        h, _, fed = state[-1]
        found = ops.einsum("bs,bsd->bd", scores[:, t], memory.values)
        both = np.concatenate([h, found], axis=-1)
        np.testing.assert_allclose(fed, decoder.attention_cell.combine(both), atol=1e-5)
        of_fed = decoder.embedding(fed, reverse=True)
        np.testing.assert_allclose(of_token, of_fed, atol=1e-5)


def test_unknown_options():
    with pytest.raises(ValueError, match=r"`memory_dim` must be `d_model`=8 with .*, got 6"):
        AttentionRNNDecoder(V, attention="dot", d_model=D, memory_dim=6)
    with pytest.raises(
        ValueError, match=r"`attention` must be one of \['additive', .*, got 'luong'"
    ):
        AttentionRNNDecoder(V, attention="luong")
    with pytest.raises(
        ValueError, match=r"`order` must be one of \['before', 'after'\], got 'last'"
    ):
        AttentionRNNDecoder(V, order="last")


def test_keys_are_projected_once_for_each_source():
    decoder = AttentionRNNDecoder(V, d_model=D)
    decoder.build()
    calls = []
    dense = decoder.attention_cell.attention.key_dense
    plain = dense.call
    dense.call = lambda *a, **k: calls.append(1) or plain(*a, **k)
    decoder(TARGET, make_memory())
    assert len(calls) == 1
    context = decoder.prepare(make_memory())
    assert len(calls) == 2
    decoder.step(TARGET[:, 0], 0, decoder.start(context, T), context)
    assert len(calls) == 2


def test_other_memory_width():
    decoder = AttentionRNNDecoder(V, d_model=D, memory_dim=6)
    memory = Memory(np.ones((B, S, 6), "float32"), KEEP, ())
    assert decoder(TARGET, memory).shape == (B, T, V)
