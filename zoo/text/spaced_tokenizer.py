"""Tokenizers to which a space is a border: each distinct word is encoded once."""

from collections.abc import Iterable
from typing import Any

import tensorflow as tf

from zoo.text.of_rows import of_rows
from zoo.text.tokenizer import Tokenizer


class SpacedTokenizer(Tokenizer):
    """A tokenizer that gives a text the ids of its words, one word after the other.

    A word here is what stands between spaces, symbols included. Natural text repeats its words:
    the frequent ones have their ids in a table, and of the others each distinct one of a call is
    encoded once. So calls of many lines are faster than calls of one. A subclass ends its
    constructor with `_remember`.

    Args:
        vocabulary: the tokens by id, special tokens first; see `Tokenizer`.
        lowercase: whether texts are lower-cased first.
        frequent_words: words as texts hold them. They make tokenising faster and change no id.
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        *,
        lowercase: bool = False,
        frequent_words: Iterable[str] = (),
    ):
        super().__init__(vocabulary, lowercase=lowercase)
        self.frequent_words = list(dict.fromkeys(frequent_words))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "frequent_words": list(self.frequent_words)}

    @property
    def tables(self) -> list[tf.lookup.StaticHashTable]:
        return [*super().tables, self._slots]

    def _remember(self) -> None:
        """Makes the table of the frequent words."""
        words = tf.constant(["", *self.frequent_words])  # a table must not be empty
        self._slots = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(words, tf.range(tf.size(words))), default_value=-1
        )
        ids = self._encode_words(words)
        self._known_ids = ids.values.numpy(), ids.row_splits.numpy()

    def _encode(self, texts: tf.Tensor) -> tf.RaggedTensor:
        words = tf.strings.split(texts)
        slots = self._slots.lookup(words.flat_values)
        missing = tf.where(slots < 0)[:, 0]
        rare, places = tf.unique(tf.gather(words.flat_values, missing))
        known = tf.RaggedTensor.from_row_splits(*map(tf.constant, self._known_ids), validate=False)
        pool = tf.concat([known, self._encode_words(rare)], axis=0)
        slots = tf.tensor_scatter_nd_update(
            slots, missing[:, tf.newaxis], places + 1 + len(self.frequent_words)
        )
        return of_rows(tf.gather(pool, slots), words)

    def _encode_words(self, words: tf.Tensor) -> tf.RaggedTensor:
        """Maps words `(U,)` to int32 ids `(U, None)`, the algorithm itself."""
        raise NotImplementedError
