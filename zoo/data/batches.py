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
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

_LINES_PER_CALL = 10_000


@dataclass(frozen=True)
class EncodedPairs:
    """Token ids of a parallel corpus.

    Attributes:
        source: One int32 array for each pair, `tokens end`.
        target: One int32 array for each pair, `start tokens end`.
        special: The special ids, the same on both sides.
        empty: How many pairs were left out because a side held no token.
        too_long: How many were left out because a side was longer than `max_length`.
    """

    source: list[np.ndarray]
    target: list[np.ndarray]
    special: SpecialIds
    empty: int = 0
    too_long: int = 0

    def __len__(self) -> int:
        return len(self.source)

    def report(self) -> str:
        """One line on what was kept and what was not."""
        return (
            f"{len(self):,} pairs, left out: {self.empty:,} with an empty side, "
            f"{self.too_long:,} too long"
        )


def encode_pairs(
    pairs: list[tuple[str, str]],
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
    special = target_tokenizer.special
    if source_tokenizer.special != special:
        raise ValueError(
            "`source_tokenizer` and `target_tokenizer` must have the same special ids, got "
            f"{source_tokenizer.special} and {special}."
        )
    source, target, empty, too_long = [], [], 0, 0
    sources = _ids_of([pair[0] for pair in pairs], source_tokenizer)
    targets = _ids_of([pair[1] for pair in pairs], target_tokenizer)
    for source_ids, target_ids in zip(sources, targets, strict=True):
        if not len(source_ids) or not len(target_ids):
            empty += 1
        elif len(source_ids) + 1 > max_length or len(target_ids) + 2 > max_length:
            too_long += 1
        else:
            source.append(np.append(source_ids, np.int32(special.end)))
            target.append(np.r_[special.start, target_ids, special.end].astype(np.int32))
    encoded = EncodedPairs(source, target, special, empty, too_long)
    if not source:
        raise ValueError(f"`pairs` must leave something to learn from, got {encoded.report()}.")
    return encoded


def pair_batches(
    pairs: EncodedPairs,
    *,
    tokens_per_batch: int = 4096,
    shuffle_seed: int | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
    bucket_width: int = 4,
) -> tf.data.Dataset:
    """Batches of pairs of like length, as many rows as the token budget holds.

    Args:
        pairs: What `encode_pairs` gave.
        tokens_per_batch: Rows times the padded length of a bucket stay below this.
        shuffle_seed: Seed of a new order in every epoch; None keeps one order.
        static_shapes: Pad every batch of a bucket to the same shape, rows included, so that a
            compiled step meets one shape a bucket.
        replicas: Rows are a multiple of this.
        bucket_width: Lengths are rounded up to a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that
        only fill a batch up hold one token and weigh nothing.

    Raises:
        ValueError: An argument is below 1.
    """
    for name, value in (
        ("tokens_per_batch", tokens_per_batch),
        ("replicas", replicas),
        ("bucket_width", bucket_width),
    ):
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1, got {value}.")
    lengths = np.maximum([len(s) for s in pairs.source], [len(t) for t in pairs.target])
    limits = list(range(bucket_width, int(lengths.max()) + bucket_width, bucket_width))
    limits[-1] = int(lengths.max())  # no batch is wider than the longest pair
    rows = [max(tokens_per_batch // limit // replicas, 1) * replicas for limit in limits]

    dataset = tf.data.Dataset.from_tensor_slices((_ragged(pairs.source), _ragged(pairs.target)))
    if shuffle_seed is not None:
        dataset = dataset.shuffle(len(pairs), seed=shuffle_seed)
    # A row of a ragged tensor is an ordinary tensor, and its type has to say so.
    dataset = dataset.map(lambda source, target: (tf.identity(source), tf.identity(target)))
    dataset = dataset.bucket_by_sequence_length(
        lambda source, target: tf.maximum(tf.size(source), tf.size(target)),
        bucket_boundaries=[limit + 1 for limit in limits],
        bucket_batch_sizes=[*rows, replicas],
        padded_shapes=([None], [None]),
        padding_values=(pairs.special.pad, pairs.special.pad),
        pad_to_bucket_boundary=static_shapes,
    )
    if static_shapes or replicas > 1:
        table = tf.constant(rows)

        def fill(source, target):
            length = tf.maximum(tf.shape(source)[1], tf.shape(target)[1])
            full = table[(length - 1) // bucket_width]
            wanted = full if static_shapes else -(-tf.shape(source)[0] // replicas) * replicas
            return _fill_rows(source, target, wanted, pairs.special)

        dataset = dataset.map(fill, num_parallel_calls=tf.data.AUTOTUNE)
    dataset = dataset.map(
        lambda source, target: _to_contract(source, target, pairs.special.pad),
        num_parallel_calls=tf.data.AUTOTUNE,
    )
    counts = np.bincount((lengths - 1) // bucket_width, minlength=len(limits))
    batches = int(sum(-(-count // size) for count, size in zip(counts, rows, strict=True)))
    if shuffle_seed is not None:
        # Buckets run full in the order of their lengths: mix the batches as well.
        dataset = dataset.shuffle(64, seed=shuffle_seed)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(batches))
    return dataset.prefetch(tf.data.AUTOTUNE)


def _ids_of(texts: list[str], tokenizer: Tokenizer) -> Iterator[np.ndarray]:
    for begin in range(0, len(texts), _LINES_PER_CALL):
        ids = tokenizer.tokenize(tf.constant(texts[begin : begin + _LINES_PER_CALL]))
        values, splits = ids.values.numpy(), ids.row_splits.numpy()
        yield from (values[a:b] for a, b in itertools.pairwise(splits))


def _ragged(rows: list[np.ndarray]) -> tf.RaggedTensor:
    return tf.RaggedTensor.from_row_lengths(np.concatenate(rows), [len(row) for row in rows])


def _fill_rows(source, target, rows, special: SpecialIds):
    """Add rows until there are `rows`: source `end`, target `start`, so nothing comes out."""
    missing = tf.maximum(rows - tf.shape(source)[0], 0)

    def fill(ids, first):
        row = tf.one_hot(0, tf.shape(ids)[1], first, special.pad, dtype=ids.dtype)
        return tf.concat([ids, tf.tile(row[None], [missing, 1])], axis=0)

    return fill(source, special.end), fill(target, special.start)


def _to_contract(source, target, pad: int):
    target_out = target[:, 1:]
    keep = tf.not_equal(target_out, pad)
    target_in = tf.where(keep, target[:, :-1], pad)
    inputs = {"source_ids": source, "target_in_ids": target_in}
    return inputs, target_out, tf.cast(keep, tf.float32)
