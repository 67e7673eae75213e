"""What every recipe trains with: optimizer, loss and metrics, callbacks, kept settings."""

import atexit
import json
import shutil
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import keras
import tensorflow as tf

from zoo.training.average_checkpoints import AverageCheckpoints
from zoo.training.callbacks import (
    HaltOnNonFiniteLoss,
    KeepBestWeights,
    SwapAverages,
    SwapBack,
    TrainingClock,
    write_whole,
)
from zoo.training.checkpoints import Checkpoints, Resume
from zoo.training.config import TrainingConfig
from zoo.training.distribution import get_strategy, workers_of
from zoo.training.optimizers import AveragingAdam
from zoo.training.schedules import InverseSquareRoot


def compile_model(
    model: keras.Model,
    config: TrainingConfig,
    *,
    loss: keras.losses.Loss,
    weighted_metrics: Sequence[keras.metrics.Metric] = (),
) -> None:
    """Compile a model as a config says: Adam with warm-up, clipping, averages, decay.

    Call it inside the scope of the strategy that the model was made in.

    Args:
        model: With `zoo.training.ExactFit` in its bases.
        config: How it is fitted.
        loss: Its loss.
        weighted_metrics: Metrics that take the weights of tokens or rows.

    Raises:
        ValueError: Gradients are to be accumulated on another backend than TensorFlow.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 5.3 (Adam, schedule) and 5.4.
    """
    optimizer = AveragingAdam(
        InverseSquareRoot(config.peak_learning_rate, warmup_steps=config.warmup_steps),
        beta_2=0.98,
        epsilon=1e-9,
        global_clipnorm=config.clip_norm or None,
        use_ema=config.ema_momentum > 0,
        ema_momentum=config.ema_momentum or 0.99,
        weight_decay=config.weight_decay or None,
    )
    accumulation = {}
    if config.gradient_accumulation_steps > 1:
        accumulation = {"gradient_accumulation_steps": config.gradient_accumulation_steps}
        if keras.backend.backend() != "tensorflow":
            raise ValueError(
                "`gradient_accumulation_steps` above 1 needs the TensorFlow backend, got "
                f"{keras.backend.backend()!r}."
            )
    model.compile(
        optimizer,
        loss=loss,
        weighted_metrics=list(weighted_metrics),
        jit_compile=config.jit_compile,
        **accumulation,
    )


def standard_callbacks(
    config: TrainingConfig,
    scoring: keras.callbacks.Callback,
    *,
    monitor: str,
    mode: str = "max",
    set_epoch: Callable[[int], None] = lambda epoch: None,
) -> list[keras.callbacks.Callback]:
    """Scoring, best weights, early stopping, resuming and safety, in the order they need.

    Args:
        config: With a `run_dir`, a run that was killed resumes from it, and one that had ended is
            read back, or goes on if there are more epochs now. Without: a temporary folder, and no
            resuming. Of several workers the chief alone writes to it.
        scoring: A callback that logs `monitor`.
        monitor: The figure that says which epoch is the best.
        mode: "max" or "min", which of it is better.
        set_epoch: Is told the epoch before its data are read; see
            `zoo.data.epoch_counter.EpochCounter`.

    Returns:
        Callbacks for `model.fit`.
    """
    strategy = get_strategy(config.strategy)
    workers, resume = workers_of(strategy), bool(config.run_dir)
    directory = Path(config.run_dir if resume and workers.is_chief else _temporary_folder())
    halt = HaltOnNonFiniteLoss(directory / "checkpoints" if resume else "")
    callbacks = [
        keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: set_epoch(epoch)),
        halt,
    ]
    if config.ema_momentum:
        averages = SwapAverages()
        callbacks.append(averages)
    if resume:
        checkpoints = Checkpoints(
            directory / "checkpoints",
            halt=halt,
            every_minutes=config.checkpoint_minutes,
            every_steps=config.checkpoint_steps,
            kept=config.checkpoints_kept,
            workers=workers,
            batching={
                "replicas": strategy.num_replicas_in_sync,
                **{name: value for name, value in asdict(config).items() if "batch" in name},
            },
        )
        callbacks.append(Resume(checkpoints))
    best = KeepBestWeights(
        directory, monitor, mode=mode, patience=config.patience, resume=resume, workers=workers
    )
    callbacks += [scoring, best, TrainingClock(directory / "log.jsonl", resume=resume)]
    if config.average_epochs:
        callbacks.append(
            AverageCheckpoints(
                directory / "epochs",
                last=config.average_epochs,
                scoring=scoring,
                best=best,
                halt=halt,
            )
        )
    if config.tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(directory / "tensorboard"))
    if config.ema_momentum:
        callbacks.append(SwapBack(averages))
    if resume:
        callbacks.append(checkpoints)
    return callbacks


