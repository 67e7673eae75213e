"""Which `tf.distribute` strategy a run trains under."""

import functools

import tensorflow as tf

STRATEGIES = ("auto", "none", "mirrored")


def get_strategy(name: str) -> tf.distribute.Strategy:
    """The strategy of a name.

    Args:
        name: "none": one device. "mirrored": a copy of the model on every GPU, or on every logical
            CPU device where there is no GPU. "auto": mirrored over several GPUs, else none.

    A model with `zoo.training.ExactFit` in its bases, as `Seq2Seq` has, gives under each what it
    gives on one device.

    Returns:
        A strategy whose `scope()` the model is to be made in.

    Raises:
        ValueError: `name` is none of these.

    Example:
        >>> get_strategy("none").num_replicas_in_sync
        1
    """
    if name not in STRATEGIES:
        raise ValueError(f"`strategy` must be one of {list(STRATEGIES)}, got {name!r}.")
    gpus = tf.config.list_logical_devices("GPU")
    if name == "none" or (name == "auto" and len(gpus) < 2):
        return tf.distribute.get_strategy()
    devices = gpus or tf.config.list_logical_devices("CPU")
    return _mirrored(tuple(device.name for device in devices))


@functools.cache
def _mirrored(devices: tuple[str, ...]) -> tf.distribute.Strategy:
    # One for all who ask: a model of one strategy does not train under another.
    return tf.distribute.MirroredStrategy(list(devices))
