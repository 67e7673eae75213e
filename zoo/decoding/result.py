"""What every decoding method returns, and the few steps they have in common."""

from typing import Any, NamedTuple

import keras
from keras import ops

from zoo.layers.beams import take_each

__all__ = ["Decoded"]


class Decoded(NamedTuple):
    """K hypotheses for each source, best first.

    `ids` holds what was generated: no start token, then the end token (absent where the length
    limit came first), then padding.
    """

    ids: Any  # (B, K, T) int32
    scores: Any  # (B, K) float32, `log_probabilities` divided by the length penalty
    log_probabilities: Any  # (B, K) float32, sum over the tokens, the end token's included
    token_log_probabilities: Any  # (B, K, T) float32, of each token of `ids`; 0 at padding


def ended_first(decoded, end_id):
    """Each source's hypotheses sorted anew: those that ended before those that did not."""
    width = ops.shape(decoded.scores)[1]
    _, by_score = ops.top_k(decoded.scores, width)
    decoded = take_each(decoded, by_score)
    place = ops.arange(width, dtype="int32")
    has_ended = ops.any(decoded.ids == end_id, axis=-1)
    _, order = ops.top_k(ops.where(has_ended, -place, -place - width), width)
    return take_each(decoded, order)


def batch_size(state, context):
    """Number of sources: the first dimension of the first leaf."""
    leaves = keras.tree.flatten(state) or keras.tree.flatten(context)
    if not leaves:
        raise ValueError("`decoder.start` and `context` must hold at least one tensor, got none.")
    return ops.shape(leaves[0])[0]


def row_limits(max_length, max_length_per_row, batch):
    """Number of tokens each row may have: (B,) int32."""
    limits = ops.broadcast_to(ops.cast(max_length, "int32"), (batch,))
    if max_length_per_row is None:
        return limits
    return ops.minimum(limits, ops.cast(max_length_per_row, "int32"))


def write_column(rows, index, values):
    """`rows[..., index] = values`: (..., T), scalar and (...) -> (..., T)."""
    columns = ops.arange(ops.shape(rows)[-1], dtype="int32")
    return ops.where(columns == index, ops.expand_dims(values, -1), rows)


def same_shape(new, old):
    """Give `new` the static shape of `old`: a loop variable must keep it."""

    def shaped(n, o):
        n = ops.convert_to_tensor(n)  # a decoder's state may hold a number
        return n if tuple(n.shape) == tuple(o.shape) else ops.reshape(n, ops.shape(o))

    return keras.tree.map_structure(shaped, new, old)


def length_normalised(log_probabilities, lengths, length_penalty):
    """Log-probabilities over `((5 + length) / 6) ** length_penalty`.

    Reference:
        Wu et al. 2016, "Google's Neural Machine Translation System", equation 14.
    """
    return log_probabilities / ((5.0 + ops.cast(lengths, "float32")) / 6.0) ** length_penalty
