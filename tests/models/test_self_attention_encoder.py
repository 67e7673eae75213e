"""The Transformer's encoder, beside what it is made of."""

import numpy as np
import pytest

from zoo.models import SelfAttentionEncoder
from zoo.models.embedding import token_embedding

pytest.importorskip("tensorflow")

B, S, V = 3, 5, 11
STACK = {"num_layers": 2, "d_model": 8, "num_heads": 2, "d_ff": 12}
IDS = np.array([[3, 4, 5, 6, 7], [8, 9, 0, 0, 0], [0, 0, 0, 0, 0]], "int32")
KEEP = IDS > 0


@pytest.mark.parametrize("norm", ["post", "pre"])
def test_values_are_the_stack_of_its_layers(norm):
    encoder = SelfAttentionEncoder(V, **STACK, norm=norm)
    memory = encoder(IDS, KEEP)
    x = encoder.positions(encoder.embedding(IDS) * 8**0.5)
    for layer in encoder.layers:
        x = layer(x, keep=KEEP)
    if norm == "pre":
        x = encoder.final_norm(x)
    np.testing.assert_allclose(memory.values, np.where(KEEP[..., None], x, 0), atol=1e-6)
    assert (encoder.final_norm is None) == (norm == "post")
    np.testing.assert_array_equal(memory.keep, KEEP)
    assert memory.state == ()


def test_values_are_zero_where_there_is_padding():
    values = np.asarray(SelfAttentionEncoder(V, **STACK)(IDS, KEEP).values)
    assert np.all(values[~KEEP] == 0)
    assert np.all(np.abs(values[KEEP]).sum(axis=-1) > 0)


def test_order_matters():
    encoder = SelfAttentionEncoder(V, **STACK)
    ids = np.array([[3, 4, 5, 6, 7]], "int32")
    forwards, backwards = (encoder(x, x > 0).values for x in (ids, ids[:, ::-1]))
    assert np.max(np.abs(forwards - backwards[:, ::-1])) > 1e-3


def test_a_shared_embedding_is_used():
    embedding = token_embedding(V, 8)
    encoder = SelfAttentionEncoder(V, **STACK, embedding=embedding)
    before = np.asarray(encoder(IDS, KEEP).values)
    embedding.embeddings.assign(embedding.embeddings * 2)
    assert encoder.embedding is embedding
    assert np.max(np.abs(encoder(IDS, KEEP).values - before)) > 1e-3


def test_depth():
    with pytest.raises(ValueError, match="`num_layers` must be at least 1, got 0"):
        SelfAttentionEncoder(V, num_layers=0)
