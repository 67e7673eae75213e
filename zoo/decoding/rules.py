"""Rules: what a row may not hold, may only hold, or should rather not hold.

A rule changes the log-probabilities of the next token by what stands before it. Rules compose: each
gets what the one before it left. A forbidden token gets -inf; the others keep their
log-probabilities, so that the scores stay the model's own. Where rules leave no token at all, the
row's score becomes -inf.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from keras import ops

from zoo.layers.number_checks import check_positive, check_sizes

__all__ = [
    "AllowedPhrases",
    "ForbiddenTokens",
    "ForcedPrefix",
    "MinLength",
    "NoRepeatNgram",
    "Past",
    "RepetitionPenalty",
    "Rule",
]

Tensor = Any
FORBIDDEN = float("-inf")


class Past(NamedTuple):
    """What stands before the next token: R rows, those of a source one after the other."""

    ids: Tensor  # (R, L) int32, prompt or start token, then what was generated, then -1
    lengths: Tensor  # (R,) int32, how many tokens that is
    index: Tensor  # () int32, how many of them were generated


class Rule:
    """Base of the rules; one that remembers something else than the past has a state."""

    @property
    def sources(self) -> int | None:
        """How many sources it knows apart; None where it treats all alike."""
        return None

    def start(self, batch: int | Tensor) -> Any:
        """The state before the first token, leaves (B, ...): a row for each source."""
        return ()

    def advance(self, state: Any, tokens: Tensor) -> Any:
        """The state after one more token of each row: leaves and tokens (R, ...)."""
        return state

    def __call__(self, log_probabilities: Tensor, past: Past, state: Any) -> Tensor:
        """What is left of the next token's log-probabilities, (R, V)."""
        raise NotImplementedError


class MinLength(Rule):
    """No end before `length` tokens, the end token not counted.

    Args:
        length: Least number of tokens.
        end_id: The token that ends a row.
    """

    def __init__(self, length: int, *, end_id: int):
        self.length = length
        self.end_id = end_id

    def __call__(self, log_probabilities, past, state):
        is_end = ops.arange(log_probabilities.shape[-1]) == self.end_id
        return ops.where(is_end & (past.index < self.length), FORBIDDEN, log_probabilities)


class ForbiddenTokens(Rule):
    """Tokens that never come.

    Args:
        ids: Which.

    Raises:
        ValueError: `ids` is empty; at the first step, where one is none of the vocabulary's.
    """

    def __init__(self, ids: Sequence[int]):
        if not len(ids):
            raise ValueError("`ids` must hold at least one token, got none.")
        self.ids = [int(i) for i in ids]

    def __call__(self, log_probabilities, past, state):
        _check_ids("ids", self.ids, log_probabilities)
        is_forbidden = np.isin(np.arange(log_probabilities.shape[-1]), self.ids)
        return ops.where(is_forbidden, FORBIDDEN, log_probabilities)


class RepetitionPenalty(Rule):
    """Makes less probable what stands before, the prompt included.

    ```python
    log_p[token] = penalty * log_p[token]       # of every token that was there
    ```

    Args:
        penalty: Above 1 against repetition, below 1 for it.

    Raises:
        ValueError: `penalty` is not positive.
        TypeError: An argument is no number.

    Reference:
        Keskar et al. 2019, "CTRL: A Conditional Transformer Language Model for Controllable
        Generation", section 4.1, on log-probabilities in place of logits.
    """

    def __init__(self, penalty: float):
        check_positive(penalty=penalty)
        self.penalty = penalty

    def __call__(self, log_probabilities, past, state):
        was_there = _mark(past.ids, log_probabilities.shape[-1])
        return ops.where(was_there, self.penalty * log_probabilities, log_probabilities)


class NoRepeatNgram(Rule):
    """No `size` tokens in a row that stood there before, the prompt included.

    Args:
        size: Of the n-gram; 1 forbids every token's second coming.

    Raises:
        ValueError: `size` is below 1.
        TypeError: A size is no whole number.

    Reference:
        Paulus et al. 2018, "A Deep Reinforced Model for Abstractive Summarization", section 2.5.
    """

    def __init__(self, size: int):
        check_sizes(size=size)
        self.size = size

    def __call__(self, log_probabilities, past, state):
        before = self.size - 1
        ids = ops.pad(past.ids, ((0, 0), (0, before)), constant_values=-1)
        length = ops.shape(past.ids)[1]
        # Where the last n - 1 tokens stood before, what came after them may not come again.
        ends = ids[:, before : before + length]
        for i in range(before):
            last = ops.take_along_axis(ids, (past.lengths - before + i)[:, None], axis=1)
            ends = ops.where(ids[:, i : i + length] == last, ends, -1)
        is_long_enough = (past.lengths >= before)[:, None]
        ends = ops.where(is_long_enough, ends, -1)
        return ops.where(_mark(ends, log_probabilities.shape[-1]), FORBIDDEN, log_probabilities)


