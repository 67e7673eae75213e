"""From a text to `tf.data` batches of windows, by the contract of `zoo.data.batches`.

```python
(inputs, targets, weights)
inputs  = {"target_in_ids": (B, T)}        # int32: tokens t .. t + T - 1 of the text
targets = (B, T)                           # int32: tokens t + 1 .. t + T
weights = (B, T)                           # float32: 1, and 0 after the end of the text
```
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.plain_text import TextPart
from zoo.data.sharding import shared_by_rows
from zoo.text.lines import encode_lines
from zoo.text.tokenizer import Tokenizer


class TokenText:
    """Token ids of a text.

    Attributes:
        pad: The id that fills rows up.
        lengths: Tokens of each block; a window lies within one.
        characters: Of the text, line breaks included.
        unknown: How many tokens are unknown to the vocabulary.
    """

    pad: int
    lengths: list[int]
    characters: int
    unknown: int

    def report(self) -> str:
        """One line on what there is."""
        tokens = sum(self.lengths)
        return (
            f"{self.characters:,} characters, {tokens:,} tokens, "
            f"{100 * self.unknown / max(tokens, 1):.2f} % unknown"
        )

    def blocks(self, seed: tf.Tensor) -> tf.data.Dataset:
        """All blocks in the order of a seed: ids (None,) of each, and a seed (2,) of its own."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class EncodedText(TokenText):
    """Token ids of a text, in memory: one block.

    Attributes:
        ids: int32.
        pad, characters, unknown: See `TokenText`.
    """

    ids: np.ndarray
    pad: int
    characters: int
    unknown: int

    @property
    def lengths(self) -> list[int]:
        """See `TokenText`."""
        return [len(self.ids)]

    def blocks(self, seed: tf.Tensor) -> tf.data.Dataset:
        """See `TokenText`."""
        return tf.data.Dataset.from_tensors((tf.constant(self.ids), seed))


@dataclass(frozen=True, eq=False)
class StreamedText(TokenText):
    """A text that is read and tokenised anew in every epoch, its pieces in random order.

    Attributes:
        part: The text; a block is a piece of it, and memory holds a few.
        tokenizer: Strings to ids.
        lengths, characters, unknown: See `TokenText`.
    """

    part: TextPart
    tokenizer: Tokenizer
    lengths: list[int]
    characters: int
    unknown: int

    @property
    def pad(self) -> int:
        """See `TokenText`."""
        return self.tokenizer.special.pad

    def blocks(self, seed: tf.Tensor) -> tf.data.Dataset:
        """See `TokenText`."""

        def block(number):
            text = tf.numpy_function(self.part.read, [number], tf.string, stateful=False)
            ids = encode_lines(self.tokenizer, tf.reshape(text, [1])).flat_values
            return ids, tf.random.experimental.stateless_fold_in(seed, number)

        order = tf.random.experimental.stateless_shuffle(tf.range(self.part.count), seed)
        return tf.data.Dataset.from_tensor_slices(order).map(block, num_parallel_calls=2)


def encode_text(part: TextPart, tokenizer: Tokenizer, *, streaming: bool = False) -> TokenText:
    """Tokenise a text, `end` for a line break.

    Args:
        part: The text.
        tokenizer: Strings to ids.
        streaming: Keep counts alone, and tokenise again in every epoch.

    Returns:
        `EncodedText`, or `StreamedText`.

    Raises:
        ValueError: The text has fewer than two tokens, or is not UTF-8.
    """
    special, blocks, lengths, characters, unknown = tokenizer.special, [], [], 0, 0
    for number in range(part.count):
        piece = part.read(number)
        ids = encode_lines(tokenizer, [piece]).flat_values.numpy() if piece else np.zeros(0, int)
        characters += len(piece)
        unknown += int(np.sum(ids == special.unknown))
        lengths.append(len(ids))
        if not streaming:
            blocks.append(ids.astype(np.int32))
    if sum(lengths) < 2:
        raise ValueError(f"`part` must have at least 2 tokens, got {sum(lengths)}.")
    if streaming:
        return StreamedText(part, tokenizer, lengths, characters, unknown)
    return EncodedText(np.concatenate(blocks), special.pad, characters, unknown)


