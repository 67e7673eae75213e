"""Which `tf.distribute` strategy a run trains under, and how its processes agree."""

import functools
import json
import os
import signal
import threading

import keras
import numpy as np
import tensorflow as tf

from zoo.training.workers import OneWorker

STRATEGIES = ("auto", "none", "mirrored", "multi_worker")
_INSTEAD = (
    "use `MirroredStrategy` for the GPUs of one machine, `MultiWorkerMirroredStrategy` for several"
)


def get_strategy(name: str | tf.distribute.Strategy = "auto") -> tf.distribute.Strategy:
    """The strategy of a name.

    A model with `zoo.training.ExactFit` in its bases, as `Seq2Seq` has, gives under each what it
    gives on one device: a batch is the global batch, which replicas share, and the learning rate is
    never scaled.

    Args:
        name: "none": one device. "mirrored": a copy of the model on every GPU, or on every logical
            CPU device where there is no GPU. "multi_worker": the processes that `TF_CONFIG` names,
            or the tasks of a Slurm job. "auto": the strategy whose scope this is called in; else
            multi_worker where `TF_CONFIG` names several workers; else mirrored over several GPUs;
            else none. Or a strategy, which is checked: for other cluster resolvers.

    Returns:
        A strategy whose `scope()` the model is to be made in.

    Raises:
        ValueError: `name` is none of these, or a strategy that Keras 3 cannot train under; or no
            cluster is described.
        RuntimeError: TensorFlow has begun to work before "multi_worker" was asked for, or the Slurm
            job cannot be read.

    Example:
        >>> get_strategy("none").num_replicas_in_sync
        1
    """
    if isinstance(name, tf.distribute.Strategy):
        return check_strategy(name)
    if name not in STRATEGIES:
        raise ValueError(f"`strategy` must be one of {list(STRATEGIES)}, got {name!r}.")
    if name == "auto" and tf.distribute.has_strategy():
        return check_strategy(tf.distribute.get_strategy())
    _refuse_keras_distribution()
    if name == "multi_worker" or (name == "auto" and len(_cluster()) > 1):
        return _multi_worker()
    gpus = tf.config.list_logical_devices("GPU")
    if name == "none" or (name == "auto" and len(gpus) < 2):
        return tf.distribute.get_strategy()
    devices = gpus or tf.config.list_logical_devices("CPU")
    return _mirrored(tuple(device.name for device in devices))


def check_strategy(strategy: tf.distribute.Strategy) -> tf.distribute.Strategy:
    """The strategy, if Keras 3 trains under it.

    Raises:
        ValueError: It does not, or not rightly; what to use instead.
    """
    _refuse_keras_distribution()
    refused = (
        tf.distribute.experimental.ParameterServerStrategy,
        tf.distribute.experimental.CentralStorageStrategy,
        tf.distribute.TPUStrategy,
    )
    if isinstance(strategy, refused):
        raise ValueError(
            f"`strategy` must be one that Keras 3 trains under, got {type(strategy).__name__}: "
            f"{_INSTEAD}."
        )
    return strategy


@functools.cache
def workers_of(strategy: tf.distribute.Strategy) -> OneWorker:
    """The processes that train under a strategy."""
    if not isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy):
        return OneWorker()
    jobs = strategy.cluster_resolver.cluster_spec().as_dict()
    several = len([*jobs.get("chief", []), *jobs.get("worker", [])]) > 1
    return _Workers(strategy) if several else OneWorker()


class _Workers(OneWorker):
    is_alone = False

    def __init__(self, strategy: tf.distribute.Strategy):
        resolver = strategy.cluster_resolver
        self.is_chief = resolver.task_type == "chief" or (
            resolver.task_id == 0 and "chief" not in resolver.cluster_spec().jobs
        )
        self._strategy = strategy
        spec = tf.TensorSpec([None], tf.int32)
        self._sum = tf.function(self._sum_of_all, input_signature=(spec,), autograph=False)

    def any(self, flag):
        return bool(self._sum(np.int32([flag])).numpy()[0])

    def from_chief(self, payload):
        # As integers: a sum of one and of zeros changes no bit.
        size = divmod(len(payload), 2**30) if self.is_chief else (0, 0)
        billions, rest = self._sum(np.int32(size)).numpy().tolist()
        size = 2**30 * billions + rest
        if not size:  # TensorFlow dies of the sum of nothing
            return b""
        words = np.zeros(-(-size // 4), np.int32)
        if self.is_chief:
            words.view(np.uint8)[:size] = np.frombuffer(payload, np.uint8)
        return self._sum(words).numpy().tobytes()[:size]

    def wait(self):
        try:
            self.any(False)
        except tf.errors.OpError as error:
            raise ConnectionError("another worker was lost before all was done.") from error

    def _sum_of_all(self, words):
        def share():
            context = tf.distribute.get_replica_context()
            # Of a worker's replicas the first speaks.
            is_first = context.replica_id_in_sync_group % replicas == 0
            return context.all_reduce(
                tf.distribute.ReduceOp.SUM, words * tf.cast(is_first, tf.int32)
            )

        replicas = len(self._strategy.extended.worker_devices)
        return self._strategy.experimental_local_results(self._strategy.run(share))[0]


def _refuse_keras_distribution():
    if keras.distribution.distribution() is not None:
        raise ValueError(
            "`keras.distribution` does nothing on the TensorFlow backend: "
            f"{_INSTEAD}; or train on the JAX backend."
        )


def _cluster():
    """The workers that `TF_CONFIG` names, the chief among them."""
    text = os.environ.get("TF_CONFIG") or "{}"
    try:
        cluster = json.loads(text).get("cluster", {})
        return [*cluster.get("chief", []), *cluster.get("worker", [])]
    except (ValueError, AttributeError) as error:
        raise ValueError(
            'the environment variable TF_CONFIG must be JSON like {"cluster": {"worker": '
            '["host:port", ...]}, "task": {"type": "worker", "index": 0}}, '
            f"got {text!r}."
        ) from error


@functools.cache
def _mirrored(devices: tuple[str, ...]) -> tf.distribute.Strategy:
    # One for all who ask: a model of one strategy does not train under another.
    return tf.distribute.MirroredStrategy(list(devices))


@functools.cache
def _multi_worker() -> tf.distribute.Strategy:
    if _cluster():
        resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    elif "SLURM_PROCID" in os.environ:
        resolver = _slurm()
    else:
        raise ValueError(
            "the strategy `multi_worker` needs the environment variable TF_CONFIG, which names the "
            "workers, or a Slurm job; on one machine give `--workers 2` as well."
        )
    try:
        strategy = tf.distribute.MultiWorkerMirroredStrategy(cluster_resolver=resolver)
    except RuntimeError as error:
        raise RuntimeError(
            f"the strategy `multi_worker` must be made before TensorFlow works: {error}"
        ) from error
    if threading.current_thread() is threading.main_thread():
        # TensorFlow takes it and goes on; in training `Checkpoints` has its own.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return strategy


def _slurm() -> tf.distribute.cluster_resolver.ClusterResolver:
    try:
        resolver = tf.distribute.cluster_resolver.SlurmClusterResolver()
        resolver.cluster_spec()
    except (RuntimeError, OSError, ValueError, KeyError) as error:
        raise RuntimeError(
            f"the strategy `multi_worker` could not read the Slurm job ({error}): TensorFlow "
            "counts its GPUs by nvidia-smi; without GPUs, describe the workers by TF_CONFIG."
        ) from error
    return resolver
