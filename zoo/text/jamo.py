"""Letters as tokens, those of Hangul syllables too."""

import keras
import tensorflow as tf

from zoo.text import hangul
from zoo.text.character import CharacterTokenizer


@keras.saving.register_keras_serializable("zoo")
class JamoTokenizer(CharacterTokenizer):
    """One token a letter: a Korean syllable is two or three, all others as in `CharacterTokenizer`.

    Syllables are 11,172, their letters 67: the vocabulary is small, every syllable can be
    written, and endings that change within a syllable (가다, 갑니다) keep their letters.

    Args:
        vocabulary: the tokens by id, special tokens first; see `Tokenizer`.
        lowercase: whether texts are lower-cased first.
        collapse_whitespace: whether runs of white space become one space and the ends are
            stripped.

    Reference:
        The Unicode Standard, section 3.12, "Conjoining Jamo Behavior".

    Example:

    >>> tokenizer = JamoTokenizer.train(["한나"], vocabulary_size=20)
    >>> ids = tokenizer.tokenize(["나한"])
    >>> ids.row_lengths().numpy().tolist()
    [5]
    >>> tokenizer.detokenize(ids).numpy()[0].decode()
    '나한'
    """

    def _cut(self, texts: tf.Tensor) -> tf.RaggedTensor:
        return super()._cut(hangul.decompose(texts))

    def _join(self, written: tf.Tensor) -> tf.Tensor:
        return hangul.compose(super()._join(written))