def window_batches(
    text: TokenText,
    *,
    context: int,
    batch_size: int,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    steps: int = 0,
    replicas: int = 1,
) -> tf.data.Dataset:
    """Batches of windows of `context` tokens that follow each other.

    Without a seed every token but the first is a target once, in order. With one, windows begin at
    another place in every epoch and come in another order; a text that is longer than two windows
    then loses less than two windows a block.

    Args:
        text: What `encode_text` gave.
        context: T.
        batch_size: B, rounded up to a multiple of `replicas`; where windows are missing, rows are
            padding and weigh nothing.
        shuffle_seed: Seed of a new order in every epoch; None keeps one order.
        epochs: Says which epoch it is; None counts the readings.
        steps: Batches of an epoch, in place of all windows once; needs a seed.
        replicas: Rows are a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract.

    Raises:
        ValueError: An argument is below its least value, or `steps` is given without a seed.
    """
    for name, value in (
        ("context", context),
        ("batch_size", batch_size),
        ("replicas", replicas),
    ):
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1, got {value}.")
    if steps and shuffle_seed is None:
        raise ValueError(f"`steps` needs a `shuffle_seed`, got {steps} without.")
    rows = batch_size + -batch_size % replicas
    cut = partial(_batches, context=context, rows=rows, pad=text.pad)
    if shuffle_seed is None:
        dataset = tf.data.Dataset.from_tensors(tf.constant(text.ids)).flat_map(
            lambda ids: cut(ids, tf.range(0, tf.size(ids) - 1, context))
        )
        count = -(-_windows_in_order(text.lengths[0], context) // rows)
    else:
        seeds = (epochs or EpochCounter()).seeds(shuffle_seed)
        passes = seeds if steps else seeds.take(1)
        dataset = passes.flat_map(text.blocks).flat_map(
            lambda ids, seed: cut(ids, _random_starts(tf.size(ids), context, seed))
        )
        count = sum(-(-_random_windows(length, context) // rows) for length in text.lengths)
    if steps:
        dataset, count = dataset.take(steps), steps
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(count))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))


def _windows_in_order(length: int, context: int) -> int:
    return -(-(length - 1) // context)


def _random_windows(length, context: int):
    """How many windows a block has wherever the first begins; of tensors or numbers."""
    if isinstance(length, int):
        return max((length - context) // context, min(length - 1, 1), 0)
    return tf.maximum((length - context) // context, tf.clip_by_value(length - 1, 0, 1))


def _random_starts(length, context, seed):
    """First places of windows that cover a block but for its ends, shuffled."""
    windows = _random_windows(length, context)
    slack = tf.maximum(length - 1 - windows * context, 0)  # so that the end has its turns
    shift = tf.random.stateless_uniform([], seed, 0, slack + 1, tf.int32)
    starts = shift + context * tf.range(windows)
    return tf.random.experimental.stateless_shuffle(starts, seed)


def _batches(ids, starts, *, context, rows, pad):
    """The windows of `ids` (N,) that begin at `starts` (W,), `rows` at a time."""
    size = tf.size(ids)
    filler = tf.fill([-tf.size(starts) % rows], size)

    def batch(starts):
        places = starts[:, None] + tf.range(context + 1)
        window = tf.gather(ids, tf.minimum(places, size - 1))
        keep = places[:, 1:] < size
        target_in = tf.where(keep, window[:, :-1], pad)
        return (
            {"target_in_ids": target_in},
            tf.where(keep, window[:, 1:], pad),
            tf.cast(keep, tf.float32),
        )

    starts = tf.reshape(tf.concat([starts, filler], axis=0), [-1, rows])
    return tf.data.Dataset.from_tensor_slices(starts).map(batch)
