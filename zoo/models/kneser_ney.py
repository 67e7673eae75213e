"""The n-gram model with Kneser-Ney smoothing: the baseline of every language model."""

from typing import NamedTuple

import numpy as np


class _Order(NamedTuple):
    """Counts of the k-grams of one k, all arrays sorted by their code."""

    grams: np.ndarray  # codes of k-grams
    counts: np.ndarray  # of each: occurrences, or below the highest k what could stand before it
    contexts: np.ndarray  # codes of their first k - 1 tokens
    totals: np.ndarray  # of each context: the sum of the counts
    kinds: np.ndarray  # of each context: how many tokens follow it
    discount: float


class KneserNey:
    """Interpolated Kneser-Ney: probabilities of tokens after the n - 1 before.

    ```python
    p_k(w | c) = max(count(c w) - D, 0) / count(c) + D * kinds(c) / count(c) * p_{k-1}(w | c[1:])
    p_0(w) = 1 / V
    ```

    Counts of the highest order are occurrences; those of a lower one are the number of different
    tokens before its k-gram. D = n_1 / (n_1 + 2 n_2), from the numbers of k-grams with count 1 and
    2. A context that never came leaves all to the lower order.

    Args:
        ids: (N,) integers, the training text.
        vocabulary_size: V.
        order: n.

    Raises:
        ValueError: `order` is below 1, n-grams of it do not fit 63 bits, or `ids` is empty.

    Reference:
        Kneser and Ney 1995, "Improved backing-off for m-gram language modeling"; in this form Chen
        and Goodman 1998, "An Empirical Study of Smoothing Techniques for Language Modeling",
        section 2.7, interpolated as in section 3.

    Example:
        >>> model = KneserNey([1, 2, 1, 2, 1, 2, 1, 3], vocabulary_size=4, order=2)
        >>> probabilities = np.exp(model.log_probabilities([1, 2]))
        >>> bool(probabilities[1] > 0.6)
        True
    """

    def __init__(self, ids, vocabulary_size: int, *, order: int):
        ids = np.asarray(ids, np.int64)
        self.bits = bits_of(vocabulary_size)
        if not 1 <= order <= most_order(vocabulary_size):
            raise ValueError(
                f"`order` must be between 1 and {most_order(vocabulary_size)} for "
                f"{vocabulary_size} tokens, got {order}."
            )
        if not len(ids):
            raise ValueError("`ids` must hold at least one token, got none.")
        self.vocabulary_size = vocabulary_size
        self.order = min(order, len(ids))
        self._orders: list[_Order] = []  # of 1, 2, ... n
        grams, counts = np.unique(
            self._codes(ids, self.order)[self.order - 1 :], return_counts=True
        )
        for k in range(self.order, 0, -1):
            self._orders.insert(0, self._count(grams, counts))
            # The k-grams are different ones: each stands once before its last k - 1 tokens.
            grams, counts = np.unique(grams & self._mask(k - 1), return_counts=True)

    def log_probabilities(self, ids) -> np.ndarray:
        """Natural logarithms (N,) of each token's probability after those before it.

        Args:
            ids: (N,) integers.
        """
        ids = np.asarray(ids, np.int64)
        p = np.full(len(ids), 1.0 / self.vocabulary_size)
        for k, counted in enumerate(self._orders, start=1):
            codes = self._codes(ids, k)
            count = _look_up(codes, counted.grams, counted.counts)
            contexts = codes >> self.bits
            total = _look_up(contexts, counted.contexts, counted.totals)
            kinds = _look_up(contexts, counted.contexts, counted.kinds)
            # The first tokens have no such context.
            is_known = (total > 0) & (np.arange(len(ids)) >= k - 1)
            total = np.maximum(total, 1)
            rest = counted.discount * kinds / total
            longer = np.maximum(count - counted.discount, 0.0) / total + rest * p
            p = np.where(is_known, longer, p)
        return np.log(p)

    def perplexity(self, ids) -> float:
        """Per token of a text, its first left out, as a neural model has nothing before it."""
        return float(np.exp(-np.mean(self.log_probabilities(ids)[1:])))

    def _count(self, grams, counts):
        contexts, which = np.unique(grams >> self.bits, return_inverse=True)
        totals = np.bincount(which, weights=counts).astype(np.int64)
        ones, twos = np.sum(counts == 1), np.sum(counts == 2)
        discount = ones / (ones + 2 * twos) if ones else 0.5
        # A discount of 1 would leave nothing to what came once.
        return _Order(grams, counts, contexts, totals, np.bincount(which), min(discount, 0.95))

    def _codes(self, ids, k):
        """(N,) codes of the k tokens that end at each place; 0 for those before the first."""
        codes = np.zeros(len(ids), np.int64)
        for back in range(min(k, len(ids))):
            codes[back:] |= ids[: len(ids) - back] << (self.bits * back)
        return codes

    def _mask(self, k):
        return (1 << (self.bits * k)) - 1


def best_order(train, held_out, vocabulary_size: int, *, most: int) -> KneserNey:
    """The model of the order that fits `held_out` best, of 1 to `most`.

    Lower orders' counts depend on the highest, so each is a model of its own; the search stops
    where a longer context is worse.
    """
    best, least = None, np.inf
    for order in range(1, min(most, most_order(vocabulary_size)) + 1):
        model = KneserNey(train, vocabulary_size, order=order)
        perplexity = model.perplexity(held_out)
        if perplexity >= least:
            break
        best, least = model, perplexity
    return best


def bits_of(vocabulary_size: int) -> int:
    """Bits of a token in a code."""
    return max(int(vocabulary_size - 1).bit_length(), 1)


def most_order(vocabulary_size: int) -> int:
    """The longest n-gram whose code fits 63 bits."""
    return 63 // bits_of(vocabulary_size)


def _look_up(codes, known, values):
    """The value of each code, 0 for those that are not known; `known` is sorted."""
    places = np.minimum(np.searchsorted(known, codes), len(known) - 1)
    return np.where(known[places] == codes, values[places], 0)
