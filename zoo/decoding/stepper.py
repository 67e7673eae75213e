"""A decoder's step with what decoding adds to it: log-probabilities, rules, a prompt."""

from typing import Any, NamedTuple

from keras import ops, tree

from zoo.decoding.request import Request
from zoo.decoding.result import batch_size
from zoo.decoding.rules import Past
from zoo.layers.beams import take_parents

Tensor = Any


class Remembered(NamedTuple):
    """What goes from step to step, of B sources or of B * K hypotheses."""

    decoder: Any  # the decoder's own state
    ids: Tensor  # (B * K, L) int32, the past that rules read; () without rules
    lengths: Tensor  # (B * K,) int32; () without rules
    rules: Any  # a state for each rule


class Stepper:
    """Starts, steps and reorders a decoder and the request's rules together.

    Args:
        decoder: Anything with `start`, `step`, `reorder`, and `prefill` where there is a prompt.
        context: What `decoder.prepare` returned; its first leaf (B, ...).
        request: What is asked for.
    """

    def __init__(self, decoder, context, request: Request):
        self.decoder = decoder
        self.context = context
        self.request = request
        self.first_column = 0

    def start(self) -> tuple[Tensor, Remembered]:
        """The tokens to feed first, (B,), and the state before them."""
        request = self.request
        if request.prompt is None:
            state = self.decoder.start(self.context, request.max_length)
            batch = batch_size(state, self.context)
            tokens, ids = ops.full((batch,), request.start_id, "int32"), None
        else:
            tokens, ids, state = self._read_prompt()
            batch = ops.shape(tokens)[0]
        if not request.rules:
            return tokens, Remembered(state, (), (), ())
        spare = ops.full((batch, request.max_length), -1, "int32")
        ids = spare if ids is None else ops.concatenate([ids, spare], axis=1)
        lengths = ops.sum(ops.cast(ids >= 0, "int32"), axis=1)
        rules = [rule.start(batch) for rule in request.rules]
        return tokens, Remembered(state, ids, lengths, rules)

    def step(
        self, tokens: Tensor, index: Tensor, state: Remembered, *, return_features: bool = False
    ):
        """Feed one token to each of R rows.

        Args:
            tokens: (R,) int.
            index: Scalar, how many tokens were generated before this step.
            state: What was there before.
            return_features: Also return what the logits were made of.

        Returns:
            Log-probabilities (R, V) of the next token, float32, as the rules leave them, and the
            new state; with `return_features`, also (R, D).
        """
        state = Remembered(*state)
        column = index + self.first_column
        wants = {"return_features": True} if return_features else {}
        logits, decoder_state, *features = self.decoder.step(
            tokens, column, state.decoder, self.context, **wants
        )
        log_probabilities = ops.log_softmax(ops.cast(logits, "float32"), axis=-1)
        state = state._replace(decoder=decoder_state)
        if self.request.rules:
            log_probabilities, state = self._rule(log_probabilities, tokens, index, state)
        return (log_probabilities, state, *features)

    def reorder(self, state: Remembered, parents: Tensor) -> Remembered:
        """The state of (B, K) hypotheses that go on from `parents`, (B, K) int."""
        state = Remembered(*state)
        others = tree.map_structure(
            lambda leaf: take_parents(leaf, parents), (state.ids, state.lengths, state.rules)
        )
        return Remembered(self.decoder.reorder(state.decoder, parents), *others)

    def _rule(self, log_probabilities, tokens, index, state):
        """What the rules leave, and their new state."""
        is_next = ops.arange(ops.shape(state.ids)[1]) == state.lengths[:, None]
        past = Past(ops.where(is_next, tokens[:, None], state.ids), state.lengths + 1, index)
        rule_states = []
        for rule, rule_state in zip(self.request.rules, state.rules, strict=True):
            # What is fed first was not generated.
            rule_state = tree.map_structure(
                lambda new, old: ops.where(index > 0, new, old),
                rule.advance(rule_state, tokens),
                rule_state,
            )
            log_probabilities = rule(log_probabilities, past, rule_state)
            rule_states.append(rule_state)
        state = state._replace(ids=past.ids, lengths=past.lengths, rules=rule_states)
        return log_probabilities, state

    def _read_prompt(self):
        """The last token of each prompt, which is fed like any other, and the state before it."""
        ids, keep = self.request.prompt, self.request.prompt_keep
        ids, length = ops.cast(ids, "int32"), ops.shape(ids)[1]
        last = ops.sum(ops.cast(keep, "int32"), axis=1, keepdims=True) - 1
        before = keep & (ops.arange(length) < last)
        state = self.decoder.start(self.context, length + self.request.max_length)
        _, state = self.decoder.prefill(ids, before, state, self.context)
        self.first_column = length
        return ops.take_along_axis(ids, last, axis=1)[:, 0], ops.where(before, ids, -1), state


def check_places(decoder, request: Request) -> None:
    """Raise where tokens would be read after the decoder's positions have ended.

    With a prompt or a limit for each row there is no one number to check.
    """
    places, length = getattr(decoder, "max_places", None), request.max_length
    if places is None or request.prompt is not None or request.max_length_per_row is not None:
        return
    if isinstance(length, int) and length > places:
        raise ValueError(
            f"`max_length` must be at most {places}, where the decoder's positions end, got "
            f"{length}."
        )
