"""From captioned images to `tf.data` batches, and the contract that captioners rely on.

```python
(inputs, targets, weights)
inputs  = {"image": (B, size, size, 3), "target_in_ids": (B, T)}   # uint8; int32, right-padded
targets = target_out_ids                                           # (B, T) int32, right-padded
weights = target_out_ids != pad                                    # (B, T) float32
```

A caption is `start tokens` going in and `tokens end` coming out. An epoch has each image once, with
one of its captions.
"""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from zoo.data.captioned_images import Split
from zoo.data.epoch_counter import EpochCounter
from zoo.data.sharding import shared_by_rows
from zoo.image.random_moves import random_moves
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer


@dataclass(frozen=True)
class EncodedCaptions:
    """Images and the token ids of their captions.

    Attributes:
        images: uint8 (N, size, size, 3).
        ids: Rows `start tokens end` of all captions, ragged int32 (C, None).
        begins: Where the captions of each image begin in them, (N + 1,) int64; none is without.
        numbers: Which of `images` have captions that are used, (N',) int64.
        special: The special ids.
        longest: Tokens of the longest row.
        blank: How many captions were left out because they hold no token.
        too_long: How many were left out because they are longer than `max_length`.
    """

    images: np.ndarray
    ids: tf.RaggedTensor
    begins: np.ndarray
    numbers: np.ndarray
    special: SpecialIds
    longest: int
    blank: int
    too_long: int

    def report(self) -> str:
        """One line on what is used."""
        return (
            f"{len(self.numbers):,} images with {self.ids.nrows():,} captions, left out: "
            f"{self.blank:,} blank captions, {self.too_long:,} too long"
        )


def encode_captions(split: Split, tokenizer: Tokenizer, *, max_length: int) -> EncodedCaptions:
    """Tokenise the captions of a split.

    Args:
        split: Images with captions.
        tokenizer: Strings to ids.
        max_length: Captions with more tokens, `start` and `end` counted, are left out; an image
            without another one, too.

    Raises:
        ValueError: None is left.
    """
    counts = np.array([len(captions) for captions in split.captions])
    ids = tokenizer.tokenize([caption for captions in split.captions for caption in captions])
    lengths = ids.row_lengths().numpy()
    is_kept = (lengths > 0) & (lengths + 2 <= max_length)
    if not is_kept.any():
        raise ValueError(
            f"`max_length` must leave a caption, got {max_length}: the shortest has "
            f"{lengths.min() + 2} tokens."
        )
    ids = tf.ragged.boolean_mask(ids, is_kept)
    one = tf.ones([ids.nrows(), 1], tf.int32)
    special = tokenizer.special
    ids = tf.concat([special.start * one, ids, special.end * one], axis=1)
    kept = np.bincount(np.repeat(np.arange(len(counts)), counts)[is_kept], minlength=len(counts))
    numbers = np.flatnonzero(kept)
    return EncodedCaptions(
        split.images,
        ids,
        np.concatenate([[0], np.cumsum(kept[numbers])]),
        numbers,
        special,
        longest=int(ids.row_lengths().numpy().max()),
        blank=int((lengths == 0).sum()),
        too_long=int((lengths + 2 > max_length).sum()),
    )


def caption_batches(
    encoded: EncodedCaptions,
    *,
    batch_size: int = 64,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    flip: bool = False,
    shift: int = 0,
    static_shapes: bool = False,
    replicas: int = 1,
) -> tf.data.Dataset:
    """Batches of images, each with one of its captions.

    Args:
        encoded: What `encode_captions` gave.
        batch_size: Images of a batch, rounded down to a multiple of `replicas`.
        shuffle_seed: Seed of a new order in every epoch, of the captions that are taken, and of
            `flip` and `shift`; None keeps the order, and takes each image's first caption.
        epochs: Says which epoch it is; None counts the readings.
        flip: Show half of the images mirrored; with a seed only.
        shift: Move each image by up to so many pixels, in both directions; with a seed only.
        static_shapes: Every batch has the same shape, for a compiled step.
        replicas: Rows are a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that only
        fill a batch up weigh nothing.

    Raises:
        ValueError: `batch_size` is below `replicas`.
    """
    if batch_size < replicas:
        raise ValueError(
            f"`batch_size` must be at least the number of replicas, {replicas}, got {batch_size}."
        )
    batch_size -= batch_size % replicas
    count, special = len(encoded.numbers), encoded.special
    side = encoded.images.shape[1]
    width = encoded.longest if static_shapes else None

    def batches_of(ids, begins, numbers, seed=None):
        order, chosen = tf.range(count, dtype=tf.int64), begins[:-1]
        if seed is not None:
            order = tf.random.experimental.stateless_shuffle(order, seed)
            draws = tf.random.stateless_uniform([count], seed + 1, dtype=tf.float64)
            amounts = tf.cast(begins[1:] - begins[:-1], tf.float64)
            chosen += tf.cast(draws * amounts, tf.int64)

        def batch(begin):
            rows = order[begin : begin + batch_size]
            images = tf.numpy_function(
                lambda wanted: encoded.images[wanted], [tf.gather(numbers, rows)], tf.uint8
            )
            images = tf.ensure_shape(images, [None, side, side, 3])
            if seed is not None:
                images = random_moves(images, seed + 2 + begin, flip=flip, shift=shift)
            captions = tf.gather(ids, tf.gather(chosen, rows))
            captions = captions.to_tensor(special.pad, shape=[None, width])
            missing = batch_size - tf.shape(rows)[0]
            if not static_shapes:
                missing %= replicas
            # A row that only fills up has no token that is to be said.
            row = tf.one_hot(0, tf.shape(captions)[1], special.start, special.pad, dtype=tf.int32)
            captions = tf.concat([captions, tf.tile(row[None], [missing, 1])], axis=0)
            images = tf.pad(images, [[0, missing], [0, 0], [0, 0], [0, 0]])
            targets = captions[:, 1:]
            keep = tf.not_equal(targets, special.pad)
            target_in = tf.where(keep, captions[:, :-1], special.pad)
            inputs = {"image": images, "target_in_ids": target_in}
            return inputs, targets, tf.cast(keep, tf.float32)

        begins_of_batches = tf.range(0, count, batch_size, dtype=tf.int64)
        return tf.data.Dataset.from_tensor_slices(begins_of_batches).map(
            batch, num_parallel_calls=tf.data.AUTOTUNE
        )

    window = tf.data.Dataset.from_tensors((encoded.ids, encoded.begins, encoded.numbers))
    if shuffle_seed is not None:
        seeds = (epochs or EpochCounter()).seeds(shuffle_seed)
        window = tf.data.Dataset.zip(window, seeds).map(lambda rows, seed: (*rows, seed))
    dataset = window.flat_map(batches_of)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(-(-count // batch_size)))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))
