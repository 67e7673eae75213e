"""A Keras model's training through `fit`, whoever made its layers."""

import time
from collections.abc import Callable

import keras
import tensorflow as tf

from benchmarks.training.cases import BATCH, EPSILON, LEARNING_RATE, Case, batch_of


def data_of(case: Case) -> tf.data.Dataset:
    """The batch, again and again."""
    rows = tf.data.Dataset.from_tensor_slices(batch_of(case))
    return rows.batch(BATCH, drop_remainder=True).cache().repeat().prefetch(1)


class KerasTraining:
    """Trains what `make_model` makes of a case."""

    def __init__(
        self,
        make_model: Callable[[Case], keras.Model],
        loss: keras.losses.Loss,
        *,
        jit_compile: bool,
        strategy: tf.distribute.Strategy | None = None,
    ):
        self.make_model, self.loss, self.jit_compile = make_model, loss, jit_compile
        self.strategy = strategy or tf.distribute.get_strategy()

    def prepare(self, case: Case) -> int:
        """Build and compile; the number of weights."""
        keras.utils.set_random_seed(0)
        with self.strategy.scope():
            self.model = self.make_model(case)
            optimizer = keras.optimizers.Adam(LEARNING_RATE, epsilon=EPSILON)
            self.model.compile(optimizer, self.loss, jit_compile=self.jit_compile)
        self.data = data_of(case)
        self.run(2)
        return self.model.count_params()

    def run(self, steps: int) -> tuple[float, float]:
        """Seconds of so many steps within one `fit`, without its beginning; the last loss."""
        clock = _Clock()
        history = self.model.fit(self.data, steps_per_epoch=steps + 1, verbose=0, callbacks=[clock])
        return clock.times[-1] - clock.times[0], history.history["loss"][-1]


class _Clock(keras.callbacks.Callback):
    """When each step ended."""

    def __init__(self):
        super().__init__()
        self.times = []

    def on_train_batch_end(self, batch, logs=None):
        self.times.append(time.perf_counter())
