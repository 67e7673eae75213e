"""What all tokenizers share: a vocabulary, its look-up tables, detokenising, saving."""

import json
from collections.abc import Iterable
from os import PathLike
from typing import Any, Self

import tensorflow as tf

from zoo.text.special import SPECIAL_IDS, SPECIAL_TOKENS
from zoo.text.split import CONTINUATION


class Tokenizer(tf.Module):
    """Turns strings into ids and ids into strings, inside the TensorFlow graph.

    Only core TensorFlow ops are used: a tokenizer works in `tf.data`, and a SavedModel that holds
    one loads where nothing but TensorFlow is installed, unless it has a `needed_import`. Texts are
    first made valid UTF-8 (bad bytes become U+FFFD), and Hangul written as separate letters is
    composed.

    Args:
        vocabulary: the tokens; a token's index is its id. Begins with the special tokens
            `[PAD]`, `[START]`, `[END]`, `[UNK]`, which never come out of a text.
        lowercase: whether texts are lower-cased first.

    Attributes:
        special: ids of the special tokens, a `SpecialIds`.
        vocabulary: the tokens, by id.
        vocabulary_size: number of tokens.
        needed_import: package to import before a SavedModel with the tokenizer is loaded; `""`
            for none but TensorFlow.

    Raises:
        ValueError: if `vocabulary` does not begin with the special tokens, repeats a token, or
            holds an empty one.
    """

    special = SPECIAL_IDS
    needed_import = ""

    def __init__(self, vocabulary: Iterable[str], *, lowercase: bool = False):
        super().__init__()
        vocabulary = list(vocabulary)
        _check(vocabulary)
        self.vocabulary = vocabulary
        self.vocabulary_size = len(vocabulary)
        self.lowercase = lowercase
        self._ids = tf.lookup.StaticHashTable(
            tf.lookup.KeyValueTensorInitializer(
                tf.constant(vocabulary), tf.range(len(vocabulary), dtype=tf.int32)
            ),
            default_value=self.special.unknown,
        )

    @classmethod
    def train(cls, texts: Iterable[str], *, vocabulary_size: int, lowercase: bool = False) -> Self:
        """Makes a tokenizer with a vocabulary learnt from texts.

        Args:
            texts: the training texts; join several languages' texts for a joint vocabulary.
            vocabulary_size: most tokens, the special ones included.
            lowercase: whether texts are lower-cased first.

        Raises:
            TypeError: if `texts` is one string.
            ValueError: if `texts` holds no text, or `vocabulary_size` no room for a token.
        """
        raise NotImplementedError

    @property
    def tables(self) -> list[tf.lookup.StaticHashTable]:
        """What looks things up in the graph: a SavedModel that uses this tokenizer holds them."""
        return [self._ids]

    def tokenize(self, texts: tf.Tensor | list[str]) -> tf.RaggedTensor:
        """Maps texts to ids, with no start or end token added.

        Args:
            texts: strings, shape `(B,)`. Runs of white space count as one space, and white space
                at the ends does not count.

        Returns:
            int32 ids of shape `(B, None)`; a blank text gives an empty row.

        Raises:
            ValueError: if `texts` is not one-dimensional.
        """
        texts = tf.convert_to_tensor(texts, tf.string)
        if texts.shape.rank != 1:
            raise ValueError(
                f"`texts` must be a list of strings or of shape (B,), got shape {texts.shape}."
            )
        return self._tokenize(texts)

    def detokenize(self, ids: tf.Tensor | tf.RaggedTensor | list[list[int]]) -> tf.Tensor:
        """Maps ids to texts.

        The first end token of a row and all that follows are dropped, and so are padding and start
        tokens. The unknown token, or an id beyond the vocabulary, reads `[UNK]`.

        Args:
            ids: integers, shape `(B, T)`, dense or ragged.

        Returns:
            UTF-8 strings of shape `(B,)`.

        Raises:
            ValueError: if `ids` is not two-dimensional.
        """
        if isinstance(ids, list):
            ids = tf.ragged.constant(ids, ragged_rank=1, dtype=tf.int32)
        if isinstance(ids, tf.RaggedTensor):
            ids = ids.to_tensor(self.special.pad)
        ids = tf.convert_to_tensor(ids)
        if ids.shape.rank != 2:
            raise ValueError(f"`ids` must have shape (B, T), got shape {ids.shape}.")
        return self._detokenize(tf.cast(ids, tf.int32))

    @property
    def begins_word(self) -> list[bool]:
        """Of each token, by id, whether there is white space before it, or it is white space.

        `"T-Shirt, red"` are two words, whatever the tokens.
        """
        return [written[:1].isspace() for written in self._written()]

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as plain Python values."""
        return {"vocabulary": list(self.vocabulary), "lowercase": self.lowercase}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Makes a tokenizer from what `get_config` returned."""
        return cls(**config)

    def save(self, path: str | PathLike) -> None:
        """Writes the tokenizer to a JSON file, for `zoo.text.load_tokenizer`."""
        content = {"tokenizer": type(self).__name__, "config": self.get_config()}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=0)

    def _encode(self, texts: tf.Tensor) -> tf.RaggedTensor:
        """Maps texts `(B,)` to int32 ids `(B, None)`."""
        raise NotImplementedError

    def _written(self) -> list[str] | list[bytes]:
        """What each token adds to the text: itself after a space, or attached."""
        return [
            token[len(CONTINUATION) :] if _continues(token) else f" {token}"
            for token in self.vocabulary
        ]

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)], autograph=False)
    def _tokenize(self, texts):
        # Strings live on the CPU; the integers beside them should not travel to a GPU and back.
        with tf.device("CPU:0"):
            return self._encode(texts)

    @tf.function(input_signature=[tf.TensorSpec([None, None], tf.int32)], autograph=False)
    def _detokenize(self, ids):
        with tf.device("CPU:0"):
            special = self.special
            ended = tf.cumsum(tf.cast(ids == special.end, tf.int32), axis=1) > 0
            silent = ended | (ids == special.pad) | (ids == special.start)
            known = (ids >= 0) & (ids < self.vocabulary_size)
            written = tf.gather(tf.constant(self._written()), tf.where(known, ids, special.unknown))
            return self._join(tf.where(silent, "", written))

    def _join(self, written: tf.Tensor) -> tf.Tensor:
        return tf.strings.strip(tf.strings.reduce_join(written, axis=1))


def _continues(token: str) -> bool:
    return token.startswith(CONTINUATION) and len(token) > len(CONTINUATION)


def _check(vocabulary: list[str]) -> None:
    first = vocabulary[: len(SPECIAL_TOKENS)]
    if first != list(SPECIAL_TOKENS):
        raise ValueError(
            f"`vocabulary` must begin with the tokens {list(SPECIAL_TOKENS)}, got {first}."
        )
    seen = set()
    for token in vocabulary:
        if token in seen or not token:
            raise ValueError(f"`vocabulary` must hold distinct, non-empty tokens, got {token!r}.")
        seen.add(token)
