"""The convolutional encoder, beside what it is made of."""

import numpy as np
import pytest

from zoo.models import ConvEncoder
from zoo.models.embedding import token_embedding

pytest.importorskip("tensorflow")

B, S, D, V = 3, 7, 8, 11
IDS = np.array([[3, 4, 5, 6, 7, 8, 9], [8, 9, 0, 0, 0, 0, 0], [0] * 7], "int32")
KEEP = IDS > 0


def test_keys_and_values_are_those_of_the_paper():
    encoder = ConvEncoder(V, num_layers=2, d_model=D)
    memory = encoder(IDS, KEEP)
    e = x = np.asarray(encoder.positions(encoder.embedding(IDS) * D**0.5))
    for layer in encoder.layers:
        x = (x + np.asarray(layer(x, KEEP))) * 0.5**0.5
    is_token = KEEP[..., None]
    np.testing.assert_allclose(memory.keys, np.where(is_token, x, 0), atol=1e-6)
    np.testing.assert_allclose(memory.values, np.where(is_token, (x + e) * 0.5**0.5, 0), atol=1e-6)
    np.testing.assert_array_equal(memory.keep, KEEP)
    assert memory.state == ()


@pytest.mark.parametrize(
    ("kernel_size", "back", "ahead"), [(1, 0, 0), (2, 0, 2), (3, 2, 2), (5, 4, 4)]
)
def test_how_far_it_sees(kernel_size, back, ahead):
    encoder = ConvEncoder(V, num_layers=2, d_model=D, kernel_size=kernel_size)
    changed = IDS[:1].copy()
    changed[0, 3] = 10
    before, after = (np.asarray(encoder(ids, ids > 0).keys) for ids in (IDS[:1], changed))
    is_changed = np.any(before != after, axis=(0, 2))
    expected = [3 - ahead <= t <= 3 + back for t in range(S)]
    np.testing.assert_array_equal(is_changed, expected)


def test_padding_and_company_change_nothing():
    encoder = ConvEncoder(V, num_layers=3, d_model=D)
    memory = encoder(IDS, KEEP)
    garbage = encoder(np.where(KEEP, IDS, 10), KEEP)
    alone = encoder(IDS[1:2, :2], KEEP[1:2, :2])
    for name in ("keys", "values"):
        ours = np.asarray(getattr(memory, name))
        np.testing.assert_array_equal(getattr(garbage, name), ours)
        np.testing.assert_allclose(getattr(alone, name)[0], ours[1, :2], atol=1e-6)
        assert np.all(ours[~KEEP] == 0)


@pytest.mark.parametrize("positions", ["none", "sinusoidal", "learned"])
def test_only_positions_tell_like_neighbourhoods_apart(positions):
    ids = np.array([[3, 4, 4, 4, 4, 3]], "int32")
    encoder = ConvEncoder(V, num_layers=1, d_model=D, positions=positions, max_length=6)
    values = np.asarray(encoder(ids, ids > 0).values)[0]
    difference = np.max(np.abs(values[2] - values[3]))
    assert difference < 1e-6 if positions == "none" else difference > 1e-3


def test_a_shared_embedding_is_used():
    embedding = token_embedding(V, D)
    encoder = ConvEncoder(V, num_layers=1, d_model=D, embedding=embedding)
    before = np.asarray(encoder(IDS, KEEP).values)
    embedding.embeddings.assign(embedding.embeddings * 2)
    assert encoder.embedding is embedding
    assert np.max(np.abs(encoder(IDS, KEEP).values - before)) > 1e-3
