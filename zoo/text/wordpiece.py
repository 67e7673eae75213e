"""Parts of words as tokens, so that no word is out of reach."""

from collections.abc import Callable, Iterable
from typing import Any, Self

import keras
import tensorflow as tf

from zoo.text.split import CONTINUATION, split_attached, split_bert
from zoo.text.tokenizer import Tokenizer
from zoo.text.vocabulary import count_tokens, learn_pieces

_PRE_SPLITS = {"attached": split_attached, "bert": split_bert}


@keras.saving.register_keras_serializable("zoo")
class WordPieceTokenizer(Tokenizer):
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
    ):
        super().__init__(vocabulary, lowercase=lowercase)
        self.pre_split = pre_split
        self.max_word_bytes = max_word_bytes
        self._split = _splitter(pre_split)
        sizes = {len(token.encode()) for token in self.vocabulary}
        self._sizes = tuple(sorted(sizes, reverse=True))

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
        split = _splitter(pre_split)
        counts = count_tokens(texts, split, lowercase=lowercase)
        return cls(
            learn_pieces(counts, vocabulary_size),
            lowercase=lowercase,
            pre_split=pre_split,
            max_word_bytes=max_word_bytes,
        )

    def get_config(self) -> dict[str, Any]:
        return {
            **super().get_config(),
            "pre_split": self.pre_split,
            "max_word_bytes": self.max_word_bytes,
        }

    def _encode(self, texts: tf.Tensor) -> tf.RaggedTensor:
        words = self._split(texts)
        flat = words.flat_values
        if self.pre_split == "bert":
            # An empty word matches nothing: it ends as unknown.
            flat = tf.where(tf.strings.length(flat) > self.max_word_bytes, "", flat)
        # Most words are tokens themselves: one look-up. Each other word is matched once.
        ids = self._ids.lookup(flat)
        missing = ids == self.special.unknown
        rare, rare_index = tf.unique(tf.boolean_mask(flat, missing), out_idx=tf.int32)
        single = tf.RaggedTensor.from_uniform_row_length(tf.range(self.vocabulary_size), 1)
        pool = tf.concat([single, self._longest_match(rare)], axis=0)
        slots = tf.where(missing)
        ids = tf.tensor_scatter_nd_update(ids, slots, self.vocabulary_size + rare_index)
        return words.with_flat_values(tf.gather(pool, ids)).merge_dims(1, 2)

    def _longest_match(self, words: tf.Tensor) -> tf.RaggedTensor:
        """Maps words `(U,)` to their pieces' ids `(U, None)`, or to the unknown id alone."""

        def match(step, rest, owner, pieces, owners):
            ids, sizes = self._longest_prefix(rest)
            pieces, owners = pieces.write(step, ids), owners.write(step, owner)
            left = tf.strings.length(rest) - sizes
            goes_on = (ids != self.special.unknown) & (left > 0)
            rest = CONTINUATION + tf.strings.substr(rest, sizes, left)
            rest, owner = tf.boolean_mask(rest, goes_on), tf.boolean_mask(owner, goes_on)
            return step + 1, rest, owner, pieces, owners

        # Words drop out as they end, so each step writes as many pieces as there are words left.
        pieces = tf.TensorArray(tf.int32, 1, True, infer_shape=False, element_shape=[None])
        owners = tf.TensorArray(tf.int64, 1, True, infer_shape=False, element_shape=[None])
        count = tf.size(words, out_type=tf.int64)
        *_, pieces, owners = tf.while_loop(
            lambda step, rest, *_: (step == 0) | (tf.size(rest) > 0),
            match,
            (0, words, tf.range(count), pieces, owners),
            shape_invariants=(
                tf.TensorShape([]),
                tf.TensorShape([None]),
                tf.TensorShape([None]),
                tf.TensorShape(None),
                tf.TensorShape(None),
            ),
        )
        pieces, owners = pieces.concat(), owners.concat()
        order = tf.argsort(owners, stable=True)
        pieces, owners = tf.gather(pieces, order), tf.gather(owners, order)
        # Of a word that could not be spelled to its end, only the unknown token remains.
        unknown = pieces == self.special.unknown
        failed = tf.math.unsorted_segment_max(tf.cast(unknown, tf.int32), owners, count) > 0
        kept = unknown | ~tf.gather(failed, owners)
        return tf.RaggedTensor.from_value_rowids(
            tf.boolean_mask(pieces, kept), tf.boolean_mask(owners, kept), nrows=count
        )

    def _longest_prefix(self, rest: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The longest token each string `(A,)` begins with: its id and its size in bytes."""
        # Only sizes that occur in the vocabulary are tried, longest first. Bytes are enough: half
        # a character is no token.
        sizes = tf.constant(self._sizes)[tf.newaxis]
        prefixes = tf.strings.substr(rest[:, tf.newaxis], tf.zeros_like(sizes), sizes)
        ids = self._ids.lookup(prefixes)
        # "#" is a token of its own, and not the beginning of a continuation.
        continues = tf.strings.regex_full_match(rest, rf"(?s){CONTINUATION}.+")[:, tf.newaxis]
        ids = tf.where(continues & (sizes <= len(CONTINUATION)), self.special.unknown, ids)
        best = tf.argmax(ids != self.special.unknown, axis=1, output_type=tf.int32)
        sizes = tf.minimum(tf.gather(sizes[0], best), tf.strings.length(rest))
        return tf.gather(ids, best, batch_dims=1), sizes


def _splitter(pre_split: str) -> Callable[[tf.Tensor], tf.RaggedTensor]:
    if pre_split not in _PRE_SPLITS:
        raise ValueError(f"`pre_split` must be one of {list(_PRE_SPLITS)}, got {pre_split!r}.")
    return _PRE_SPLITS[pre_split]
