"""Ways to cut texts into words, with core TensorFlow ops only."""

import tensorflow as tf

from zoo.text import hangul

# Marks a piece that continues the one before it, with no space between the two.
CONTINUATION = "##"

_SPACE = r"\s\p{Z}\p{Cc}"
_LETTER = r"\p{L}\p{N}\p{M}"

# Valid UTF-8 in which no Hangul vowel or tail stands by itself: most texts, found by one scan.
_CLEAN = r"[\x{0}-\x{1160}\x{1176}-\x{11A7}\x{11C3}-\x{D7FF}\x{E000}-\x{10FFFF}]*"

# White space but " ", which needs no replacing (every match costs time), and line ends.
_OTHER_SPACE = r"[^\P{Cc}\n]|[^\P{Z} ]"

# BERT's rules: every ASCII symbol is punctuation, every ideograph is a word.
_BERT_SPACE = r"[^\P{Cc}\n]|\p{Cf}"
_BERT_ALONE = (
    r"[!-/:-@\[-`{-~\p{P}"
    r"\x{4E00}-\x{9FFF}\x{3400}-\x{4DBF}\x{20000}-\x{2A6DF}\x{2A700}-\x{2B73F}"
    r"\x{2B740}-\x{2B81F}\x{2B820}-\x{2CEAF}\x{F900}-\x{FAFF}\x{2F800}-\x{2FA1F}]"
)


def prepare(texts: tf.Tensor, lowercase: bool) -> tf.Tensor:
    """Makes texts valid UTF-8 (bad bytes become U+FFFD), Hangul composed, and maybe lower case."""
    is_clean = tf.reduce_all(tf.strings.regex_full_match(texts, _CLEAN))
    texts = tf.cond(is_clean, lambda: texts, lambda: hangul.compose(_mend(texts)))
    if not lowercase:
        return texts
    # `lower` takes a NUL for the end of the text.
    return tf.strings.lower(tf.strings.regex_replace(texts, r"\x00", " "), encoding="utf-8")


def _mend(texts: tf.Tensor) -> tf.Tensor:
    return tf.strings.unicode_transcode(texts, "UTF-8", "UTF-8", errors="replace")


def collapse_spaces(texts: tf.Tensor) -> tf.Tensor:
    """Turns every run of white space or control characters into one space and strips the ends."""
    return tf.strings.strip(tf.strings.regex_replace(texts, f"[{_SPACE}]+", " "))


def split_attached(texts: tf.Tensor, *, lowercase: bool = False) -> tf.RaggedTensor:
    """Cuts texts into runs of letters and digits, and single other characters; loses only spaces.

    A piece that follows another without a space is written with `##` in front, so the pieces say
    exactly how they were joined: `"T-Shirt, red"` gives `T ##- ##Shirt ##, red`. A run longer than
    about 30 characters (Chinese, Thai) goes on as another piece.

    Args:
        texts: strings, shape `(B,)`.
        lowercase: whether they are lower-cased first.

    Returns:
        Strings of shape `(B, None)`.
    """
    return _split(
        texts,
        lowercase,
        (_OTHER_SPACE, " "),
        # Marks on both sides of a symbol; then those where a word begins or ends are taken away.
        (rf"[^{_LETTER} \n]", rf" {CONTINUATION}\0 {CONTINUATION}"),
        (rf"(?m)(?:^| +) {CONTINUATION}", " "),
        (rf"(?m) {CONTINUATION}( |$)", r"\1"),
        # The cut is a step of its own: counting letters exhausts the memory of the regex machine.
        (r"([^ \n]{30})([^ \n])", rf"\1 {CONTINUATION}\2"),
    )


def split_bert(texts: tf.Tensor, *, lowercase: bool = False) -> tf.RaggedTensor:
    """Cuts texts at white space, punctuation and ideographs as BERT does; joins are forgotten.

    Args:
        texts: strings, shape `(B,)`.
        lowercase: whether they are lower-cased first.

    Returns:
        Strings of shape `(B, None)`.

    Reference:
        Devlin et al. 2019, https://arxiv.org/abs/1810.04805, `BasicTokenizer` of its code.
    """
    return _split(texts, lowercase, (_BERT_SPACE, " "), (_BERT_ALONE, r" \0 "))


def _split(texts: tf.Tensor, lowercase: bool, *replacements: tuple[str, str]) -> tf.RaggedTensor:
    # One long text is faster than many short ones. Its lines are the texts.
    joined = tf.strings.reduce_join(tf.strings.regex_replace(texts, "\n", " "), separator="\n")
    joined = prepare(joined[tf.newaxis], lowercase)
    for pattern, replacement in replacements:
        joined = tf.strings.regex_replace(joined, pattern, replacement)
    lines = tf.strings.split(joined, "\n").flat_values
    return tf.strings.split(lines[: tf.size(texts)])  # no text at all joins to one line
