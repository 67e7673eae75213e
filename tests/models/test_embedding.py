"""The token vectors, tied to the logits or not."""

import keras
import numpy as np
import pytest

from zoo.models.embedding import token_embedding

V = 11
IDS = np.array([[3, 4, 5, 6, 7], [8, 9, 0, 0, 0]], "int32")


def test_embedding_starts_with_the_variance_of_its_width():
    embedding = token_embedding(5000, 64)
    embedding.build()
    assert np.std(embedding.embeddings) == pytest.approx(1 / 8, rel=0.02)


@pytest.mark.parametrize("dtype", [None, "mixed_bfloat16"])
def test_logits_are_of_the_compute_dtype(dtype):
    embedding = token_embedding(V, 8, dtype)
    logits = embedding(embedding(IDS), reverse=True)
    assert keras.backend.standardize_dtype(logits.dtype) == embedding.compute_dtype


@pytest.mark.parametrize(("is_tied", "count"), [(True, 1), (False, 2)])
def test_weights_of_the_logits_are_tied_or_their_own(is_tied, count):
    embedding = token_embedding(V, 8, is_tied=is_tied)
    embedding.build()
    assert len(embedding.weights) == count


@pytest.mark.parametrize(("sizes", "name"), [((0, 8), "vocabulary_size"), ((V, 0), "d_model")])
def test_sizes_that_cannot_be(sizes, name):
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        token_embedding(*sizes)
