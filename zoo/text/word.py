"""Whole words as tokens."""

from collections.abc import Iterable
from functools import partial
from typing import Self

import keras
import tensorflow as tf

from zoo.text.spaced_tokenizer import SpacedTokenizer
from zoo.text.split import split_attached
from zoo.text.vocabulary import count_parts, count_tokens, most_frequent, repeated_words


@keras.saving.register_keras_serializable("zoo")
class WordTokenizer(SpacedTokenizer):
    """One token a word, number or symbol; words beyond the vocabulary are unknown.

    A token that follows another without a space is written `##...`, so that detokenising gives
    back the text up to white space and unknown words.

    Args:
        vocabulary: the tokens by id, special tokens first; see `Tokenizer`.
        lowercase: whether texts are lower-cased first.
        frequent_words: words as texts hold them, to tokenise them faster; see `SpacedTokenizer`.

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

    def __init__(
        self,
        vocabulary: Iterable[str],
        *,
        lowercase: bool = False,
        frequent_words: Iterable[str] = (),
    ):
        super().__init__(vocabulary, lowercase=lowercase, frequent_words=frequent_words)
        self._remember()

    @classmethod
    def train(cls, texts: Iterable[str], *, vocabulary_size: int, lowercase: bool = False) -> Self:
        """Takes the most frequent words of the texts; see `Tokenizer.train`."""
        words = count_tokens(texts, tf.strings.split)
        counts = count_parts(words, partial(split_attached, lowercase=lowercase))
        vocabulary = most_frequent(counts, vocabulary_size)
        return cls(vocabulary, lowercase=lowercase, frequent_words=repeated_words(words))

    def _encode_words(self, words: tf.Tensor) -> tf.RaggedTensor:
        parts = split_attached(words, lowercase=self.lowercase)
        return tf.ragged.map_flat_values(self._ids.lookup, parts)
