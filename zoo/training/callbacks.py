"""Callbacks: scores on decoded text, best weights, a halt on a non-finite loss, a clock."""

import json
import math
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import keras

from zoo.layers.number_checks import check_sizes
from zoo.training.workers import OneWorker

__all__ = [
    "HaltOnNonFiniteLoss",
    "KeepBestWeights",
    "ScoreDecodedText",
    "SwapAverages",
    "SwapBack",
    "TrainingClock",
]


class ScoreDecodedText(keras.callbacks.Callback):
    """Decodes validation texts after an epoch and logs their scores as `val_<name>`.

    Put it before callbacks that watch such a score (early stopping, checkpoints).

    Args:
        make_predictor: From the model to a callable, list of texts -> list of outputs.
        score: From outputs and references to a dict of figures.
        sources: Validation texts.
        references: One reference for each.
        workers: Those that train together: the chief decodes for all.
    """

    def __init__(
        self,
        make_predictor: Callable[[keras.Model], Callable[[list[str]], list[str]]],
        score: Callable[[Sequence[str], Sequence[str]], dict[str, float]],
        sources: Sequence[str],
        references: Sequence[str],
        *,
        workers: OneWorker | None = None,
    ):
        super().__init__()
        self.make_predictor = make_predictor
        self.score = score
        self.sources = list(sources)
        self.references = list(references)
        self.workers = workers or OneWorker()
        self.outputs: list[str] = []
        self._predictor = None

    def on_train_begin(self, logs=None):
        self._predictor = self.make_predictor(self.model)

    def on_epoch_end(self, epoch, logs=None):
        scores = self._score() if self.workers.is_chief else {}
        scores = json.loads(self.workers.from_chief(json.dumps(scores).encode()))
        if logs is not None:
            logs.update({f"val_{name}": value for name, value in scores.items()})

    def _score(self):
        self.outputs = self._predictor(self.sources)
        return {k: float(v) for k, v in self.score(self.outputs, self.references).items()}


class KeepBestWeights(keras.callbacks.Callback):
    """Saves the weights of the best epoch, and puts them back when training ends.

    The best score and its epoch stand in a JSON file beside the weights.

    Args:
        directory: Where `best.weights.h5` and `best.json` are written.
        monitor: A figure in the logs.
        mode: "max" or "min", which is better.
        patience: Epochs without a better score before training stops; 0 for never.
        resume: Go on comparing with the best that `directory` holds, and counting its patience.
        workers: Those that train together: all go on from the chief's best.

    Raises:
        ValueError: `mode` is neither, `patience` is negative; or, in training, `monitor` is not
            logged, or not that of the run that is resumed.
        TypeError: A size is no whole number.
    """

    def __init__(
        self,
        directory: str | Path,
        monitor: str,
        *,
        mode: str = "max",
        patience: int = 0,
        resume: bool = False,
        workers: OneWorker | None = None,
    ):
        super().__init__()
        check_sizes(0, patience=patience)
        if mode not in ("max", "min"):
            raise ValueError(f'`mode` must be "max" or "min", got {mode!r}.')
        self.weights_path = Path(directory) / "best.weights.h5"
        self.score_path = Path(directory) / "best.json"
        self.monitor = monitor
        self.mode = mode
        self.patience = patience
        self.resume = resume
        self.workers = workers or OneWorker()

    def on_train_begin(self, logs=None):
        self.weights_path.parent.mkdir(parents=True, exist_ok=True)
        self.best, self.best_epoch = None, 0
        before = json.loads(self.workers.from_chief(self._before()))
        if before:
            if self.monitor not in before:
                raise ValueError(
                    f"`monitor` must be what {self.score_path} holds, {sorted(before)}, got "
                    f"{self.monitor!r}: give another folder."
                )
            self.best, self.best_epoch = before[self.monitor], before["epoch"]
            done = self.model._initial_epoch or 0  # as `Checkpoints` has read it
            if self.patience and done - self.best_epoch >= self.patience:
                self.model._initial_epoch = self.params["epochs"]  # it had ended

    def on_epoch_end(self, epoch, logs=None):
        if self.monitor not in (logs or {}):
            raise ValueError(
                f"`monitor` must be one of the logged {sorted(logs or {})}, got {self.monitor!r}."
            )
        score = float(logs[self.monitor])
        if self.is_better(score):
            self.keep(score, epoch + 1)
        elif self.patience and epoch + 1 - self.best_epoch >= self.patience:
            self.model.stop_training = True

    def on_train_end(self, logs=None):
        # Of a resumed run only the chief has the best, and only the chief goes on with it.
        if self.best is not None and self.weights_path.exists():
            self.model.load_weights(self.weights_path)

    def is_better(self, score: float) -> bool:
        """Whether `score` is finite and beats the best so far."""
        sign = 1 if self.mode == "max" else -1
        return math.isfinite(score) and (self.best is None or sign * score > sign * self.best)

    def keep(self, score: float, epoch: int) -> None:
        """Write the model's weights as the best.

        Raises:
            OSError: There is no room for them; those before are intact.
        """
        check_room(self.weights_path.parent, self.model)
        self.best, self.best_epoch = score, epoch
        # Beside, then in place: a run killed while it writes keeps the best weights it had.
        new = self.weights_path.with_name("new.weights.h5")
        self.model.save_weights(new, overwrite=True)
        os.replace(new, self.weights_path)
        best = {self.monitor: self.best, "epoch": self.best_epoch}
        write_whole(self.score_path, json.dumps(best) + "\n")

    def _before(self) -> bytes:
        has_best = self.score_path.exists() and self.weights_path.exists()
        return self.score_path.read_bytes() if self.resume and has_best else b"{}"


