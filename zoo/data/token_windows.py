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

import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.plain_text import TextPart
from zoo.data.sharding import shared_by_rows
from zoo.text.lines import count_characters, encode_lines
from zoo.text.tokenizer import Tokenizer


class TokenText:
    """Token ids of a text.

    Attributes:
        pad: The id that fills rows up.
        lengths: Tokens of each block; a window lies within one.
        characters: Of the text as `zoo.text.lines.count_characters` counts, line breaks included.
        unknown: How many tokens are unknown to the vocabulary.
    """

    pad: int
    lengths: list[int]
    characters: int
    unknown: int

    @property
    def unknown_share(self) -> float:
        """Percent of the tokens. What they stand for costs a model next to nothing."""
        return 100 * self.unknown / sum(self.lengths)

    def report(self) -> str:
        """One line on what there is."""
        return (
            f"{self.characters:,} characters, {sum(self.lengths):,} tokens, "
            f"{self.unknown_share:.2f} % unknown"
        )

    def blocks(self, seeds: tf.data.Dataset) -> tf.data.Dataset:
        """All blocks, once for each seed (2,), in its order: ids (None,), and a seed of its own."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class EncodedText(TokenText):
    """Token ids of a text, in memory: one block.

    Attributes:
        ids: (N,) int32, in the memory of the CPU.
        pad, characters, unknown: See `TokenText`.
    """

    ids: tf.Tensor
    pad: int
    characters: int
    unknown: int

    @property
    def lengths(self) -> list[int]:
        """See `TokenText`."""
        return [len(self.ids)]

    def blocks(self, seeds: tf.data.Dataset) -> tf.data.Dataset:
        """See `TokenText`."""
        # Not inside a function: there ids are a constant of the graph, which holds at most 2 GB.
        ids = tf.data.Dataset.from_tensors(self.ids)
        return tf.data.Dataset.zip((ids.repeat(), seeds))


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

    def blocks(self, seeds: tf.data.Dataset) -> tf.data.Dataset:
        """See `TokenText`."""

        def in_order(seed):
            order = tf.random.experimental.stateless_shuffle(tf.range(self.part.count), seed)
            numbers = tf.data.Dataset.from_tensor_slices(order)
            return numbers.map(lambda number: block(number, seed), num_parallel_calls=2)

        def block(number, seed):
            text = tf.numpy_function(self.part.read, [number], tf.string, stateful=False)
            ids = encode_lines(self.tokenizer, tf.reshape(text, [1])).flat_values
            return ids, tf.random.experimental.stateless_fold_in(seed, number)

        return seeds.flat_map(in_order)


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
    with tf.device("CPU:0"):
        for number in range(part.count):
            piece = [part.read(number)]
            ids = encode_lines(tokenizer, piece).flat_values
            characters += int(count_characters(piece)[0])
            unknown += int(tf.math.count_nonzero(ids == special.unknown))
            lengths.append(len(ids))
            if not streaming:
                blocks.append(ids)
        if sum(lengths) < 2:
            raise ValueError(f"`part` must have at least 2 tokens, got {sum(lengths)}.")
        if streaming:
            return StreamedText(part, tokenizer, lengths, characters, unknown)
        return EncodedText(tf.concat(blocks, axis=0), special.pad, characters, unknown)


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
        dataset = tf.data.Dataset.from_tensors(text.ids).flat_map(
            lambda ids: cut(ids, tf.range(0, tf.size(ids) - 1, context))
        )
        count = -(-_windows_in_order(text.lengths[0], context) // rows)
    else:
        seeds = (epochs or EpochCounter()).seeds(shuffle_seed)
        passes = seeds if steps else seeds.take(1)
        dataset = text.blocks(passes).flat_map(
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
