"""The n-gram baseline, against sums to one, counting by hand, and a plain program."""

from collections import Counter

import numpy as np
import pytest

from zoo.models.kneser_ney import KneserNey, best_order, most_order

V = 6
RNG = np.random.default_rng(0)
# What comes next depends on the two before.
TABLE = RNG.dirichlet(np.full(V, 0.3), size=(V, V))


def draw(count, seed):
    rng, ids = np.random.default_rng(seed), [0, 1]
    for _ in range(count):
        ids.append(rng.choice(V, p=TABLE[ids[-2], ids[-1]]))
    return np.array(ids)


TEXT, OTHER = draw(3_000, 1), draw(500, 2)


def plainly(ids, context, token, order):
    """The docstring's equation with dictionaries, for one token."""

    def grams(k):
        if k == order:
            return Counter(tuple(ids[i : i + k]) for i in range(len(ids) - k + 1))
        longer = grams(k + 1)
        return Counter(gram[1:] for gram in longer)

    p = 1 / V
    for k in range(1, order + 1):
        counts = grams(k)
        of_counts = Counter(counts.values())
        discount = 0.5
        if of_counts[1]:
            discount = min(of_counts[1] / (of_counts[1] + 2 * of_counts[2]), 0.95)
        before = tuple(context[len(context) - k + 1 :]) if k > 1 else ()
        follow = {g[-1]: c for g, c in counts.items() if g[:-1] == before}
        total = sum(follow.values())
        if total:
            kept = max(follow.get(token, 0) - discount, 0) / total
            p = kept + discount * len(follow) / total * p
    return p


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_it_is_the_equation(order):
    ids = TEXT[:120]
    model = KneserNey(ids, V, order=order)
    for text in (OTHER[:12], OTHER[30:42]):
        found = np.exp(model.log_probabilities(text))
        expected = [
            plainly(list(ids), list(text[:i]), text[i], min(order, i + 1) if i < order else order)
            if i >= order - 1
            else None
            for i in range(len(text))
        ]
        for one, other in zip(found, expected, strict=True):
            if other is not None:
                assert one == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize("order", [1, 2, 4])
def test_probabilities_sum_to_one(order):
    model = KneserNey(TEXT[:200], V, order=order)
    for context in (OTHER[:4], OTHER[100:104], [5, 5, 5, 5]):
        rows = [np.exp(model.log_probabilities([*context, token])[-1]) for token in range(V)]
        assert sum(rows) == pytest.approx(1.0)
        assert min(rows) > 0


def test_the_order_that_fits_is_found():
    """Text of trigrams: a longer context tells nothing, a shorter one too little."""
    best = best_order(TEXT, OTHER, V, most=8)
    assert best.order == 3
    true = -np.mean(np.log(TABLE[OTHER[:-2], OTHER[1:-1], OTHER[2:]]))
    assert true < np.log(best.perplexity(OTHER)) < 1.1 * true
    assert best.perplexity(OTHER) < KneserNey(TEXT, V, order=1).perplexity(OTHER)


def test_a_text_shorter_than_the_order():
    assert np.isfinite(KneserNey([3, 4], V, order=5).log_probabilities([3, 4, 5])).all()


@pytest.mark.parametrize(
    ("ids", "size", "order", "message"),
    [
        ([1], V, 0, "`order` must be between 1 and 21 for 6 tokens, got 0"),
        ([1], 2_000, 6, "`order` must be between 1 and 5 for 2000 tokens, got 6"),
        ([], V, 1, "`ids` must hold at least one token, got none"),
    ],
)
def test_bad_arguments(ids, size, order, message):
    with pytest.raises(ValueError, match=message):
        KneserNey(ids, size, order=order)
    assert most_order(2) == 63
