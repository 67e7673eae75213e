"""What replicas do together, where Keras has each do it alone.

`summed_before`, `losses_as_they_are` and `own_draws` hold for all replicas at once: each has a
thread of its own, which waits for the others.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf

from zoo.training.keras_names import LOSSES, losses


def sum_of_all(tensors: Any) -> Any:
    """The sums over replicas of a tensor, or of each of a list."""
    context = tf.distribute.get_replica_context()
    if context.num_replicas_in_sync == 1:
        return tensors
    return context.all_reduce(tf.distribute.ReduceOp.SUM, tensors)


def clip(gradients: list, norm: tf.Tensor, optimizer: keras.optimizers.Optimizer) -> list:
    """As Keras's optimizers clip, but the sum over replicas, and before the scale is taken off.

    Args:
        gradients: Dense tensors, multiplied by the optimizer's loss scale.
        norm: Their global norm.
        optimizer: Says how to clip.
    """
    scale = optimizer.scale_loss(tf.constant(1.0))
    options = getattr(optimizer, "inner_optimizer", optimizer)
    if options.clipvalue is not None:
        limit = options.clipvalue * scale
        # What overflowed stays so: a loss scale is lowered for it, not its update clipped.
        return [
            tf.where(tf.math.is_finite(x), tf.clip_by_value(x, -limit, limit), x) for x in gradients
        ]
    if options.clipnorm is not None:
        return [tf.clip_by_norm(gradient, options.clipnorm * scale) for gradient in gradients]
    if options.global_clipnorm is not None:
        limit = options.global_clipnorm * scale
        return tf.clip_by_global_norm(gradients, limit, use_norm=norm)[0]
    return gradients


@contextlib.contextmanager
def summed_before(optimizer: keras.optimizers.Optimizer) -> Iterator[None]:
    """Gradients are the same on all replicas: the optimizer neither sums nor clips them."""
    optimizer = getattr(optimizer, "inner_optimizer", optimizer)
    names = ("_all_reduce_sum_gradients", "_clip_gradients")
    for name in names:
        setattr(optimizer, name, lambda gradients: gradients)
    try:
        yield
    finally:
        for name in names:
            delattr(optimizer, name)


@contextlib.contextmanager
def losses_as_they_are() -> Iterator[None]:
    """Losses are those of a replica's share; Keras divides them by the number of replicas."""
    module = losses()
    before = {name: getattr(module, name) for name in LOSSES}
    for name in LOSSES:
        setattr(module, name, lambda value: value)
    try:
        yield
    finally:
        for name, function in before.items():
            setattr(module, name, function)


@contextlib.contextmanager
def own_draws() -> Iterator[None]:
    """A replica's seeds are its own; Keras draws the same on all."""
    draw = keras.random.SeedGenerator.next

    def own_next(self, ordered=True):
        seed, context = draw(self, ordered), tf.distribute.get_replica_context()
        if context is None or context.num_replicas_in_sync == 1:
            return seed
        return seed + tf.cast(tf.stack([context.replica_id_in_sync_group * 7_919, 0]), seed.dtype)

    keras.random.SeedGenerator.next = own_next
    try:
        yield
    finally:
        keras.random.SeedGenerator.next = draw
