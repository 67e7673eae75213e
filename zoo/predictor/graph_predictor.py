"""What all predictors have in common: functions of the graph, and weights lent to them."""

import contextlib
import copy
from collections.abc import Callable, Sequence
from typing import Self

import tensorflow as tf

from zoo.decoding import ForbiddenTokens, Rule
from zoo.text.special import SpecialIds

TEXTS = tf.TensorSpec([None], tf.string, name="texts")


class GraphPredictor(tf.Module):
    """A model with what turns raw inputs into answers, in the graph: what is called and exported.

    A subclass computes with the model within `self._weights()`.
    """

    example: str | bytes = "a"  # a row of strings that every signature takes

    def __init__(self):
        super().__init__()
        self._weights = contextlib.nullcontext

    @property
    def signatures(self) -> dict[str, Callable]:
        """What an export offers, by name: functions of tensors with an input signature."""
        raise NotImplementedError

    @property
    def tables(self) -> list:
        """What looks things up in the graph."""
        raise NotImplementedError

    def computing_with(self, weights: Callable[[], contextlib.AbstractContextManager]) -> Self:
        """The same, but its `signatures` compute within a scope that lends the model weights."""
        other = copy.copy(self)  # its functions are traced anew
        other._weights = weights
        return other


def fewest(most: int, part) -> int:
    """`most`, or fewer where the positions of an encoder or decoder end."""
    places = getattr(part, "max_places", None)
    return most if places is None else min(most, places)


def check_texts(texts: Sequence[str]) -> None:
    """Raise a `TypeError` for one string, and for something else than strings."""
    if isinstance(texts, str) or not all(isinstance(text, str) for text in texts):
        raise TypeError(f"`texts` must be a list of strings, got {texts!r:.80}.")


def check_rules(rules: Sequence[Rule]) -> None:
    """Raise a `ValueError` for a rule that knows sources apart: here they come in any number."""
    for rule in rules:
        if rule.sources is not None:
            raise ValueError(
                f"`rules` must treat all rows alike, got a {type(rule).__name__} for "
                f"{rule.sources} sources; a search of `zoo.decoding` takes one."
            )


def text_rules(rules: Sequence[Rule], special: SpecialIds) -> tuple[Rule, ...]:
    """`rules`, once they are checked, and none of the tokens that are no text but the end."""
    check_rules(rules)
    return (ForbiddenTokens([special.pad, special.start, special.unknown]), *rules)


def first(best: dict[str, tf.Tensor]) -> dict[str, tf.Tensor]:
    """The best of each row's K: (B, K) -> (B,)."""
    return {name: values[:, 0] for name, values in best.items()}
