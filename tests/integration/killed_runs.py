"""A run to be killed, in a process of its own: python -m tests.integration.killed_runs RUN_DIR ...

It prints a digest of the weights it ends with. With `--kills N` it begins anew so often, and kills
itself after a random time.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import time
from types import SimpleNamespace

import keras
import numpy as np
import tensorflow as tf

from zoo.data.epoch_counter import EpochCounter
from zoo.data.sharding import shared_by_rows
from zoo.training import ExactFit
from zoo.training.config import TrainingConfig
from zoo.training.distribution import get_strategy
from zoo.training.fit import compile_model, fit, make_deterministic, standard_callbacks

ROWS, ROWS_PER_BATCH = 60, 4


class Net(ExactFit, keras.Sequential):
    """With dropout and a batch norm: states that are no weights."""


class Slow(keras.callbacks.Callback):
    """Gives others the time to kill it, and logs a figure to be the best of."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds

    def on_train_batch_end(self, batch, logs=None):
        time.sleep(self.seconds)

    def on_epoch_end(self, epoch, logs=None):
        time.sleep(self.seconds)
        logs["figure"] = -abs(epoch - 2.0)


def batches(epochs):
    """The rows in another order in every epoch."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, 6)).astype("float32")
    y = np.sum(x, axis=1, keepdims=True)

    def ordered(seed):
        order = tf.random.experimental.stateless_shuffle(tf.range(ROWS), seed)
        rows = tf.data.Dataset.from_tensor_slices((tf.gather(x, order), tf.gather(y, order)))
        return rows.batch(ROWS_PER_BATCH)

    data = epochs.seeds(0).take(1).flat_map(ordered)
    count = tf.data.experimental.assert_cardinality(-(-ROWS // ROWS_PER_BATCH))
    return shared_by_rows(data.apply(count))


def train(config: TrainingConfig, seconds: float) -> str:
    """Train to the end, and give a digest of the weights."""
    strategy, epochs = get_strategy(config.strategy), EpochCounter()
    make_deterministic()
    keras.utils.set_random_seed(1)
    with strategy.scope():
        model = Net(
            [
                keras.Input((6,)),
                keras.layers.Dense(16, "tanh"),
                keras.layers.BatchNormalization(synchronized=True),
                keras.layers.Dropout(0.2),
                keras.layers.Dense(1),
            ]
        )
        compile_model(model, config, loss="mse")
    callbacks = standard_callbacks(config, Slow(seconds), monitor="figure", set_epoch=epochs.set)
    data = batches(epochs)
    data = SimpleNamespace(train=data, validation=data, callbacks=callbacks)
    fit(model, config, data, batch_size="epochs")
    values = [np.array(keras.ops.convert_to_numpy(variable)) for variable in model.variables]
    np.savez(os.path.join(config.run_dir, f"end_{os.getpid()}.npz"), *values)
    return hashlib.sha256(b"".join(value.tobytes() for value in values)).hexdigest()


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run_dir")
    parser.add_argument("--strategy", default="none")
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--kills", type=int, default=0)
    arguments = parser.parse_args()
    random.seed(arguments.run_dir)
    for _ in range(arguments.kills):
        # TensorFlow is read but has not begun to work: the child is as a new process.
        child = os.fork()
        if not child:
            break
        time.sleep(random.uniform(0.5, 4.0))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    if arguments.strategy == "mirrored":
        cpu = tf.config.list_physical_devices("CPU")[0]
        two = [tf.config.LogicalDeviceConfiguration()] * 2
        tf.config.set_logical_device_configuration(cpu, two)
    config = TrainingConfig(
        run_dir=arguments.run_dir,
        strategy=arguments.strategy,
        epochs=arguments.epochs,
        warmup_steps=10,
        ema_momentum=0.9,
        checkpoint_steps=3,
    )
    try:
        digest = train(config, arguments.seconds)
    except ConnectionError as error:
        raise SystemExit(f"error: {error}") from error
    print("\nended:" + json.dumps(digest), flush=True)


if __name__ == "__main__":
    main()
