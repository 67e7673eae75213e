"""Ways to cut texts into words, with core TensorFlow ops only."""

import tensorflow as tf

from zoo.text import hangul

# Marks a piece that continues the one before it, with no space between the two.
CONTINUATION = "##"

_SPACE = r"\s\p{Z}\p{Cc}"
_LETTER = r"\p{L}\p{N}\p{M}"

# BERT's rules: every ASCII symbol is punctuation, every ideograph is a word.
_BERT_SPACE = r"[\s\p{Cc}\p{Cf}]"
_BERT_ALONE = (
    r"[!-/:-@\[-`{-~\p{P}"
    r"\x{4E00}-\x{9FFF}\x{3400}-\x{4DBF}\x{20000}-\x{2A6DF}\x{2A700}-\x{2B73F}"
    r"\x{2B740}-\x{2B81F}\x{2B820}-\x{2CEAF}\x{F900}-\x{FAFF}\x{2F800}-\x{2FA1F}]"
)


def prepare(texts: tf.Tensor, lowercase: bool) -> tf.Tensor:
    """Makes texts valid UTF-8 (bad bytes become U+FFFD), Hangul composed, and maybe lower case."""
    texts = tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8", errors="replace")
    texts = hangul.compose(texts)
    if not lowercase:
        return texts
    # A NUL character would end the text there.
    return tf.strings.lower(tf.strings.regex_replace(texts, r"\x00", " "), encoding="utf-8")


def collapse_spaces(texts: tf.Tensor) -> tf.Tensor:
    """Turns every run of white space or control characters into one space and strips the ends."""
    return tf.strings.strip(tf.strings.regex_replace(texts, f"[{_SPACE}]+", " "))


def split_attached(texts: tf.Tensor) -> tf.RaggedTensor:
    """Cuts texts into runs of letters and digits, and single other characters; loses only spaces.

    A piece that follows another without a space is written with `##` in front, so the pieces say
    exactly how they were joined: `"T-Shirt, red"` gives `T ##- ##Shirt ##, red`. A run longer than
    about 30 characters (Chinese, Thai) goes on as another piece.

    Args:
        texts: prepared strings, shape `(B,)`.

    Returns:
        Strings of shape `(B, None)`.
    """
    piece = f"[{_LETTER}]+|[^{_LETTER}{_SPACE}]"
    texts = tf.strings.regex_replace(texts, piece, rf"\0 {CONTINUATION}")
    # A mark with nothing attached to it stands where a word ended.
    texts = tf.strings.regex_replace(texts, f"(?:^| {CONTINUATION})(?:[{_SPACE}]+|$)", " ")
    # The cut is a step of its own: counting letters exhausts the memory of the regex machine.
    texts = tf.strings.regex_replace(texts, "([^ ]{30})([^ ])", rf"\1 {CONTINUATION}\2")
    return tf.strings.split(texts)


def split_bert(texts: tf.Tensor) -> tf.RaggedTensor:
    """Cuts texts at white space, punctuation and ideographs as BERT does; joins are forgotten.

    Args:
        texts: prepared strings, shape `(B,)`.

    Returns:
        Strings of shape `(B, None)`.

    Reference:
        Devlin et al. 2019, https://arxiv.org/abs/1810.04805, `BasicTokenizer` of its code.
    """
    texts = tf.strings.regex_replace(texts, _BERT_SPACE, " ")
    texts = tf.strings.regex_replace(texts, _BERT_ALONE, r" \0 ")
    return tf.strings.split(texts)
