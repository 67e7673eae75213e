"""What every way of decoding is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import keras

from zoo.decoding.rules import Rule
from zoo.layers.number_checks import check_sizes

__all__ = ["Request"]

Tensor = Any


@dataclass(frozen=True)
class Request:
    """Where a row begins and ends, how long it may be, and what it may hold.

    Args:
        start_id: The token fed at the first step, where there is no prompt.
        end_id: The token that ends a row.
        pad_id: What fills a row after its end.
        max_length: T, the largest number of tokens generated, the end token included. A Python
            int; inside a `tf.function` also a scalar int tensor, where the decoder takes one.
            Where the decoder's positions end, a search refuses a larger one; with a prompt or
            limits for each source it cannot tell, and what is read after the end is NaN.
        max_length_per_row: (B,) int, a limit for each source (at most `max_length` counts).
        prompt: (B, P) int, right-padded tokens that the rows go on from, the start token included;
            they may differ in length, and are not part of the result.
        prompt_keep: (B, P) booleans, True where a prompt token stands, one a row at least.
        rules: What changes the log-probabilities at every step, in their order; see
            `zoo.decoding.rules`.

    Raises:
        ValueError: `max_length` is below 1, `pad_id` is `end_id`, or one of `prompt` and
            `prompt_keep` is missing.
        TypeError: `max_length` is neither a tensor nor a whole number.

    Example:
        >>> Request(start_id=1, end_id=2, pad_id=0, max_length=8).rules
        ()
    """

    start_id: int
    end_id: int
    pad_id: int
    max_length: int | Tensor
    max_length_per_row: Tensor | None = None
    prompt: Tensor | None = None
    prompt_keep: Tensor | None = None
    rules: Sequence[Rule] = ()

    def __post_init__(self):
        # A limit given as a tensor has no value to check while a graph is traced.
        if not keras.ops.is_tensor(self.max_length):
            check_sizes(max_length=self.max_length)
        if self.pad_id == self.end_id:
            raise ValueError(f"`pad_id` must differ from `end_id`, got {self.pad_id} for both.")
        if (self.prompt is None) != (self.prompt_keep is None):
            raise ValueError("`prompt` and `prompt_keep` must be given together, got one of them.")
