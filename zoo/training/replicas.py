"""What replicas do together, where Keras has each do it alone.

`summed_before` and `own_draws` hold for all replicas at once: each has a thread of its own, which
waits for the others.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import keras
import tensorflow as tf


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
        return [tf.clip_by_value(gradient, -limit, limit) for gradient in gradients]
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
        if not hasattr(optimizer, name):
            raise RuntimeError(
                f"Keras {keras.__version__} has no `Optimizer.{name}`, which `ExactFit` relies on; "
                "versions 3.12 to 3.15 have it."
            )
    for name in names:
        setattr(optimizer, name, lambda gradients: gradients)
    try:
        yield
    finally:
        for name in names:
            delattr(optimizer, name)


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
