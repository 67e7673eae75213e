"""Averages the weights of the last epochs."""

import os
import re
from pathlib import Path

import keras
import numpy as np

from zoo.layers.number_checks import check_sizes
from zoo.training.callbacks import HaltOnNonFiniteLoss, KeepBestWeights, check_room

__all__ = ["AverageCheckpoints"]


class AverageCheckpoints(keras.callbacks.Callback):
    """When training ends, tries the mean of the last epochs' weights, and keeps it if it is better.

    ```python
    weights = mean(weights[epoch] for epoch in last)
    ```

    The mean is scored as an epoch is. If it does not beat the best epoch, the best epoch's weights
    stay. Put it after `KeepBestWeights`.

    Args:
        directory: Where `epoch_<number>.npz` is written; those of a run that
            `best` resumes count.
        last: Number of epochs, at least 2.
        scoring: The callback that logs the score.
        best: The callback that knows the best epoch's score, and whether more is better.
        halt: Says whether an epoch was halted, which does not count.

    Raises:
        ValueError: `last` is below 2.
        TypeError: A size is no whole number.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 6.1: the last 5 checkpoints.
    """

    def __init__(
        self,
        directory: str | Path,
        *,
        last: int,
        scoring: keras.callbacks.Callback,
        best: KeepBestWeights,
        halt: HaltOnNonFiniteLoss,
    ):
        super().__init__()
        check_sizes(2, last=last)
        self.directory = Path(directory)
        self.last = last
        self.scoring = scoring
        self.best = best
        self.halt = halt

    def on_train_begin(self, logs=None):
        self.directory.mkdir(parents=True, exist_ok=True)
        for path in [] if self.best.resume else self._paths():
            path.unlink()  # of another run

    def on_epoch_end(self, epoch, logs=None):
        if self.halt.halted:  # the weights are again those of the epoch before
            return
        check_room(self.directory, self.model)
        path = self.directory / f"epoch_{epoch + 1}.npz"
        new = path.with_name("new.npz")
        np.savez(new, *self.model.get_weights())
        os.replace(new, path)  # a process killed meanwhile leaves no half of a file
        for old in self._paths()[: -self.last]:
            old.unlink()

    def on_train_end(self, logs=None):
        paths, workers = self._paths(), self.best.workers
        has_mean = workers.is_chief and len(paths) >= 2 and self.best.best is not None
        if not workers.any(has_mean):
            return
        best_epochs = self.model.get_weights()
        if workers.is_chief:  # that of others may lack epochs, of before a kill
            self.model.set_weights(self._mean(paths))
        scores = {}
        self.scoring.on_epoch_end(self.params["epochs"] - 1, scores)
        if not workers.is_chief:
            return
        score = scores[self.best.monitor]
        is_better = self.best.is_better(score)
        print(
            f"The mean of the last {len(paths)} epochs has {self.best.monitor} {score:.4g}, the "
            f"best epoch {self.best.best:.4g}: {'the mean' if is_better else 'the epoch'} stays."
        )
        if is_better:
            self.best.keep(score, self.best.best_epoch)
        else:
            self.model.set_weights(best_epochs)

    def _paths(self):
        """Files of past epochs, in their order."""
        numbered = {}
        for path in self.directory.glob("epoch_*.npz"):
            if found := re.fullmatch(r"epoch_(\d+)", path.stem):
                numbered[int(found[1])] = path
        return [numbered[number] for number in sorted(numbered)]

    def _mean(self, paths):
        """Of floats the mean; counters and seeds are those of the last epoch."""
        epochs = []
        for path in paths:
            with np.load(path) as file:
                epochs.append(list(file.values()))
        return [
            np.mean(values, axis=0) if values[-1].dtype.kind == "f" else values[-1]
            for values in zip(*epochs, strict=True)
        ]
