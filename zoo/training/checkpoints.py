"""A run that is killed goes on where it was."""

import signal
import threading
import time
from pathlib import Path
from typing import Any

import keras
import numpy as np

from zoo.training.callbacks import HaltOnNonFiniteLoss
from zoo.training.checkpoint_files import Checkpoint, CheckpointFiles
from zoo.training.workers import OneWorker

__all__ = ["STOPPED", "Checkpoints", "Resume"]

STOPPED = 128 + signal.SIGTERM
"""The exit status of a run that was told to stop, and has written where it was."""


class Checkpoints(keras.callbacks.Callback):
    """Writes all that training needs to go on, and goes on from it.

    Weights, the optimizer with its step, the states of random generators, metrics of the epoch so
    far, and how many batches of it were taken. On SIGTERM it writes at the end of the batch, or of
    the epoch where that is being scored, and ends the process with the status `STOPPED`.

    Within an epoch it writes for models with `zoo.training.ExactFit` on the TensorFlow backend;
    others go on from the last epoch. The data must come in the same order again: it may depend on
    the epoch's number alone (`zoo.data.epoch_counter.EpochCounter`).

    Put it last, and `Resume` before callbacks that ask where the run stands: the weights are then
    the plain ones, and an epoch that was not scored is not over.

    Args:
        directory: Folder of its own.
        halt: Says whether the epoch was halted; then it is trained anew, from its beginning.
        every_minutes: Minutes between checkpoints within an epoch; 0 for none.
        every_steps: Batches between checkpoints within an epoch; 0 for none.
        kept: How many stay.
        workers: Those that train together: the chief writes, and all go on from what it has.
        batching: What the cut of the data into batches hangs on, as JSON can hold it: an epoch that
            was begun by another goes on from its beginning.

    Raises:
        OSError: In training, a checkpoint cannot be written; those before it are intact.
        ValueError: In training, no checkpoint of the folder can be read, or they are of another
            model.
    """

    def __init__(
        self,
        directory: str | Path,
        *,
        halt: HaltOnNonFiniteLoss,
        every_minutes: float = 10.0,
        every_steps: int = 0,
        kept: int = 2,
        workers: OneWorker | None = None,
        batching: dict[str, Any] | None = None,
    ):
        super().__init__()
        self.files = CheckpointFiles(directory, kept=kept)
        self.halt = halt
        self.every_minutes = every_minutes
        self.every_steps = every_steps
        self.workers = workers or OneWorker()
        self.batching = batching or {}
        self._stop_wanted = False
        self._before = self._skipped = self._resumed_metrics = None
        self._last_time, self._last_batch = time.monotonic(), 0

    def resume(self) -> None:
        """Go on from the newest checkpoint, if there is one."""
        self._stop_wanted, self._skipped, self._resumed_metrics = False, None, None
        self._last_time, self._last_batch = time.monotonic(), 0
        if not self.model.optimizer.built:
            self.model.optimizer.build(self.model.trainable_variables)
        path = self.files.newest() if self.workers.is_chief else None
        payload = self.workers.from_chief(path.read_bytes() if path else b"")
        self.model._initial_epoch = 0
        if payload:
            self._restore(Checkpoint.from_bytes(payload))

    def release(self) -> None:
        """SIGTERM is again what it was before training."""
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)
            self._before = None

    def on_train_begin(self, logs=None):
        if threading.current_thread() is threading.main_thread():
            other = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
            if isinstance(other, Checkpoints):  # of a `fit` that an error ended
                other.release()
            self._before = signal.signal(signal.SIGTERM, self._on_signal) or signal.SIG_DFL

    def on_train_end(self, logs=None):
        self.release()
        self._skip(0)
        self.model._initial_epoch = None  # of this run alone
        if self.workers.any(self._stop_wanted):
            self._exit()

    def on_epoch_begin(self, epoch, logs=None):
        self._epoch = epoch
        if self._takes_parts:
            self.model.batches_seen = 0

    def on_train_batch_end(self, batch, logs=None):
        if self._skipped is not None:
            if not self.model.batches_to_skip:
                self._restore_metrics()
            return
        if not self.workers.any(self._stop_wanted or self._is_due()):
            return
        if self._takes_parts and not self.halt.halted:
            self._write(self._epoch, self.model.batches_seen)
        if self.workers.any(self._stop_wanted):
            self._exit()

    def on_epoch_end(self, epoch, logs=None):
        self._skip(0)
        if self.halt.halted:  # it has put the last good weights back
            self._write(epoch, self.halt.good_batch, metrics=self._resumed_metrics)
        elif not (self._takes_parts and self.model.batches_seen < (self.params["steps"] or 0)):
            self._write(epoch + 1, 0)
        if self.workers.any(self._stop_wanted):
            self._exit()

    @property
    def _takes_parts(self):
        return hasattr(self.model, "batches_to_skip")

    def _is_due(self):
        if not self._takes_parts:
            return False
        minutes, steps = (time.monotonic() - self._last_time) / 60, self.every_steps
        seen = self.model.batches_seen
        by_steps = steps > 0 and seen // steps > self._last_batch // steps
        return by_steps or 0 < self.every_minutes <= minutes

    def _write(self, epoch, batch, metrics=None):
        step = int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))
        arrays = [_read(variable) for variable in self._variables()]
        if metrics is None:
            metrics = [_read(variable) for variable in self.model.metrics_variables]
        self._last_time, self._last_batch = time.monotonic(), batch
        if not self.workers.is_chief:
            return
        # An update may spoil the weights after the last loss was computed.
        if all(np.all(np.isfinite(array)) for array in arrays if array.dtype.kind == "f"):
            about = {"epoch": epoch, "batch": batch, "batches": self._batches()}
            checkpoint = Checkpoint({**about, "metrics": len(metrics)}, arrays + metrics)
            self.files.write(step, checkpoint)
        else:
            print(f"\nNo checkpoint is written at step {step}: a value is no finite number.")

    def _restore(self, checkpoint):
        about, arrays = checkpoint
        variables = self._variables()
        count = len(arrays) - about["metrics"]
        if _shapes(variables) != _shapes(arrays[:count]):
            raise ValueError(
                f"the checkpoints in {str(self.files.directory)!r} are of another model or "
                f"optimizer: they hold {count} values, got {len(variables)} variables, or of other "
                "shapes."
            )
        _assign(variables, arrays[:count])
        self.model._initial_epoch = about["epoch"]
        if not (about["batch"] and self._takes_parts):
            return
        # Batches of another size are other ones: then the epoch begins anew.
        are_same = about["batches"] == self._batches()
        if are_same and about["batch"] % self.model.steps_per_execution == 0:
            self._skip(about["batch"])
            self._last_batch, self._skipped = about["batch"], arrays[count:]
            self._resumed_metrics = self._skipped

    def _batches(self):
        """What tells an epoch's batches from others."""
        return {"count": self.params["steps"], **self.batching}

    def _skip(self, batches):
        self._skipped = None
        if self._takes_parts:
            self.model.batches_to_skip = batches

    def _restore_metrics(self):
        """Of the batches that were skipped; others may have been asked for this time."""
        metrics = self.model.metrics_variables
        if _shapes(metrics) == _shapes(self._skipped):
            _assign(metrics, self._skipped)
        self._skipped = None

    def _variables(self):
        return [*self.model.variables, *self.model.optimizer.variables]

    def _on_signal(self, number, frame):
        self._stop_wanted = True

    def _exit(self):
        if self.workers.is_chief:
            newest = self.files.paths()[-1:]
            where = f"it goes on from {newest[0]}" if newest else "no epoch was finished"
            print(f"\nTraining was told to stop: started again, {where}.", flush=True)
        raise SystemExit(STOPPED)


class Resume(keras.callbacks.Callback):
    """Goes on from a run's newest checkpoint, before other callbacks ask where it stands.

    Args:
        checkpoints: What writes them.
    """

    def __init__(self, checkpoints: Checkpoints):
        super().__init__()
        self.checkpoints = checkpoints

    def on_train_begin(self, logs=None):
        self.checkpoints.resume()


def _shapes(values) -> list[tuple[int, ...]]:
    return [tuple(value.shape) for value in values]


def _read(variable) -> np.ndarray:
    return np.array(keras.ops.convert_to_numpy(variable))


def _assign(variables, arrays) -> None:
    for variable, array in zip(variables, arrays, strict=True):
        if array.dtype.kind == "V":  # bfloat16, which NumPy's files do not know
            array = array.view(_read(variable).dtype)
        variable.assign(array)
