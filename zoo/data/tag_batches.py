"""From tagged sentences to `tf.data` batches, and the contract that taggers rely on.

```python
(inputs, targets, weights)
inputs  = {"source_ids": (B, S)}          # int32, right-padded
targets = numbers of the tags             # (B, S) int32, where a word is read
weights                                   # (B, S) float32: 1 where a word is read, 0 elsewhere
```
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import tensorflow as tf

from zoo.data.bucketed_batches import bucketed_batches
from zoo.data.conll import TaggedSentence
from zoo.data.epoch_counter import EpochCounter
from zoo.text.parts import characters_of, parts_of
from zoo.text.special import SpecialIds
from zoo.text.tokenizer import Tokenizer
from zoo.text.word_rows import word_rows

_SENTENCES_AT_ONCE = 10_000


class TokenTags:
    """Token ids of tagged sentences.

    Attributes:
        length_counts: How many rows of each window have 0, 1, 2, ... tokens.
        special: The special ids.
        sentences: How many there are; a long one has several rows.
        words: How many there are.
        untold: How many words have a tag that is not to be learnt.
    """

    length_counts: np.ndarray
    special: SpecialIds
    sentences: int
    words: int
    untold: int

    def report(self) -> str:
        """One line on what there is."""
        count = int(self.length_counts.sum())
        rows = f" in {count:,} rows" if count != self.sentences else ""
        untold = f", {self.untold:,} with tags that training has not" if self.untold else ""
        return f"{self.sentences:,} sentences{rows}, {self.words:,} words{untold}"

    def windows(self) -> tf.data.Dataset:
        """Sentences that are shuffled and cut into batches together.

        Each is rows of ids, ragged (N, None), and of the same shape, above the id of padding, a
        tag's number plus 1 where a word is read and 0 elsewhere.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class EncodedTags(TokenTags):
    """Token ids of tagged sentences, in memory.

    Attributes:
        ids: Ragged int32 (N, None).
        tags: Of the same shape: a tag's number plus 1 where a word is read, 0 elsewhere.
        special, sentences, words, untold: See `TokenTags`.
    """

    ids: tf.RaggedTensor
    tags: tf.RaggedTensor
    special: SpecialIds
    sentences: int
    words: int
    untold: int

    @cached_property
    def length_counts(self) -> np.ndarray:
        """See `TokenTags`."""
        return np.bincount(self.ids.row_lengths().numpy(), minlength=1)[np.newaxis]

    def windows(self) -> tf.data.Dataset:
        """See `TokenTags`: one window of all."""
        return tf.data.Dataset.from_tensors((self.ids, self.tags + self.special.pad))


def encode_tags(
    sentences: Iterable[TaggedSentence],
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
    ids, of_tokens, of_words, count = [], [], [], 0
    for words, numbers in numbered_words(sentences, tags):
        found, tags_found = encode_tag_block(
            words, numbers, tokenizer, max_length=max_length, read=read
        )
        ids.append(found)
        of_tokens.append(tags_found)
        of_words.append(numbers)
        count += int(words.nrows())
    of_words = np.concatenate([np.zeros(0, "int32"), *of_words])
    check_words(len(of_words), count)
    return EncodedTags(
        tf.concat(ids, axis=0),
        tf.concat(of_tokens, axis=0),
        tokenizer.special,
        count,
        len(of_words),
        int(np.sum(of_words == 0)),
    )


def check_words(words: int, sentences: int) -> None:
    """Raise a `ValueError` unless there is a word."""
    if not words:
        raise ValueError(f"`sentences` must hold a word, got {sentences:,} without.")


def numbered_words(
    sentences: Iterable[TaggedSentence], tags: Sequence[str]
) -> Iterator[tuple[tf.RaggedTensor, np.ndarray]]:
    """Words of sentences, as many at a time as a tokenizer is good for, and the words' tags.

    Yields:
        Strings (B, None), and an int32 for each word: its tag's number plus 1, or 0 for a tag that
        is not among `tags`.
    """
    numbers = {name: number for number, name in enumerate(tags, start=1)}
    for part in parts_of(
        sentences, most=_SENTENCES_AT_ONCE, length=lambda sentence: characters_of(sentence.words)
    ):
        words = tf.RaggedTensor.from_row_lengths(
            tf.constant([word for words, _ in part for word in words], tf.string),
            tf.constant([len(words) for words, _ in part], tf.int64),
        )
        yield words, np.array([numbers.get(tag, 0) for _, tags in part for tag in tags], "int32")


def encode_tag_block(
    words: tf.RaggedTensor,
    numbers: tf.Tensor | np.ndarray,
    tokenizer: Tokenizer,
    *,
    max_length: int,
    read: str,
) -> tuple[tf.RaggedTensor, tf.RaggedTensor]:
    """Tokenise what `numbered_words` gave, in the graph as well: rows of ids and of tags."""
    rows = word_rows(tokenizer, words, max_length=max_length, read=read)
    is_read = rows.is_read.flat_values
    tags = tf.scatter_nd(tf.where(is_read), numbers, tf.shape(is_read, tf.int64))
    return rows.ids, rows.ids.with_flat_values(tags)


def tag_batches(
    sentences: TokenTags,
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
        sentences: What `encode_tags` or `stream_tags` gave.
        tokens_per_batch, shuffle_seed, epochs, static_shapes, replicas, bucket_width: As in
            `zoo.data.bucketed_batches.bucketed_batches`.

    Returns:
        A `tf.data.Dataset` of known cardinality, following this module's contract. Rows that
        only fill a batch up hold one token and weigh nothing.

    Raises:
        ValueError: An argument is below 1.
    """
    special = sentences.special

    def to_contract(ids, tags, counts):
        tags = tags - special.pad  # they were padded by one number with the ids
        targets = tf.maximum(tags - 1, 0)
        return {"source_ids": ids}, targets, tf.cast(tags > 0, tf.float32)

    return bucketed_batches(
        sentences.windows(),
        sentences.length_counts,
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
