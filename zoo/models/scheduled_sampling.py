"""Scheduled sampling: in training, the decoder sometimes reads its own predictions."""

import math
from typing import Any

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.number_checks import check_numbers, check_sizes

Tensor = Any

SCHEDULES = ("constant", "linear", "inverse_sigmoid")


@keras.saving.register_keras_serializable("zoo")
class ScheduledSampling(keras.layers.Layer):
    """Puts the decoder's own predictions in place of some of its inputs.

    ```python
    ids[t] = argmax(logits[t - 1]) if coin[t] else gold[t]      # logits[t - 1] have read ids[:t]
    P(coin[t]) = rate * progress(i)                             # i: batches trained on so far

    progress(i) = 1                                             # constant
    progress(i) = min(1, i / (2 * half_steps))                  # linear
    progress(i) = 1 - k / (k + exp(i / k))                      # inverse_sigmoid
    ```

    The decoder is stepped through without dropout to find the predictions; the step of training is
    then the ordinary one on those ids. That is the paper's rule, which sends no gradient through
    the choice of a token, and any decoder of the protocol can have it. It costs T small steps a
    batch: for a recurrent decoder about its forward pass once more, for a Transformer much more.

    Args:
        rate: The largest share of tokens replaced; 1 in the paper's inverse-sigmoid decay.
        schedule: "constant", "linear" or "inverse_sigmoid".
        half_steps: Batches after which half of `rate` is reached. The paper's k solves
            `k * ln(k) = half_steps`; its linear slope is `rate / (2 * half_steps)`.
        seed: Seed of the coins.

    Call arguments:
        target_in_ids: (B, T) integers; the first of each row and padding always stay.
        memory: `Memory` of the encoder.
        decoder: The decoder, which the layer does not keep.
        pad_id: The id that fills rows up.

    Returns:
        Ids (B, T). Each call counts as one batch.

    Raises:
        ValueError: `rate` is not in [0, 1], `schedule` is unknown, or `half_steps` is below 1.
        TypeError: A size is no whole number, or a rate no number.

    Reference:
        Bengio et al. 2015, "Scheduled Sampling for Sequence Prediction with Recurrent Neural
        Networks", section 2.4; its epsilon is `1 - P(coin)`.

    Example:
        >>> sampling = ScheduledSampling(0.5, schedule="linear", half_steps=1_000)
        >>> [float(sampling.share(step)) for step in (0, 500, 1_000, 9_000)]
        [0.0, 0.125, 0.25, 0.5]
    """

    def __init__(
        self,
        rate: float,
        *,
        schedule: str = "inverse_sigmoid",
        half_steps: int = 2_000,
        seed: int | None = None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        check_numbers(rate=rate)
        if not 0.0 <= rate <= 1.0:
            raise ValueError(f"`rate` must be in [0, 1], got {rate}.")
        if schedule not in SCHEDULES:
            raise ValueError(f"`schedule` must be one of {list(SCHEDULES)}, got {schedule!r}.")
        check_sizes(half_steps=half_steps)
        self.rate = rate
        self.schedule = schedule
        self.half_steps = half_steps
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def build(self, *shapes):
        self.batches = self.add_weight(
            (), "zeros", "int32", trainable=False, aggregation="only_first_replica", name="batches"
        )

    def call(self, target_in_ids, memory, *, decoder, pad_id: int = 0):
        chances = keras.random.uniform(ops.shape(target_in_ids), seed=self.seed_generator)
        coins = (chances < self.share(self.batches)) & masks.keep_from_ids(
            target_in_ids, pad_id=pad_id
        )
        self.batches.assign_add(1)
        return mixed_inputs(decoder, target_in_ids, coins, memory)

    def share(self, step: Tensor) -> Tensor:
        """P(coin) after so many batches, float32."""
        step = ops.cast(step, "float32")
        if self.schedule == "constant":
            return self.rate * ops.ones_like(step)
        if self.schedule == "linear":
            return self.rate * ops.minimum(step / (2.0 * self.half_steps), 1.0)
        k = _inverse_sigmoid_scale(self.half_steps)
        return self.rate * ops.sigmoid(step / k - math.log(k))  # the same without overflow

    def get_config(self):
        return {
            **super().get_config(),
            "rate": self.rate,
            "schedule": self.schedule,
            "half_steps": self.half_steps,
            "seed": self.seed,
        }


def mixed_inputs(decoder, target_in_ids: Tensor, coins: Tensor, memory) -> Tensor:
    """Ids (B, T): the decoder's own prediction where `coins` says so, else the one given.

    Args:
        decoder: A decoder of the protocol.
        target_in_ids: (B, T) integers.
        coins: (B, T) booleans; those of the first column do nothing.
        memory: `Memory` of the encoder.
    """
    length = ops.shape(target_in_ids)[1]
    context = decoder.prepare(memory)

    def advance(column, ids, state):
        logits, state = decoder.step(ops.take(ids, column, axis=1), column, state, context)
        best = ops.cast(ops.argmax(logits, axis=-1), ids.dtype)
        gold, coin = (ops.take(x, column + 1, axis=1) for x in (target_in_ids, coins))
        following = ops.where(coin, best, gold)[:, None]
        return column + 1, ops.slice_update(ids, (0, column + 1), following), state

    _, ids, _ = ops.while_loop(
        lambda column, ids, state: column + 1 < length,
        advance,
        (ops.zeros((), "int32"), target_in_ids, decoder.start(context, length)),
    )
    return ids


def _inverse_sigmoid_scale(half_steps: int) -> float:
    """The k with k ln k = half_steps, by Newton's method."""
    k = half_steps + 1.0
    for _ in range(50):
        k = (k + half_steps) / (1.0 + math.log(k))
    return k
