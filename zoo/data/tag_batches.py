"""From tagged sentences to `tf.data` batches, and the contract that taggers rely on.

```python
(inputs, targets, weights)
inputs  = {"source_ids": (B, S)}          # int32, right-padded
targets = numbers of the tags             # (B, S) int32, where a word is read
weights                                   # (B, S) float32: 1 where a word is read, 0 elsewhere
```
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from zoo.data.bucketed_batches import bucketed_batches
from zoo.data.conll import TaggedSentence
from zoo.data.epoch_counter import EpochCounter
from zoo.text.parts import parts_of
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer
from zoo.text.word_rows import word_rows

_SENTENCES_AT_ONCE = 10_000


@dataclass(frozen=True)
class EncodedTags:
    """Token ids of tagged sentences.

    Attributes:
        ids: Ragged int32 (N, None).
        tags: Of the same shape: a tag's number plus 1 where a word is read, 0 elsewhere.
        special: The special ids.
        sentences: How many there are; a long one has several rows.
        words: How many there are.
        untold: How many words have a tag that is not to be learnt.
    """

    ids: tf.RaggedTensor
    tags: tf.RaggedTensor
    special: SpecialIds
    sentences: int
    words: int
    untold: int

    def report(self) -> str:
        """One line on what there is."""
        rows = f" in {self.ids.nrows():,} rows" if self.ids.nrows() != self.sentences else ""
        untold = f", {self.untold:,} with tags that training has not" if self.untold else ""
        return f"{self.sentences:,} sentences{rows}, {self.words:,} words{untold}"


def encode_tags(
    sentences: Sequence[TaggedSentence],
    tokenizer: Tokenizer,
    tags: Sequence[str],
    *,
    max_length: int = 256,
    read: str = "first",
) -> EncodedTags:
    """Tokenise tagged sentences.

    Args:
        sentences: Words with their tags.
        tokenizer: Strings to ids.
        tags: All names; the place of one is its number.
        max_length, read: See `zoo.text.word_rows.word_rows`.

    Raises:
        ValueError: There is no word.
    """
    numbers = {name: number for number, name in enumerate(tags, start=1)}
    of_words = np.array([numbers.get(tag, 0) for _, tags in sentences for tag in tags], "int32")
    if not len(of_words):
        raise ValueError(f"`sentences` must hold a word, got {len(sentences):,} without.")
    ids, is_read = [], []
    for part in parts_of(sentences, most=_SENTENCES_AT_ONCE, length=_characters):
        words = tf.RaggedTensor.from_row_lengths(
            tf.constant([word for words, _ in part for word in words], tf.string),
            [len(words) for words, _ in part],
        )
        rows = word_rows(tokenizer, words, max_length=max_length, read=read)
        ids.append(rows.ids)
        is_read.append(rows.is_read.flat_values.numpy())
    ids, is_read = tf.concat(ids, axis=0), np.concatenate(is_read)
    of_tokens = np.zeros(len(is_read), "int32")
    of_tokens[is_read] = of_words
    return EncodedTags(
        ids,
        ids.with_flat_values(tf.constant(of_tokens)),
        tokenizer.special,
        len(sentences),
        len(of_words),
        int(np.sum(of_words == 0)),
    )


def _characters(sentence: TaggedSentence) -> int:
    return sum(map(len, sentence.words))


def tag_batches(
    sentences: EncodedTags,
    *,
    tokens_per_batch: int = 4096,
    shuffle_seed: int | None = None,
    epochs: EpochCounter | None = None,
    static_shapes: bool = False,
    replicas: int = 1,
    bucket_width: int = 4,
) -> tf.data.Dataset:
    """Batches of sentences of like length, as many rows as the token budget holds.

    Args:
        sentences: What `encode_tags` gave.
        tokens_per_batch, shuffle_seed, epochs, static_shapes, replicas, bucket_width: As in
            `zoo.data.bucketed_batches.bucketed_batches`.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that
        only fill a batch up hold one token and weigh nothing.

    Raises:
        ValueError: An argument is below 1.
    """
    special = sentences.special
    # Ids and tags are padded by one number: that of no tag.
    tags = sentences.tags + special.pad

    def to_contract(ids, tags, counts):
        tags = tags - special.pad
        targets = tf.maximum(tags - 1, 0)
        return {"source_ids": ids}, targets, tf.cast(tags > 0, tf.float32)

    counts = np.bincount(sentences.ids.row_lengths().numpy(), minlength=1)
    return bucketed_batches(
        tf.data.Dataset.from_tensors((sentences.ids, tags)),
        counts[np.newaxis],
        to_contract,
        pad=special.pad,
        fillers=(special.end, special.pad),
        tokens_per_batch=tokens_per_batch,
        shuffle_seed=shuffle_seed,
        epochs=epochs,
        static_shapes=static_shapes,
        replicas=replicas,
        bucket_width=bucket_width,
    )