class ForcedPrefix(Rule):
    """Each source's rows begin with given tokens.

    Args:
        ids: (B, P) int, right-padded with `pad_id`; or (1, P), the same for every source.
        pad_id: What fills a prefix up.

    Raises:
        ValueError: `ids` has not two axes; at the first step, where it has rows for another number
            of sources, or a token that is none of the vocabulary's.
    """

    def __init__(self, ids: Tensor, *, pad_id: int):
        self.ids = ops.cast(ids, "int32") if ops.is_tensor(ids) else np.array(ids, "int32")
        if len(self.ids.shape) != 2:
            raise ValueError(f"`ids` must be (B, P) or (1, P), got the shape {self.ids.shape}.")
        self.pad_id = pad_id

    @property
    def sources(self):
        return None if self.ids.shape[0] == 1 else self.ids.shape[0]

    def start(self, batch):
        rows = self.ids.shape[0]
        if isinstance(batch, int) and rows not in (None, 1, batch):
            raise ValueError(f"`ids` must have 1 row or one a source, {batch}, got {rows}.")
        # A column of padding forces nothing, from the prefix's end on.
        ids = ops.pad(self.ids, ((0, 0), (0, 1)), constant_values=self.pad_id)
        return ops.broadcast_to(ids, (batch, ops.shape(ids)[1])) if rows == 1 else ids

    def __call__(self, log_probabilities, past, state):
        if not ops.is_tensor(self.ids):
            _check_ids("ids", self.ids[self.ids != self.pad_id], log_probabilities)
        forced = ops.take(state, ops.minimum(past.index, ops.shape(state)[1] - 1), axis=1)
        is_forced = forced != self.pad_id
        is_other = ops.arange(log_probabilities.shape[-1]) != forced[:, None]
        return ops.where(is_forced[:, None] & is_other, FORBIDDEN, log_probabilities)


class AllowedPhrases(Rule):
    """Nothing but one of the given phrases, and then the end.

    The phrases make a trie; a row remembers the node it has reached. A phrase that begins another
    one may end there or go on.

    Args:
        phrases: Token ids of each phrase.
        end_id: The token that ends a row.

    Raises:
        ValueError: There is no phrase, or an empty one; at the first step, where a token is none of
            the vocabulary's.

    Example:
        >>> rule = AllowedPhrases([[5, 6], [5, 7]], end_id=2)
        >>> rule.tokens.tolist(), rule.first.tolist()  # node 1 stands after 5, nodes 2 and 3 after
        ([5, 6, 7, 2, 2], [0, 1, 3, 4, 5, 5, 5])
    """

    def __init__(self, phrases: Sequence[Sequence[int]], *, end_id: int):
        if not len(phrases) or not all(len(phrase) for phrase in phrases):
            raise ValueError("`phrases` must hold one phrase at least, and no empty one.")
        trie = {}
        for phrase in phrases:
            node = trie
            for token in [*phrase, end_id]:
                node = node.setdefault(int(token), {})
        # Numbered breadth first: the children of a node stand one after the other, and child n is
        # what `tokens[n - 1]` leads to.
        nodes, tokens, first = [trie], [], []
        for node in nodes:
            first.append(len(tokens))
            tokens += node
            nodes += node.values()
        self.tokens = np.array(tokens, "int32")
        self.first = np.array([*first, len(tokens)], "int32")
        self.most = max(map(len, nodes))  # children of a node

    def start(self, batch):
        return ops.zeros((batch,), "int32")

    def advance(self, state, tokens):
        children, allowed = self._children(state)
        is_taken = allowed == tokens[:, None]
        following = ops.sum(ops.where(is_taken, children, 0), axis=1)
        # A row that has ended is fed padding: it stays where it is.
        return ops.where(ops.any(is_taken, axis=1), following, state)

    def __call__(self, log_probabilities, past, state):
        _check_ids("phrases` and `end_id", self.tokens, log_probabilities)
        _, allowed = self._children(state)
        is_allowed = _mark(allowed, log_probabilities.shape[-1])
        return ops.where(is_allowed, log_probabilities, FORBIDDEN)

    def _children(self, state):
        """(R, most): the nodes after those of (R,), and the tokens to them, -1 for none."""
        edges = ops.take(self.first, state)[:, None] + ops.arange(self.most, dtype="int32")
        is_there = edges < ops.take(self.first, state + 1)[:, None]
        tokens = ops.take(self.tokens, ops.minimum(edges, len(self.tokens) - 1))
        return edges + 1, ops.where(is_there, tokens, -1)


def _check_ids(name: str, ids, log_probabilities: Tensor) -> None:
    """Raise a ValueError for a token that the vocabulary does not have."""
    ids, size = np.asarray(ids), log_probabilities.shape[-1]
    wrong = ids[(ids < 0) | (ids >= size)]
    if wrong.size:
        raise ValueError(
            f"`{name}` must be tokens of the vocabulary, from 0 to {size - 1}, got {wrong[0]}."
        )


def _mark(ids: Tensor, vocabulary_size: int) -> Tensor:
    """(R, V) booleans: which tokens stand in each row of (R, L) ids; -1 is none."""
    rows, length = ops.shape(ids)
    # Column V takes what is none.
    columns = ops.where(ids < 0, vocabulary_size, ids)
    row_of = ops.broadcast_to(ops.arange(rows, dtype="int32")[:, None], (rows, length))
    indices = ops.reshape(ops.stack([row_of, columns], axis=-1), (-1, 2))
    counts = ops.scatter(indices, ops.ones_like(indices[:, 0]), shape=(rows, vocabulary_size + 1))
    return counts[:, :vocabulary_size] > 0
