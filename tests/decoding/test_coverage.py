import numpy as np
import pytest
from keras import ops

from zoo.decoding import Decoded, rerank_by_coverage

B, K, T, S = 3, 4, 5, 6
END = 2


def test_the_formula_and_the_order():
    rng = np.random.default_rng(0)
    ids = rng.integers(1, 9, (B, K, T))
    lengths = rng.integers(1, T + 1, (B, K))
    ids[np.arange(T) >= lengths[..., None]] = 0
    scores = -rng.random((B, K)).astype("float32")
    attention = rng.dirichlet(np.ones(S), (B, K, T)).astype("float32")
    keep = np.arange(S) < np.array([6, 2, 0])[:, None]
    assert 0 < (ids == END).any(axis=-1).sum() < B * K
    found = Decoded(ids, scores, 2 * scores, rng.random((B, K, T)).astype("float32"))
    got = rerank_by_coverage(found, attention, keep, end_id=END, pad_id=0, penalty=0.3)
    for b in range(B):
        expected = []
        for k in range(K):
            covered = attention[b, k, : lengths[b, k]].sum(axis=0)
            coverage = sum(
                np.log(min(c, 1.0)) for c, kept in zip(covered, keep[b], strict=True) if kept
            )
            # What reached the limit comes last, whatever its score.
            expected.append((END in ids[b, k], scores[b, k] + 0.3 * coverage, k))
        expected.sort(reverse=True)
        order = [k for *_, k in expected]
        np.testing.assert_allclose(got.scores[b], [score for _, score, _ in expected], rtol=1e-5)
        np.testing.assert_array_equal(got.ids[b], ids[b][order])
        np.testing.assert_array_equal(got.log_probabilities[b], 2 * scores[b][order])
        np.testing.assert_array_equal(
            got.token_log_probabilities[b], found.token_log_probabilities[b][order]
        )


def test_what_was_never_looked_at_stays_finite():
    found = Decoded(
        np.ones((1, 1, 2), int), *(np.zeros(s, "float32") for s in ((1, 1), (1, 1), (1, 1, 2)))
    )
    got = rerank_by_coverage(
        found,
        np.zeros((1, 1, 2, 3), "float32"),
        np.ones((1, 3), bool),
        end_id=END,
        pad_id=0,
        penalty=0.2,
    )
    assert np.all(np.isfinite(ops.convert_to_numpy(got.scores)))


def test_a_negative_penalty():
    with pytest.raises(ValueError, match=r"`penalty` must not be negative, got -0\.1"):
        rerank_by_coverage(None, None, None, end_id=END, pad_id=0, penalty=-0.1)
