"""Logs the figures of a validation that `fit` has not made."""

from typing import Any

import keras

__all__ = ["LogValidation"]


class LogValidation(keras.callbacks.Callback):
    """Logs `val_loss` and the model's metrics after an epoch, where `fit` has not.

    Put it before callbacks that watch such a figure. Those that score weights of their own
    (`AverageCheckpoints`) ask it for them.

    Args:
        validation: Batches, which are read where validation has not logged `val_loss`.
    """

    def __init__(self, validation: Any):
        super().__init__()
        self.validation = validation

    def on_epoch_end(self, epoch, logs=None):
        logs = {} if logs is None else logs
        if "val_loss" not in logs:
            scores = self.model.evaluate(self.validation, verbose=0, return_dict=True)
            logs.update({f"val_{name}": value for name, value in scores.items()})
