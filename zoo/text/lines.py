"""Running text to ids and back: `end` stands for a line break, whatever the tokenizer."""

import tensorflow as tf

from zoo.text.of_rows import of_rows
from zoo.text.split import prepare
from zoo.text.tokenizer import Tokenizer

_ENDS_IN_SPACE = r"(?s).*[\s\p{Z}]"
_BEFORE = 64  # tokens


def encode_lines(tokenizer: Tokenizer, texts: tf.Tensor | list[str]) -> tf.RaggedTensor:
    """Maps texts to ids line by line, with `end` between the lines, in the graph.

    Many tokenizers make one space of a line break. So each has it as a token, the same one.

    Args:
        tokenizer: Strings to ids.
        texts: Strings (B,).

    Returns:
        int32 ids (B, None).

    Example:
        >>> from zoo.text import WordTokenizer
        >>> words = WordTokenizer.train(["to be or not"], vocabulary_size=20)
        >>> encode_lines(words, ["to be\\nor not"]).to_list(), words.special.end
        ([[7, 4, 2, 6, 5]], 2)
    """
    texts = _with_line_breaks(texts)
    lines = tf.strings.split(texts, "\n")
    ids = tokenizer.tokenize(lines.flat_values)
    ends = tf.fill([ids.nrows(), 1], tokenizer.special.end)
    rows = of_rows(tf.concat([ids, ends], axis=1), lines)
    return rows[:, :-1]  # no line break after the last one


def decode_lines(tokenizer: Tokenizer, ids: tf.Tensor | tf.RaggedTensor) -> tf.Tensor:
    """Maps ids to texts, `end` to a line break, in the graph; the reverse of `encode_lines`.

    Args:
        tokenizer: Ids to strings.
        ids: (B, T) int32, padded, or ragged.

    Returns:
        Strings (B,).
    """
    special = tokenizer.special
    if isinstance(ids, tf.RaggedTensor):
        ids = ids.to_tensor(special.pad)
    is_end = tf.cast(ids == special.end, tf.int32)
    lines_of_row = 1 + tf.reduce_sum(is_end, axis=1)
    first_line = tf.cumsum(lines_of_row, exclusive=True)
    line = first_line[:, None] + tf.cumsum(is_end, axis=1, exclusive=True)
    is_token = (ids != special.end) & (ids != special.pad)
    lines = tf.RaggedTensor.from_value_rowids(
        ids[is_token], line[is_token], nrows=tf.cast(tf.reduce_sum(lines_of_row), tf.int32)
    )
    # Not by a separator: TensorFlow leaves those at the beginning out.
    closed = tf.strings.join([tokenizer.detokenize(lines), "\n"])
    texts = tf.RaggedTensor.from_row_lengths(closed, lines_of_row)
    texts = tf.strings.reduce_join(texts, axis=1)
    lengths = tf.strings.length(texts)
    return tf.strings.substr(texts, tf.zeros_like(lengths), lengths - 1)


def continue_lines(tokenizer: Tokenizer, texts: tf.Tensor, ids: tf.Tensor) -> tf.Tensor:
    """What ids add to texts that they follow, in the graph.

    A text and what is added are to be joined: so the text stays as it was given, whatever its
    tokens do not keep of it. A letter of Hangul after an open syllable is added as a letter, which
    is shown as one with the syllable, and is the same text (Unicode NFC).

    Args:
        tokenizer: Strings to ids and back.
        texts: Strings (B,).
        ids: (B, T) int32, padded.

    Returns:
        Strings (B,).

    Example:
        >>> from zoo.text import WordTokenizer
        >>> words = WordTokenizer.train(["to be or not"], vocabulary_size=20)
        >>> added = continue_lines(words, tf.constant(["to be", "or "]), tf.constant([[6], [4]]))
        >>> [text.decode() for text in added.numpy()]
        [' or', 'be']
    """
    is_token = ids != tokenizer.special.pad
    answers = tf.RaggedTensor.from_row_lengths(
        ids[is_token], tf.math.count_nonzero(is_token, axis=1)
    )
    # Decoded together, as pieces of a word belong so; the end of a long text is enough for that.
    prompts = encode_lines(tokenizer, texts)[:, -_BEFORE:]
    before = decode_lines(tokenizer, prompts)
    whole = decode_lines(tokenizer, tf.concat([prompts, answers], axis=1))
    length, end = tf.strings.length(before), tf.strings.length(whole)
    added = tf.strings.substr(whole, tf.minimum(length, end), end)
    has_its_space, keeps_it = (
        tf.strings.regex_full_match(x, _ENDS_IN_SPACE) for x in (texts, before)
    )
    added = tf.where(has_its_space & ~keeps_it, tf.strings.regex_replace(added, "^ +", ""), added)
    # Not so where a letter of Hangul would change the last syllable.
    goes_on = tf.strings.substr(whole, tf.zeros_like(length), length) == before
    return tf.where(goes_on, added, decode_lines(tokenizer, answers))


def count_characters(texts: tf.Tensor | list[str]) -> tf.Tensor:
    """How many characters texts have, as tokenizers read them, in the graph.

    A line break is one, and so is a syllable of Hangul, also where its letters are written one by
    one (Unicode NFD).

    Args:
        texts: Strings (B,).

    Returns:
        int32 (B,).

    Example:
        >>> count_characters(["한\\r\\n", "\u1112\u1161\u11ab"]).numpy().tolist()
        [2, 1]
    """
    return tf.strings.length(prepare(_with_line_breaks(texts), lowercase=False), "UTF8_CHAR")


def _with_line_breaks(texts: tf.Tensor | list[str]) -> tf.Tensor:
    return tf.strings.regex_replace(tf.convert_to_tensor(texts, tf.string), r"\r\n?", "\n")
