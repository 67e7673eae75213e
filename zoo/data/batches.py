"""From encoded pairs to `tf.data` batches, and the contract that everything downstream relies on.

```python
(inputs, targets, weights)
inputs  = {"source_ids": (B, S), "target_in_ids": (B, T)}     # int32, right-padded
targets = target_out_ids                                      # (B, T) int32, right-padded
weights = target_out_ids != pad                               # (B, T) float32
```

A source is `tokens end`; a target is `start tokens` going in and `tokens end` coming out.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from zoo.data.bucketed_batches import bucketed_batches
from zoo.data.epoch_counter import EpochCounter
from zoo.data.pair_stream import Pair
from zoo.text.parts import characters_of, parts_of
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

# The more lines a tokenizer gets, the faster it is for each: it encodes every word once.
_PAIRS_PER_CALL = 10_000


class TokenPairs:
    """Token ids of a parallel corpus.

    Attributes:
        special: The special ids, the same on both sides.
        empty: How many pairs were left out because a side held no token.
        too_long: How many were left out because a side was longer than `max_length`.
        length_counts: How many pairs of each window have 0, 1, 2, ... tokens on the longer side.
    """

    special: SpecialIds
    empty: int
    too_long: int
    length_counts: np.ndarray

    def __len__(self) -> int:
        return int(self.length_counts.sum())

    def report(self) -> str:
        """One line on what was kept and what was not."""
        return (
            f"{len(self):,} pairs, left out: {self.empty:,} with an empty side, "
            f"{self.too_long:,} too long"
        )

    def check(self) -> None:
        """Raise a `ValueError` unless there is a pair."""
        if not len(self):
            raise ValueError(f"`pairs` must leave something to learn from, got {self.report()}.")

    def windows(self) -> tf.data.Dataset:
        """Pairs that are shuffled and cut into batches together.

        Each is a source (N, None) of rows `tokens end` and a target (N, None) of rows
        `start tokens end`, ragged.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class EncodedPairs(TokenPairs):
    """Token ids of a parallel corpus, in memory.

    Attributes:
        source: One int32 array for each pair, `tokens end`.
        target: One int32 array for each pair, `start tokens end`.
        special, empty, too_long: See `TokenPairs`.
    """

    source: list[np.ndarray]
    target: list[np.ndarray]
    special: SpecialIds
    empty: int = 0
    too_long: int = 0

    @cached_property
    def length_counts(self) -> np.ndarray:
        """See `TokenPairs`."""
        lengths = [max(map(len, pair)) for pair in zip(self.source, self.target, strict=True)]
        return np.bincount(lengths, minlength=1)[np.newaxis]

    def windows(self) -> tf.data.Dataset:
        """See `TokenPairs`: one window of all."""
        return tf.data.Dataset.from_tensors((_ragged(self.source), _ragged(self.target)))


def encode_pairs(
    pairs: Iterable[Pair],
    source_tokenizer: Tokenizer,
    target_tokenizer: Tokenizer,
    *,
    max_length: int = 128,
) -> EncodedPairs:
    """Tokenise a parallel corpus.

    Pairs with an empty side teach nothing and pairs longer than `max_length` tokens (specials
    included) would blow a batch up: both are left out and counted.

    Args:
        pairs: (source, target) strings.
        source_tokenizer: Strings to ids.
        target_tokenizer: Strings to ids, with the same special ids.
        max_length: Most tokens a side may have.

    Returns:
        `EncodedPairs`.

    Raises:
        ValueError: No pair is left, or the tokenizers' special ids differ.
    """
    tokenizers = source_tokenizer, target_tokenizer
    special = common_special(*tokenizers)
    source, target, empty, too_long = [], [], 0, 0
    for texts in blocks_of(pairs):
        block = encode_block(*texts, *tokenizers, max_length=max_length)
        source += _rows(block.source)
        target += _rows(block.target)
        empty, too_long = empty + int(block.empty), too_long + int(block.too_long)
    encoded = EncodedPairs(source, target, special, empty, too_long)
    encoded.check()
    return encoded


