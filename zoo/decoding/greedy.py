"""Greedy search: the most probable token at every step."""

from zoo.decoding.best import first_best
from zoo.decoding.request import Request
from zoo.decoding.result import Decoded
from zoo.decoding.row_loop import decode_rows

__all__ = ["greedy"]


def greedy(decoder, context, request: Request, *, length_penalty: float = 0.6) -> Decoded:
    """Take the most probable token at every step; the first of equals.

    The loop stops when every row has ended. A row that has ended gets padding and gains no further
    log-probability. A row gives the same result alone and in any batch.

    Args:
        decoder: Anything with `start` and `step`, and `prefill` for a prompt; see `zoo/models`.
        context: What `decoder.prepare` returned; its first leaf `(B, ...)`.
        request: What is asked for.
        length_penalty: Exponent of the length penalty in `scores`; changes no token.

    Returns:
        `Decoded` with K = 1.

    Raises:
        ValueError: If `length_penalty` is negative, or neither the decoder's state nor `context`
            holds a tensor to tell the batch size by.

    Example:

    >>> import numpy as np
    >>> from keras import ops
    >>> class Bigrams:  # pad, start, end, a, b: the last token tells the next one
    ...     after_start, after_a, after_b = [1, 1, 1, 57, 40], [1, 1, 50, 24, 24], [1, 1, 96, 1, 1]
    ...     table = np.log([[1] * 5, after_start, [1] * 5, after_a, after_b])
    ...     def start(self, context, length):
    ...         return ()
    ...     def step(self, ids, index, state, context):
    ...         return ops.take(self.table, ids, axis=0), state
    >>> source = {"source": np.zeros((1, 3))}
    >>> decoded = greedy(Bigrams(), source, Request(start_id=1, end_id=2, pad_id=0, max_length=4))
    >>> np.array(decoded.ids).tolist()
    [[[3, 2, 0, 0]]]
    """

    def choose(log_probabilities, index):
        return first_best(log_probabilities)

    return decode_rows(decoder, context, request, choose, length_penalty=length_penalty)
