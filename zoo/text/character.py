"""Single characters as tokens."""

from collections.abc import Iterable
from typing import Any, Self

import keras
import tensorflow as tf

from zoo.text.special import SPECIAL_TOKENS
from zoo.text.split import collapse_spaces, prepare
from zoo.text.tokenizer import Tokenizer
from zoo.text.vocabulary import count_tokens, most_frequent


@keras.saving.register_keras_serializable("zoo")
class CharacterTokenizer(Tokenizer):
    """One token a Unicode character; a Korean syllable is one character.

    Args:
        vocabulary: the tokens by id, special tokens first; see `Tokenizer`.
        lowercase: whether texts are lower-cased first.
        collapse_whitespace: whether runs of white space become one space and the ends are
            stripped. With `False` line breaks and all else are tokens as they stand, as a
            character language model of plays or code wants it.

    Example:

    >>> tokenizer = CharacterTokenizer.train(["한 걸음"], vocabulary_size=20)
    >>> tokenizer.vocabulary[4:]
    [' ', '걸', '음', '한']
    >>> ids = tokenizer.tokenize(["음  한!"])
    >>> ids.to_list()
    [[6, 4, 7, 3]]
    >>> tokenizer.detokenize(ids).numpy()[0].decode()
    '음 한[UNK]'
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        *,
        lowercase: bool = False,
        collapse_whitespace: bool = True,
    ):
        super().__init__(vocabulary, lowercase=lowercase)
        self.collapse_whitespace = collapse_whitespace

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        *,
        vocabulary_size: int,
        lowercase: bool = False,
        collapse_whitespace: bool = True,
    ) -> Self:
        """Takes the most frequent characters of the texts; see `Tokenizer.train`."""
        options = {"lowercase": lowercase, "collapse_whitespace": collapse_whitespace}
        split = cls(SPECIAL_TOKENS, **options)._characters
        counts = count_tokens(texts, split)
        return cls(most_frequent(counts, vocabulary_size), **options)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "collapse_whitespace": self.collapse_whitespace}

    def _encode(self, texts: tf.Tensor) -> tf.RaggedTensor:
        characters = self._characters(texts)
        return tf.ragged.map_flat_values(self._ids.lookup, characters)

    def _written(self) -> list[str]:
        return self.vocabulary

    def _join(self, written: tf.Tensor) -> tf.Tensor:
        texts = tf.strings.reduce_join(written, axis=1)
        return tf.strings.strip(texts) if self.collapse_whitespace else texts

    def _characters(self, texts: tf.Tensor) -> tf.RaggedTensor:
        texts = prepare(texts, self.lowercase)
        texts = collapse_spaces(texts) if self.collapse_whitespace else texts
        return self._cut(texts)

    def _cut(self, texts: tf.Tensor) -> tf.RaggedTensor:
        return tf.strings.unicode_split(texts, "UTF-8")
