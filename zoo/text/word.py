"""Whole words as tokens."""

from collections.abc import Iterable
from typing import Self

import keras
import tensorflow as tf

from zoo.text.split import split_attached
from zoo.text.tokenizer import Tokenizer
from zoo.text.vocabulary import count_tokens, most_frequent


@keras.saving.register_keras_serializable("zoo")
class WordTokenizer(Tokenizer):
    """One token a word, number or symbol; words beyond the vocabulary are unknown.

    A token that follows another without a space is written `##...`, so that detokenising gives
    back the text up to white space and unknown words.

    Args:
        vocabulary: the tokens by id, special tokens first; see `Tokenizer`.
        lowercase: whether texts are lower-cased first.

    Example:

    >>> tokenizer = WordTokenizer.train(["A dog.", "A red dog."], vocabulary_size=20)
    >>> tokenizer.vocabulary[4:]
    ['##.', 'A', 'dog', 'red']
    >>> ids = tokenizer.tokenize(["A blue dog."])
    >>> ids.to_list()
    [[5, 3, 6, 4]]
    >>> tokenizer.detokenize(ids).numpy()[0].decode()
    'A [UNK] dog.'
    """

    @classmethod
    def train(cls, texts: Iterable[str], *, vocabulary_size: int, lowercase: bool = False) -> Self:
        """Takes the most frequent words of the texts; see `Tokenizer.train`."""
        counts = count_tokens(texts, split_attached, lowercase=lowercase)
        return cls(most_frequent(counts, vocabulary_size), lowercase=lowercase)

    def _encode(self, texts: tf.Tensor) -> tf.RaggedTensor:
        return tf.ragged.map_flat_values(self._ids.lookup, split_attached(texts))