def pair_batches(
    pairs: TokenPairs,
    *,
    tokens_per_batch: int = 4096,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
    bucket_width: int = 4,
) -> tf.data.Dataset:
    """Batches of pairs of like length, as many rows as the token budget holds.

    Args:
        pairs: What `encode_pairs` or `stream_pairs` gave.
        tokens_per_batch, shuffle_seed, epochs, static_shapes, replicas, bucket_width: As in
            `zoo.data.bucketed_batches.bucketed_batches`.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that
        only fill a batch up hold one token and weigh nothing.

    Raises:
        ValueError: An argument is below 1.
    """
    pad = pairs.special.pad
    return bucketed_batches(
        pairs.windows(),
        pairs.length_counts,
        lambda source, target, _: _to_contract(source, target, pad),
        pad=pad,
        # Nothing comes out of a target that has but begun.
        fillers=(pairs.special.end, pairs.special.start),
        tokens_per_batch=tokens_per_batch,
        shuffle_seed=shuffle_seed,
        epochs=epochs,
        static_shapes=static_shapes,
        replicas=replicas,
        bucket_width=bucket_width,
    )


class Block(NamedTuple):
    """Ids of some pairs, int32 (B, None), and how many were left out."""

    source: tf.RaggedTensor
    target: tf.RaggedTensor
    empty: tf.Tensor
    too_long: tf.Tensor


def encode_block(
    sources: tf.Tensor,
    targets: tf.Tensor,
    source_tokenizer: Tokenizer,
    target_tokenizer: Tokenizer,
    *,
    max_length: int,
) -> Block:
    """Tokenise pairs, in the graph as well; see `encode_pairs`."""
    special = target_tokenizer.special
    source, target = source_tokenizer.tokenize(sources), target_tokenizer.tokenize(targets)
    sizes = source.row_lengths(), target.row_lengths()
    is_empty = tf.equal(tf.minimum(*sizes), 0)
    is_long = tf.maximum(sizes[0] + 1, sizes[1] + 2) > max_length
    is_kept = ~(is_empty | is_long)
    source, target = (tf.ragged.boolean_mask(ids, is_kept) for ids in (source, target))
    one = tf.ones([source.nrows(), 1], tf.int32)
    return Block(
        tf.concat([source, special.end * one], axis=1),
        tf.concat([special.start * one, target, special.end * one], axis=1),
        tf.math.count_nonzero(is_empty),
        tf.math.count_nonzero(is_long & ~is_empty),
    )


def blocks_of(pairs: Iterable[Pair]) -> Iterator[tuple[list[str], list[str]]]:
    """Sources and targets, as many at a time as `encode_block` is good for."""
    for block in parts_of(pairs, most=_PAIRS_PER_CALL, length=characters_of):
        yield [source for source, _ in block], [target for _, target in block]


def common_special(source_tokenizer: Tokenizer, target_tokenizer: Tokenizer) -> SpecialIds:
    """The special ids of both.

    Raises:
        ValueError: They differ.
    """
    if source_tokenizer.special != target_tokenizer.special:
        raise ValueError(
            "`source_tokenizer` and `target_tokenizer` must have the same special ids, got "
            f"{source_tokenizer.special} and {target_tokenizer.special}."
        )
    return target_tokenizer.special


def _rows(ids: tf.RaggedTensor) -> list[np.ndarray]:
    values, splits = ids.values.numpy(), ids.row_splits.numpy()
    return [values[begin:end] for begin, end in itertools.pairwise(splits)]


def _ragged(rows: list[np.ndarray]) -> tf.RaggedTensor:
    return tf.RaggedTensor.from_row_lengths(np.concatenate(rows), [len(row) for row in rows])


def _to_contract(source, target, pad: int):
    target_out = target[:, 1:]
    keep = tf.not_equal(target_out, pad)
    target_in = tf.where(keep, target[:, :-1], pad)
    inputs = {"source_ids": source, "target_in_ids": target_in}
    return inputs, target_out, tf.cast(keep, tf.float32)
