"""Rows of tokens as an encoder reads them: closed, and no longer than it should be."""

import tensorflow as tf

from zoo.text.special import SpecialIds

_HEAD = 4  # of a text that is cut, one token in so many stays at its beginning


def close_rows(ids: tf.RaggedTensor, special: SpecialIds, max_length: int) -> tf.RaggedTensor:
    """`tokens end`, of at most `max_length`, in the graph as well.

    Of a longer text the first quarter and the last three quarters of that stay: reviews begin
    with their subject and end with their verdict.

    Args:
        ids: Tokens, int32 (B, None).
        special: The special ids.
        max_length: Most tokens of a row, `end` included.

    Reference:
        Sun et al. 2019, "How to Fine-Tune BERT for Text Classification?", section 5.3.1 (head and
        tail).

    Example:
        >>> ids = tf.ragged.constant([[5, 6], [5, 6, 7, 8, 9]])
        >>> close_rows(ids, SpecialIds(pad=0, start=1, end=2, unknown=3), 5).to_list()
        [[5, 6, 2], [5, 7, 8, 9, 2]]
    """
    head = head_length(max_length)
    tail = max_length - 1 - head
    lengths = ids.row_lengths()
    places = tf.ragged.range(lengths)
    from_end = tf.repeat(lengths, lengths) - places.values
    is_kept = (places.values < head) | (from_end <= tail)
    ids = tf.ragged.boolean_mask(ids, places.with_values(is_kept))
    return tf.concat([ids, tf.fill([ids.nrows(), 1], special.end)], axis=1)


def head_length(max_length: int) -> int:
    """How many tokens before the cut `close_rows` leaves of a text that it cuts."""
    return (max_length - 1) // _HEAD
