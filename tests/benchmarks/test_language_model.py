import keras
import numpy as np
import pytest

from benchmarks.language_model import CORES, Budget
from zoo.training import TrainingClock


@pytest.mark.parametrize(
    ("minutes", "done", "trained"), [(3.5, 0, 3), (3.5, 2, 1), (3.5, 3, 0), (0.5, 0, 1)]
)
def test_a_budget_ends_before_the_epoch_that_would_pass_it(minutes, done, trained, tmp_path):
    clock = TrainingClock(tmp_path / "log.jsonl")
    clock.cpu_minutes = done * CORES

    class Epochs(keras.callbacks.Callback):
        """A minute each."""

        count = 0

        def on_epoch_end(self, epoch, logs=None):
            self.count += 1
            clock.cpu_minutes += CORES

    epochs = Epochs()
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    resumed = keras.callbacks.LambdaCallback(
        on_train_begin=lambda logs: setattr(model, "_initial_epoch", done)
    )
    model.fit(
        np.zeros((2, 1)),
        np.zeros((2, 1)),
        epochs=10,
        verbose=0,
        callbacks=[resumed, epochs, Budget(clock, minutes)],
    )
    assert epochs.count == trained