def check_room(folder: Path, model: keras.Model) -> None:
    """Raise an `OSError` where a disk has no room for weights: HDF5 would end the process."""
    needed = 2**20 + sum(weight.nbytes for weight in model.get_weights())
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(
            f"{folder} has no room for the weights: {needed / 1e6:,.0f} MB are needed, "
            f"{free / 1e6:,.0f} MB are free; what was written before is intact."
        )


def write_whole(path: Path, text: str) -> None:
    """Write a file so that a process killed meanwhile leaves the old one."""
    new = path.with_name(f"new.{path.name}")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


class HaltOnNonFiniteLoss(keras.callbacks.Callback):
    """Stops training at a loss that is no number, and puts back the last good epoch's weights.

    With `zoo.training.ExactFit` the loss is no number either where a gradient is none. Put it
    first: what later callbacks score and save is then sound.

    Args:
        checkpoints: Folder of the run's checkpoints, to be named.

    Attributes:
        halted: Whether it has stopped the training.
        good_batch: Batches of its epoch that the last good weights have seen.
    """

    def __init__(self, checkpoints: str | Path = ""):
        super().__init__()
        self.checkpoints = checkpoints

    def on_train_begin(self, logs=None):
        self.halted = False
        self._good = None
        self._finished = 0
        if not self.model.optimizer.built:
            self.model.optimizer.build(self.model.trainable_variables)

    def on_epoch_begin(self, epoch, logs=None):
        if self._good is None:  # not earlier: a resumed run has read its weights only now
            self._keep()
            self.good_batch = getattr(self.model, "batches_to_skip", 0)

    def on_train_batch_end(self, batch, logs=None):
        self._check((logs or {}).get("loss", 0.0), f"batch {batch + 1}")

    def on_epoch_end(self, epoch, logs=None):
        # The last update may spoil the weights after the last loss was computed.
        self._check((logs or {}).get("val_loss", 0.0), "validation")
        if not self.halted:
            self._finished += 1
            self._keep()
            self.good_batch = 0
            return
        for variable, value in zip(self._variables(), self._good, strict=True):
            variable.assign(value)

    def _check(self, loss, where):
        if self.halted or math.isfinite(float(loss)):
            return
        self.halted = True
        self.model.stop_training = True
        kept = "of the last good epoch" if self._finished else "it began with"
        step = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))
        files = f" Checkpoints are in {self.checkpoints}." if self.checkpoints else ""
        print(
            f"\nThe loss became {loss} at step {step}, {where}: training stops, with the weights "
            f"{kept}.{files} A lower `peak_learning_rate` or a longer `warmup_steps` is the usual "
            "cure."
        )

    def _keep(self):
        self._good = [keras.ops.copy(variable) for variable in self._variables()]

    def _variables(self):
        # The optimizer's as well: moments and averaged weights are spoilt with the rest.
        return [*self.model.variables, *self.model.optimizer.variables]


