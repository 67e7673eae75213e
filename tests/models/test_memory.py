"""Memory: what passes between an encoder and a decoder, in Keras too."""

import keras
import numpy as np
import pytest

from zoo.models import ConvDecoder, Memory, RNNDecoder, SelfAttentionDecoder

pytest.importorskip("tensorflow")

B, S, T, D, V = 2, 5, 4, 8, 11
VALUES = np.random.default_rng(0).normal(size=(B, S, D)).astype("float32")
KEEP = np.arange(S)[None] < np.array([[5], [2]])
IDS = np.array([[1, 5, 6, 7], [1, 8, 0, 0]], "int32")


def test_no_state_and_no_keys_are_empty_tuples():
    assert Memory(VALUES, KEEP).state == ()
    assert Memory(VALUES, KEEP).keys == ()


@pytest.mark.parametrize(
    "decoder",
    [
        lambda: RNNDecoder(V, d_model=D),
        lambda: SelfAttentionDecoder(V, num_layers=1, d_model=D, num_heads=2, d_ff=12),
        lambda: ConvDecoder(V, num_layers=1, d_model=D),
    ],
    ids=["rnn", "self_attention", "conv"],
)
def test_a_list_will_do(decoder):
    # That is what Keras makes of a NamedTuple when it loads a functional model.
    decoder = decoder()
    expected = decoder(IDS, Memory(VALUES, KEEP))
    np.testing.assert_array_equal(decoder(IDS, [VALUES, KEEP, ()]), expected)
    np.testing.assert_array_equal(decoder(IDS, [VALUES, KEEP, (), []]), expected)
    prepared, same = (decoder.prepare(m) for m in (Memory(VALUES, KEEP), [VALUES, KEEP, ()]))
    for a, b in zip(keras.tree.flatten(prepared), keras.tree.flatten(same), strict=True):
        np.testing.assert_array_equal(a, b)
