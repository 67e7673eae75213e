"""Sampling: tokens drawn from the model's distribution, or from the likely part of it."""

from typing import Any

import keras
from keras import ops

from zoo.decoding.best import best_k
from zoo.decoding.request import Request
from zoo.decoding.result import Decoded
from zoo.decoding.row_loop import decode_rows
from zoo.layers.beams import take_each

__all__ = ["sample"]

Tensor = Any
_LEAST, _MOST = 1e-6, 1e6  # temperatures: the best token alone; all alike


def sample(
    decoder,
    context,
    request: Request,
    *,
    draws: Tensor | None = None,
    seed: int | keras.random.SeedGenerator | None = None,
    temperature: float | Tensor = 1.0,
    top_k: int | Tensor = 0,
    top_p: float | Tensor = 1.0,
    min_p: float | Tensor = 0.0,
    length_penalty: float = 0.6,
) -> Decoded:
    """Draw every token at random.

    ```python
    p = softmax(log_p / temperature)                # most probable first:
    keep the first top_k                            # 0: all
    keep while the sum of those before < top_p      # nucleus
    keep where p >= min_p * max(p)
    ```

    The first token is always kept. Each token takes one number of `draws`: the same numbers give
    the same text.

    Args:
        decoder: Anything with `start` and `step`, and `prefill` for a prompt; see `zoo/models`.
        context: What `decoder.prepare` returned; its first leaf `(B, ...)`.
        request: What is asked for.
        draws: (B, T) numbers in [0, 1), one for each token; from `seed` where not given.
        seed: Of the draws.
        temperature: Below 1 sharpens, above 1 flattens; 0 is greedy search. Like the next three, a
            number or a scalar tensor.
        top_k: Keep so many tokens; 0 for all.
        top_p: Keep the fewest tokens whose probabilities reach this sum.
        min_p: Keep tokens with at least this share of the most probable one's probability.
        length_penalty: Exponent of the length penalty in `scores`; changes no token.

    Returns:
        `Decoded` with K = 1; log-probabilities are the model's own, before the temperature.

    Raises:
        ValueError: A number is out of its range, `draws` is not (B, T), or there is nothing to tell
            B by.

    Reference:
        Fan et al. 2018, "Hierarchical Neural Story Generation", section 5.4 (top-k); Holtzman et
        al. 2020, "The Curious Case of Neural Text Degeneration", section 3.1 (nucleus); Nguyen et
        al. 2024, "Turning Up the Heat: Min-p Sampling", section 3.

    Example:

    >>> import numpy as np
    >>> class Coin:  # pad, start, end, heads, tails
    ...     def start(self, context, length):
    ...         return ()
    ...     def step(self, ids, index, state, context):
    ...         return ops.take(np.log([[1e-9, 1e-9, 1e-9, 0.5, 0.5]]), ids * 0, axis=0), state
    >>> request = Request(start_id=1, end_id=2, pad_id=0, max_length=6)
    >>> decoded = sample(Coin(), np.zeros((1, 1)), request, draws=[[0.1, 0.9, 0.2, 0.3, 0.8, 0.4]])
    >>> np.array(decoded.ids).tolist()
    [[[3, 4, 3, 3, 4, 3]]]
    """
    check_sampling(temperature, top_k, top_p, min_p)
    if draws is None:
        rows = keras.tree.flatten(context) if request.prompt is None else [request.prompt]
        if not rows:
            raise ValueError("`draws` must be given where `context` and `prompt` hold no tensor.")
        shape = (ops.shape(rows[0])[0], request.max_length)
        draws = keras.random.uniform(shape, seed=seed)
    draws = ops.convert_to_tensor(draws, "float32")
    length = request.max_length
    known = isinstance(length, int) and None not in draws.shape[1:]
    if len(draws.shape) != 2 or (known and draws.shape[1] < length):
        raise ValueError(
            f"`draws` must be (B, T) with a column for each of T={length} tokens, got the shape "
            f"{tuple(draws.shape)}."
        )

    def choose(log_probabilities, index):
        return choose_token(
            log_probabilities,
            ops.take(draws, index, axis=1),
            temperature=temperature,
            top_k=top_k,
            top_p=top_p,
            min_p=min_p,
        )

    return decode_rows(decoder, context, request, choose, length_penalty=length_penalty)


def choose_token(
    log_probabilities: Tensor,
    draws: Tensor,
    *,
    temperature: float | Tensor = 1.0,
    top_k: int | Tensor = 0,
    top_p: float | Tensor = 1.0,
    min_p: float | Tensor = 0.0,
) -> Tensor:
    """One token for each row by one random number each; see `sample` for the options.

    Args:
        log_probabilities: (B, V).
        draws: (B,) numbers in [0, 1).

    Returns:
        (B,) integers.
    """
    # Temperature 0 in the limit: nothing but the best is left.
    temperature = ops.cast(temperature, "float32")
    temperature = ops.where(temperature > _LEAST, temperature, _LEAST)  # what is no number, too
    scaled = log_probabilities / ops.minimum(temperature, _MOST)
    size = log_probabilities.shape[-1]
    limit = size if ops.is_tensor(top_k) or not top_k else min(int(top_k), size)
    values, tokens = best_k(scaled, limit)
    p = _likely_part(values, top_k, top_p, min_p)
    draw = draws[:, None] * ops.sum(p, axis=-1, keepdims=True)
    place = ops.sum(ops.cast(ops.cumsum(p, axis=-1) <= draw, "int32"), axis=-1)
    # Rounding must not choose what was not kept.
    last = ops.sum(ops.cast(p > 0, "int32"), axis=-1) - 1
    place = ops.maximum(ops.minimum(place, last), 0)
    return take_each(tokens, place[:, None])[:, 0]


def _likely_part(values, top_k, top_p, min_p):
    """(B, k) scores, best first, to the probabilities of what is kept, zero elsewhere."""
    p = ops.softmax(ops.maximum(values, -1e30), axis=-1)  # a row of -inf alone is no number
    rank = ops.arange(ops.shape(p)[-1])
    if ops.is_tensor(top_k):
        p = ops.where((rank < top_k) | (ops.cast(top_k, "int32") == 0), p, 0.0)
        p = p / ops.sum(p, axis=-1, keepdims=True)
    before = ops.cumsum(p, axis=-1) - p
    is_kept = (before < top_p) & (p >= min_p * p[:, :1])
    return ops.where(is_kept | (rank == 0), p, 0.0)


def check_sampling(temperature, top_k, top_p, min_p) -> None:
    """Raise a ValueError unless each number is in its range; a tensor's is not known yet."""
    for name, value, most in (
        ("temperature", temperature, None),
        ("top_k", top_k, None),
        ("top_p", top_p, 1),
        ("min_p", min_p, 1),
    ):
        if ops.is_tensor(value):
            continue
        if not value >= 0 or (most is not None and value > most):
            limits = "at least 0" if most is None else f"between 0 and {most}"
            raise ValueError(f"`{name}` must be {limits}, got {value}.")