class SwapAverages(keras.callbacks.Callback):
    """Validation, scores and best weights are those of the optimizer's averages.

    From the epoch's end until `SwapBack` the model has the averages, and the optimizer the plain
    weights. Both are kept bit for bit, which Keras's `SwapEMAWeights` does not.

    Example:
        >>> averages = SwapAverages()
        >>> callbacks = [averages, keras.callbacks.TerminateOnNaN(), SwapBack(averages)]
    """

    def __init__(self):
        super().__init__()
        self.is_swapped = False

    def on_train_begin(self, logs=None):
        if self.is_swapped:  # the last `fit` was interrupted
            self.swap()

    def on_test_begin(self, logs=None):
        if not self.is_swapped:
            self.swap()

    def on_test_end(self, logs=None):
        if self.is_swapped:
            self.swap()

    def on_epoch_end(self, epoch, logs=None):
        if not self.is_swapped:
            self.swap()

    def swap(self) -> None:
        """Exchange weights and averages."""
        optimizer = self.model.optimizer
        optimizer = getattr(optimizer, "inner_optimizer", optimizer)
        averages = optimizer._model_variables_moving_average
        for weight, average in zip(self.model.trainable_variables, averages, strict=True):
            value = keras.ops.convert_to_numpy(weight).copy()
            weight.assign(keras.ops.convert_to_numpy(average))
            average.assign(value)
        self.is_swapped = not self.is_swapped


class SwapBack(keras.callbacks.Callback):
    """Puts the plain weights back, after the callbacks that look at the averages.

    Args:
        averages: What put them in.
    """

    def __init__(self, averages: SwapAverages):
        super().__init__()
        self.averages = averages

    def on_epoch_end(self, epoch, logs=None):
        if self.averages.is_swapped:
            self.averages.swap()


class TrainingClock(keras.callbacks.Callback):
    """Writes a line of JSON after each epoch: the time spent, and every logged figure.

    Training, validation and scoring count. `minutes` is by the wall clock; `cpu_minutes` is the
    process's own time over all cores, which other work on the machine does not change.

    Args:
        path: File the lines are written to.
        resume: Go on from the last line of `path` whose epoch is not trained again.
    """

    def __init__(self, path: str | Path, *, resume: bool = False):
        super().__init__()
        self.path = Path(path)
        self.resume = resume
        self.minutes = self.cpu_minutes = 0.0

    def on_train_begin(self, logs=None):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lines = self._whole_lines() if self.resume and self.path.exists() else []
        write_whole(self.path, "".join(f"{line}\n" for line in lines))
        before = json.loads(lines[-1]) if lines else {"minutes": 0.0, "cpu_minutes": 0.0}
        self.minutes, self.cpu_minutes = before["minutes"], before["cpu_minutes"]
        self._wall_zero = time.monotonic() - 60 * self.minutes
        self._cpu_zero = time.process_time() - 60 * self.cpu_minutes

    def on_epoch_end(self, epoch, logs=None):
        self.minutes = (time.monotonic() - self._wall_zero) / 60
        self.cpu_minutes = (time.process_time() - self._cpu_zero) / 60
        line = {"epoch": epoch + 1, "minutes": self.minutes, "cpu_minutes": self.cpu_minutes}
        line.update({name: float(value) for name, value in (logs or {}).items()})
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def _whole_lines(self):
        """Lines of finished epochs; a process killed while it wrote left half of one."""
        text = self.path.read_text(encoding="utf-8")
        lines = text[: text.rfind("\n") + 1].splitlines()
        done = self.model._initial_epoch  # as `Checkpoints` has read it
        return [line for line in lines if done is None or json.loads(line)["epoch"] <= done]
