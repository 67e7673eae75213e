"""Parts of words as tokens, so that no word is out of reach."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Self

import keras
import tensorflow as tf

from zoo.text.longest_match import LongestMatch
from zoo.text.of_rows import of_rows
from zoo.text.spaced_tokenizer import SpacedTokenizer
from zoo.text.split import split_attached, split_bert
from zoo.text.vocabulary import count_parts, count_tokens, learn_pieces, repeated_words

_PRE_SPLITS = {"attached": split_attached, "bert": split_bert}


@keras.saving.register_keras_serializable("zoo")
class WordPieceTokenizer(SpacedTokenizer):
    """Cuts words into the longest pieces that the vocabulary holds, from left to right.

    `"##ing"` in the vocabulary is a piece that continues a word. With `pre_split="attached"` a
    symbol, or a word after a symbol, continues too (`"T-Shirt,"` is `T ##- ##Shirt ##,`), and
    detokenising gives back the text up to white space, as long as its characters are in the
    vocabulary. With `pre_split="bert"` the ids equal those of BERT's tokenizer, and punctuation
    comes back with spaces around it. A word that cannot be spelled is one unknown token.

    Args:
        vocabulary: the tokens by id, special tokens first; see `Tokenizer`.
        lowercase: whether texts are lower-cased first.
        pre_split: `"attached"` (reversible) or `"bert"`.
        max_word_bytes: a word of more UTF-8 bytes is unknown to `"bert"`; `"attached"` has no
            limit.
        frequent_words: words as texts hold them, to tokenise them faster; see `SpacedTokenizer`.

    Raises:
        ValueError: if `pre_split` has another value, or `vocabulary` is not valid.

    Reference:
        Wu et al. 2016, https://arxiv.org/abs/1609.08144, section 4.1; the longest match is that
        of Song et al. 2021, https://arxiv.org/abs/2012.15524, section 3.

    Example:

    >>> tokenizer = WordPieceTokenizer.train(["low lower", "newer, wider"], vocabulary_size=60)
    >>> ids = tokenizer.tokenize(["lower, wow"])
    >>> [tokenizer.vocabulary[i] for i in ids.to_list()[0]]
    ['low', '##er', '##,', 'w', '##ow']
    >>> tokenizer.detokenize(ids).numpy()[0].decode()
    'lower, wow'
    """

    def __init__(
        self,
        vocabulary: Iterable[str],
        *,
        lowercase: bool = False,
        pre_split: str = "attached",
        max_word_bytes: int = 100,
        frequent_words: Iterable[str] = (),
    ):
        super().__init__(vocabulary, lowercase=lowercase, frequent_words=frequent_words)
        self.pre_split = pre_split
        self.max_word_bytes = max_word_bytes
        self._split = _splitter(pre_split)
        self._longest_match = LongestMatch(self.vocabulary)
        self._remember()

    @property
    def tables(self) -> list[tf.lookup.StaticHashTable]:
        return [*super().tables, self._longest_match.edges]

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        *,
        vocabulary_size: int,
        lowercase: bool = False,
        pre_split: str = "attached",
        max_word_bytes: int = 100,
    ) -> Self:
        """Learns characters and frequent pieces from the texts; see `Tokenizer.train`."""
        words = count_tokens(texts, tf.strings.split)
        counts = count_parts(words, partial(_splitter(pre_split), lowercase=lowercase))
        return cls(
            learn_pieces(counts, vocabulary_size),
            lowercase=lowercase,
            pre_split=pre_split,
            max_word_bytes=max_word_bytes,
            frequent_words=repeated_words(words),
        )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "pre_split": self.pre_split,
            "max_word_bytes": self.max_word_bytes,
        }

    def _encode_words(self, words: tf.Tensor) -> tf.RaggedTensor:
        parts = self._split(words, lowercase=self.lowercase)
        flat = parts.flat_values
        if self.pre_split == "bert":
            # An empty word matches nothing: it ends as unknown.
            flat = tf.where(tf.strings.length(flat) > self.max_word_bytes, "", flat)
        return of_rows(self._longest_match(flat), parts)


def _splitter(pre_split: str) -> Callable[..., tf.RaggedTensor]:
    if pre_split not in _PRE_SPLITS:
        raise ValueError(f"`pre_split` must be one of {list(_PRE_SPLITS)}, got {pre_split!r}.")
    return _PRE_SPLITS[pre_split]
