"""What every recipe trains with: optimizer, loss and metrics, callbacks, kept settings."""

import atexit
import importlib.util
import json
import shutil
import tempfile
import zlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import keras

from zoo.training.average_checkpoints import AverageCheckpoints
from zoo.training.callbacks import (
    BackupEpochs,
    HaltOnNonFiniteLoss,
    KeepBestWeights,
    SwapAverages,
    TrainingClock,
    write_whole,
)
from zoo.training.losses import LabelSmoothedCrossEntropy
from zoo.training.metrics import Perplexity, TokenAccuracy
from zoo.training.optimizers import AveragingAdam
from zoo.training.schedules import InverseSquareRoot


def compile_for_tokens(
    model: keras.Model,
    *,
    peak_learning_rate: float,
    warmup_steps: int,
    clip_norm: float = 1.0,
    ema_momentum: float = 0.0,
    weight_decay: float = 0.0,
    label_smoothing: float = 0.1,
    jit_compile: bool = False,
) -> None:
    """Compile a model whose output is token logits.

    Call it inside the scope of the strategy that the model was made in.

    Args:
        model: Gives logits (B, T, V).
        peak_learning_rate: Learning rate at the end of the warm-up.
        warmup_steps: Steps until then; after it the rate falls with the root of the step.
        clip_norm: Largest global norm of the gradients; 0 for any.
        ema_momentum: Average the weights with this momentum; 0 for none.
        weight_decay: Kernels and embeddings shrink by this share times the learning rate at every
            step.
        label_smoothing: Share of probability spread over the vocabulary.
        jit_compile: Compile the step by XLA.

    Reference:
        Vaswani et al. 2017, "Attention Is All You Need", section 5.3 (Adam, schedule) and 5.4.
    """
    optimizer = AveragingAdam(
        InverseSquareRoot(peak_learning_rate, warmup_steps=warmup_steps),
        beta_2=0.98,
        epsilon=1e-9,
        global_clipnorm=clip_norm or None,
        use_ema=ema_momentum > 0,
        ema_momentum=ema_momentum or 0.99,
        weight_decay=weight_decay or None,
    )
    model.compile(
        optimizer,
        loss=LabelSmoothedCrossEntropy(label_smoothing),
        weighted_metrics=[TokenAccuracy(), Perplexity()],
        jit_compile=jit_compile,
    )


def standard_callbacks(
    scoring: keras.callbacks.Callback,
    *,
    monitor: str,
    run_dir: str = "",
    patience: int = 0,
    use_ema: bool = False,
    average_epochs: int = 0,
    tensorboard: bool = False,
) -> list[keras.callbacks.Callback]:
    """Scoring, best weights, early stopping, resuming and safety, in the order they need.

    Args:
        scoring: A callback that logs `monitor`.
        monitor: The figure to be maximised.
        run_dir: Folder for checkpoints and logs. A run that was killed resumes from it, and one
            that had ended is read back, or goes on if there are more epochs now. Empty: a
            temporary folder, and no resuming.
        patience: Epochs without a better score before training stops; 0 for never.
        use_ema: Whether the optimizer averages weights: validation, scores and best weights are
            then those of the average.
        average_epochs: Average the weights of so many last epochs in the end, and keep the mean if
            it scores better than the best epoch; 0 for not.
        tensorboard: Write TensorBoard logs to `run_dir`.

    Returns:
        Callbacks for `model.fit`.

    Raises:
        ValueError: `tensorboard` without a `run_dir`, or it is not installed.
    """
    if tensorboard:
        check_tensorboard(run_dir)
    directory = Path(run_dir or _temporary_folder())
    resume = bool(run_dir)
    callbacks = [HaltOnNonFiniteLoss()]
    if resume:
        # Before the averaged weights are swapped in: training goes on from the plain ones.
        callbacks.append(BackupEpochs(directory / "backup"))
    if use_ema:
        callbacks.append(SwapAverages(resume=resume))
    best = KeepBestWeights(directory, monitor, patience=patience, resume=resume)
    callbacks += [scoring, best, TrainingClock(directory / "log.jsonl", resume=resume)]
    if average_epochs:
        callbacks.append(
            AverageCheckpoints(
                directory / "epochs", last=average_epochs, scoring=scoring, best=best
            )
        )
    if tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(directory / "tensorboard"))
    return callbacks


def check_tensorboard(run_dir: str) -> None:
    """Raise unless TensorBoard logs can be written to `run_dir`."""
    if not run_dir:
        raise ValueError("`run_dir` must be given with `tensorboard`, got ''.")
    if importlib.util.find_spec("tensorboard") is None:
        raise ValueError("`tensorboard` needs the package: pip install seqzoo[tensorboard].")


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
    weights = ("best.weights.h5", "backup/latest.weights.h5")
    has_weights = any((Path(run_dir) / name).exists() for name in weights)
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
