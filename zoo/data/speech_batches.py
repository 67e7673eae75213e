"""From speech with transcripts to `tf.data` batches, and the contract that recognizers rely on.

```python
(inputs, targets, weights)
inputs  = {"audio": (B, N), "audio_lengths": (B,), "target_in_ids": (B, T)}  # int16; int32
targets = target_out_ids                                                     # (B, T) int32
weights = target_out_ids != pad                                              # (B, T) float32
```

All are right-padded. A transcript is `start tokens` going in and `tokens end` coming out.
"""

from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from zoo.data.buckets import Buckets
from zoo.data.epoch_counter import EpochCounter
from zoo.data.sharding import shared_by_rows
from zoo.data.spoken_text import Utterances
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer

_UNITS = 10  # lengths are counted in tenths of a second
_WIDTH = 2  # of them that share a batch


@dataclass(frozen=True)
class EncodedSpeech:
    """Sounds and the token ids of their transcripts.

    Attributes:
        audio: int16 (N,) of each utterance.
        ids: Rows `start tokens end`, ragged int32.
        sampling_rate: Samples a second.
        special: The special ids.
        blank: How many were left out because the transcript holds no token, or the file no sample.
        too_long: How many were left out because the sound or the transcript is too long.
    """

    audio: list[np.ndarray]
    ids: tf.RaggedTensor
    sampling_rate: int
    special: SpecialIds
    blank: int
    too_long: int

    @property
    def lengths(self) -> np.ndarray:
        """In tenths of a second, int64 (N,)."""
        samples = np.array([len(audio) for audio in self.audio])
        return -(-samples * _UNITS // self.sampling_rate)

    def report(self) -> str:
        """One line on what is used."""
        return (
            f"{len(self.audio):,} utterances, left out: {self.blank:,} empty, "
            f"{self.too_long:,} too long"
        )


def encode_speech(
    utterances: Utterances,
    tokenizer: Tokenizer,
    *,
    sampling_rate: int,
    max_seconds: float,
    max_length: int,
) -> EncodedSpeech:
    """Tokenise the transcripts of a split.

    Args:
        utterances: Sounds with transcripts.
        tokenizer: Strings to ids.
        sampling_rate: Samples a second.
        max_seconds: Longer sounds are left out.
        max_length: Transcripts with more tokens, `start` and `end` counted, are left out.

    Raises:
        ValueError: None is left.
    """
    ids = tokenizer.tokenize(utterances.texts)
    tokens = ids.row_lengths().numpy()
    samples = np.array([len(audio) for audio in utterances.audio])
    is_blank = (tokens == 0) | (samples == 0)
    is_long = (samples > max_seconds * sampling_rate) | (tokens + 2 > max_length)
    kept = np.flatnonzero(~(is_blank | is_long))
    if not len(kept):
        raise ValueError(
            f"`max_seconds` and `max_length` must leave an utterance, got {max_seconds} and "
            f"{max_length}: the shortest have {samples.min() / sampling_rate:.1f} seconds and "
            f"{tokens.min() + 2} tokens."
        )
    ids = tf.gather(ids, kept)
    one = tf.ones([ids.nrows(), 1], tf.int32)
    special = tokenizer.special
    return EncodedSpeech(
        [utterances.audio[i] for i in kept],
        tf.concat([special.start * one, ids, special.end * one], axis=1),
        sampling_rate,
        special,
        blank=int(is_blank.sum()),
        too_long=int((is_long & ~is_blank).sum()),
    )


def speech_batches(
    speech: EncodedSpeech,
    *,
    seconds_per_batch: float = 60.0,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
) -> tf.data.Dataset:
    """Batches of utterances of like length, as many as so many seconds hold.

    Args:
        speech: What `encode_speech` gave.
        seconds_per_batch: Most rows times their padded length; but a batch has a row for each
            replica at least.
        shuffle_seed: Seed of a new order in every epoch; None keeps one order.
        epochs: Says which epoch it is; None counts the readings.
        static_shapes: Pad every batch of a bucket to the same shape, rows included.
        replicas: Rows are a multiple of this.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that only
        fill a batch up are empty sounds without a token, and weigh nothing.

    Raises:
        ValueError: `seconds_per_batch` is too little for anything, or `replicas` is below 1.
    """
    if seconds_per_batch * _UNITS < 1:
        raise ValueError(
            f"`seconds_per_batch` must be at least {1 / _UNITS}, got {seconds_per_batch}."
        )
    if replicas < 1:
        raise ValueError(f"`replicas` must be at least 1, got {replicas}.")
    counts = np.bincount(speech.lengths, minlength=1)
    buckets = Buckets.up_to(
        len(counts) - 1,
        width=_WIDTH,
        tokens_per_batch=int(seconds_per_batch * _UNITS),
        replicas=replicas,
    )
    special, rate = speech.special, speech.sampling_rate
    longest = int(tf.reduce_max(speech.ids.row_lengths())) if static_shapes else None

    def batches_of(ids, lengths, seed=None):
        order, cuts = buckets.cut(lengths, seed)

        def batch(cut):
            begin, end, bucket = tf.unstack(cut)
            numbers, count = order[begin:end], end - begin
            rows = tf.gather(buckets.rows, bucket) if static_shapes else count + -count % replicas
            units = tf.gather(buckets.limits, bucket) if static_shapes else tf.constant(0, tf.int64)
            audio, samples = tf.numpy_function(
                lambda *asked: _padded(speech.audio, *asked),
                [numbers, rows, -(-units * rate // _UNITS)],
                [tf.int16, tf.int32],
                stateful=False,
            )
            target = tf.gather(ids, numbers).to_tensor(special.pad, shape=[None, longest])
            target = tf.pad(target, [[0, rows - count], [0, 0]], constant_values=special.pad)
            keep = tf.not_equal(target[:, 1:], special.pad)
            inputs = {
                "audio": tf.ensure_shape(audio, [None, None]),
                "audio_lengths": tf.ensure_shape(samples, [None]),
                "target_in_ids": tf.where(keep, target[:, :-1], special.pad),
            }
            return inputs, target[:, 1:], tf.cast(keep, tf.float32)

        return tf.data.Dataset.from_tensor_slices(cuts).map(
            batch, num_parallel_calls=tf.data.AUTOTUNE
        )

    window = tf.data.Dataset.from_tensors((speech.ids, tf.constant(speech.lengths)))
    if shuffle_seed is not None:
        seeds = (epochs or EpochCounter()).seeds(shuffle_seed)
        window = tf.data.Dataset.zip(window, seeds).map(lambda rows, seed: (*rows, seed))
    dataset = window.flat_map(batches_of)
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(buckets.count_batches(counts)))
    return shared_by_rows(dataset.prefetch(tf.data.AUTOTUNE))


def _padded(audio, numbers, rows, width):
    """Sounds (rows, N) of these numbers, N at least `width`, and their lengths (rows,)."""
    chosen = [audio[number] for number in numbers]
    lengths = np.zeros(rows, np.int32)
    lengths[: len(chosen)] = [len(sound) for sound in chosen]
    batch = np.zeros((rows, max(width, lengths.max())), np.int16)
    for row, sound in zip(batch, chosen, strict=False):
        row[: len(sound)] = sound
    return batch, lengths
