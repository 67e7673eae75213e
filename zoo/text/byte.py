"""Bytes as tokens: no text is unknown."""

from collections.abc import Iterable
from typing import Any, Self

import keras
import tensorflow as tf

from zoo.text.special import SPECIAL_TOKENS
from zoo.text.split import collapse_spaces, prepare
from zoo.text.tokenizer import Tokenizer

_BYTES = 256


@keras.saving.register_keras_serializable("zoo")
class ByteTokenizer(Tokenizer):
    """One token a byte of UTF-8: a vocabulary of 260 for every language, and long sequences.

    A Korean syllable has three bytes. Bytes that are no UTF-8, as a model may write them, read as
    U+FFFD.

    Args:
        lowercase: whether texts are lower-cased first.
        collapse_whitespace: whether runs of white space become one space and the ends are
            stripped.

    Reference:
        Xue et al. 2022, "ByT5: Towards a Token-Free Future with Pre-trained Byte-to-Byte Models",
        section 3.1.

    Example:

    >>> tokenizer = ByteTokenizer()
    >>> ids = tokenizer.tokenize(["A 한"])
    >>> ids.to_list()
    [[69, 36, 241, 153, 160]]
    >>> tokenizer.detokenize(ids).numpy()[0].decode()
    'A 한'
    """

    def __init__(self, *, lowercase: bool = False, collapse_whitespace: bool = True):
        names = [f"<0x{byte:02X}>" for byte in range(_BYTES)]
        super().__init__([*SPECIAL_TOKENS, *names], lowercase=lowercase)
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
        """There is nothing to learn: `texts` are not read.

        Raises:
            TypeError: if `texts` is one string.
            ValueError: if `vocabulary_size` has no room for 256 bytes and the special tokens.
        """
        if isinstance(texts, (str, bytes)):
            raise TypeError(
                f"`texts` must be an iterable of strings, got one string: {texts[:50]!r}."
            )
        least = len(SPECIAL_TOKENS) + _BYTES
        if vocabulary_size < least:
            raise ValueError(
                f"`vocabulary_size` must be at least {least} for bytes, got {vocabulary_size}."
            )
        return cls(lowercase=lowercase, collapse_whitespace=collapse_whitespace)

    def get_config(self) -> dict[str, Any]:
        return {"lowercase": self.lowercase, "collapse_whitespace": self.collapse_whitespace}

    def _encode(self, texts: tf.Tensor) -> tf.RaggedTensor:
        texts = prepare(texts, self.lowercase)
        texts = collapse_spaces(texts) if self.collapse_whitespace else texts
        # One string of all texts: single ones differ in length, which `decode_raw` refuses.
        codes = tf.io.decode_raw(tf.strings.reduce_join(texts), tf.uint8)
        ids = tf.cast(codes, tf.int32) + len(SPECIAL_TOKENS)
        return tf.RaggedTensor.from_row_lengths(ids, tf.cast(tf.strings.length(texts), tf.int64))

    def _written(self) -> list[bytes]:
        special = [token.encode() for token in SPECIAL_TOKENS]
        return special + [bytes([byte]) for byte in range(_BYTES)]

    def _join(self, written: tf.Tensor) -> tf.Tensor:
        texts = tf.strings.reduce_join(written, axis=1)
        texts = tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8", errors="replace")
        return tf.strings.strip(texts) if self.collapse_whitespace else texts
