import numpy as np
import pytest

from zoo.layers import AdditiveAttention, DotProductAttention
from zoo.layers.dot_product_attention import SCORES

pytest.importorskip("tensorflow")


@pytest.mark.parametrize(
    "layer",
    [AdditiveAttention(6), *(DotProductAttention(6, score=score) for score in SCORES)],
    ids=repr,
)
def test_prepared_keys_give_the_same(layer):
    rng = np.random.default_rng(0)
    query, values = rng.normal(size=(2, 3, 6)), rng.normal(size=(2, 5, 6))
    values = values.astype("float32")
    keep = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
    context, scores = layer(query, values, keep, return_scores=True)
    keys = layer.prepare(values)
    assert keys.shape == (2, 5, layer.units)
    again = layer.attend(query, keys, values, keep)
    np.testing.assert_allclose(again[0], context, atol=1e-6)
    np.testing.assert_allclose(again[1], scores, atol=1e-6)
    assert np.all(np.asarray(scores)[0, :, 3:] == 0)