class Batches(Protocol):
    """What a recipe's `load_data` makes, as far as `fit` needs it.

    Attributes:
        train: Batches, shuffled as they are to be.
        validation: Batches, or None.
        callbacks: See `standard_callbacks`.
    """

    train: Any
    validation: Any
    callbacks: Sequence[keras.callbacks.Callback]


def fit(model: keras.Model, config: TrainingConfig, data: Batches, *, batch_size: str) -> None:
    """`model.fit`; of several workers the chief shows the progress.

    Args:
        model: Compiled.
        config: How it is fitted.
        data: What is fitted to.
        batch_size: Field of `config` that says how large a batch is, for the error.

    Raises:
        MemoryError: A batch does not fit.
        ConnectionError: Another worker was lost.
    """
    is_chief = workers_of(get_strategy(config.strategy)).is_chief
    try:
        model.fit(
            data.train,
            validation_data=data.validation,
            epochs=config.epochs,
            callbacks=list(data.callbacks),
            shuffle=False,  # the data set does it
            verbose="auto" if is_chief else 0,
        )
    except (RuntimeError, tf.errors.OpError) as error:
        explained = _explained(error, config, batch_size)
        if explained is None:
            raise
        raise explained from error
    finally:
        for callback in data.callbacks:
            if isinstance(callback, Checkpoints):
                callback.release()


def _explained(error: Exception, config: TrainingConfig, batch_size: str) -> Exception | None:
    resume = f", and resume from {config.run_dir!r}" if config.run_dir else ""
    if "RESOURCE_EXHAUSTED" in str(error) or isinstance(error, tf.errors.ResourceExhaustedError):
        return MemoryError(
            f"out of memory with `{batch_size}`={getattr(config, batch_size)}: try half of it with "
            f"`gradient_accumulation_steps`={2 * config.gradient_accumulation_steps}, which trains "
            "the same, a mixed `precision`, or a smaller model."
        )
    is_lost = isinstance(error, (tf.errors.UnavailableError, tf.errors.AbortedError))
    is_lost |= "Collective ops is aborted" in str(error)
    if is_lost and not workers_of(get_strategy(config.strategy)).is_alone:
        return ConnectionError(f"another worker was lost: start all workers again{resume}.")
    return None


def make_deterministic() -> None:
    """From now on in this process, the same run gives the same weights, bit for bit."""
    tf.config.experimental.enable_op_determinism()


def keep_settings(
    run_dir: str, settings: dict[str, Any], *, may_change: Collection[str] = ()
) -> None:
    """Write a run's settings to its folder, and refuse to resume a run of other settings.

    A folder without weights holds no run yet, and takes any settings.

    Args:
        run_dir: The run's folder.
        settings: Names to values that JSON can hold.
        may_change: Names that a resumed run may change.

    Raises:
        ValueError: The folder holds a run of other settings.
    """
    path = Path(run_dir) / "settings.json"
    weights = ("best.weights.h5", "checkpoints/step_*.checkpoint")
    has_weights = any(found for name in weights for found in Path(run_dir).glob(name))
    before = json.loads(path.read_text(encoding="utf-8")) if has_weights and path.exists() else {}
    name = changed_setting(before, settings, may_change)
    if name:
        raise ValueError(
            f"`run_dir` must be a new folder or hold a run of the same settings: "
            f"{run_dir!r} has {name}={before[name]!r}, got {settings[name]!r}."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(settings, indent=2, ensure_ascii=False) + "\n")


def changed_setting(
    before: dict[str, Any], now: dict[str, Any], may_change: Collection[str]
) -> str | None:
    """The first setting that was another one before and may not change; new ones do not count."""
    fixed = (name for name in now if name in before and name not in may_change)
    return next((name for name in fixed if before[name] != now[name]), None)


def check_same_run(
    config: TrainingConfig, of_data: TrainingConfig | None, may_change: Collection[str]
) -> None:
    """Refuse to build a model by another config than its data were loaded by, for one `run_dir`.

    Args:
        config: What the model is to be built by.
        of_data: What the data were loaded by; None where they were not.
        may_change: Names that may differ.

    Raises:
        ValueError: Another setting differs.
    """
    if not (config.run_dir and of_data):
        return
    name = changed_setting(asdict(of_data), asdict(config), may_change)
    if name:
        raise ValueError(
            f"`config` must be that of `data`, whose `run_dir` belongs to one run: "
            f"{name} is {getattr(of_data, name)!r} there, got {getattr(config, name)!r}."
        )


def checksum(pairs: Iterable[Sequence[str]]) -> int:
    """A number that changes with the examples, so that a run is not resumed on other data."""
    number = 0
    for pair in pairs:
        number = zlib.crc32(repr(tuple(pair)).encode(), number)
    return number


def _temporary_folder() -> str:
    """A folder that goes when the process ends."""
    path = tempfile.mkdtemp(prefix="zoo-")
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path
