"""What given tokens cost a language model, for any number of rows within bounded memory."""

import contextlib
from collections.abc import Callable

import keras
import tensorflow as tf

_NUMBERS = 1 << 26  # of one layer's attention scores, or of the logits, at once: 256 MiB


def token_losses(
    model: keras.Model,
    weights: Callable[[], contextlib.AbstractContextManager],
    target_in: tf.Tensor,
    targets: tf.Tensor,
) -> tf.Tensor:
    """In the graph: minus the log-probability of each token, as many rows at a time as fit.

    Args:
        model: A `LanguageModel`.
        weights: The scope that it computes in.
        target_in: (B, T) ids that are read.
        targets: (B, T) ids that come after them.

    Returns:
        (B, T) float32, in nats.
    """
    rows, length = tf.unstack(tf.shape(targets))
    decoder = model.decoder
    heads = getattr(decoder, "num_heads", 0)  # a recurrent decoder looks at no other place
    widest = tf.maximum(decoder.vocabulary_size, heads * length)
    each = tf.clip_by_value(_NUMBERS // length // widest, 1, tf.maximum(rows, 1))
    pieces = tf.maximum(-(-rows // each), 1)

    def piece(begin):
        ids, answers = (x[begin : begin + each] for x in (target_in, targets))
        with weights():
            logits = model({"target_in_ids": ids}, training=False)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(
            answers, tf.cast(logits, tf.float32)
        )
        return tf.pad(losses, [[0, each - tf.shape(losses)[0]], [0, 0]])  # the last one is smaller

    losses = tf.map_fn(
        piece,
        tf.range(pieces) * each,
        fn_output_signature=tf.TensorSpec([None, None]),
        parallel_iterations=1,
    )
    return tf.reshape(losses, [-1, length])[:rows]
