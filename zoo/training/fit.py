"""The callbacks that every recipe trains with."""

import json
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import keras

from zoo.training.callbacks import HaltOnNonFiniteLoss, KeepBestWeights, TrainingClock


def standard_callbacks(
    scoring: keras.callbacks.Callback,
    *,
    monitor: str,
    run_dir: str = "",
    patience: int = 0,
    use_ema: bool = False,
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
        tensorboard: Write TensorBoard logs to `run_dir`.

    Returns:
        Callbacks for `model.fit`.
    """
    directory = Path(run_dir or tempfile.mkdtemp(prefix="zoo-"))
    callbacks = [HaltOnNonFiniteLoss()]
    if use_ema:
        callbacks.append(keras.callbacks.SwapEMAWeights(swap_on_epoch=True))
    callbacks += [
        scoring,
        KeepBestWeights(directory, monitor, patience=patience),
        TrainingClock(directory / "log.jsonl"),
    ]
    if tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(directory / "tensorboard"))
    if run_dir:
        # Before the averaged weights are swapped in: training goes on from the plain ones.
        backup = keras.callbacks.BackupAndRestore(
            directory / "backup", double_checkpoint=True, delete_checkpoint=False
        )
        callbacks.insert(1, backup)
    return callbacks


def keep_settings(
    run_dir: str, settings: dict[str, Any], *, may_change: Collection[str] = ()
) -> None:
    """Write a run's settings to its folder, and refuse to resume a run of other settings.

    Args:
        run_dir: The run's folder.
        settings: Names to values that JSON can hold.
        may_change: Names that a resumed run may change.

    Raises:
        ValueError: The folder holds a run of other settings.
    """
    path = Path(run_dir) / "settings.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    for name, value in settings.items():
        if name not in may_change and before.get(name, value) != value:
            raise ValueError(
                f"`run_dir` must be a new folder or hold a run of the same settings: "
                f"{run_dir!r} has {name}={before[name]!r}, got {value!r}."
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(settings, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
