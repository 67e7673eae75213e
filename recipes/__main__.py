"""The command line: `python -m recipes translation --help`, generated from each `Config`."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Annotated, Literal

import tyro

from recipes import (
    captioning,
    forecasting,
    image_classification,
    image_generation,
    language_model,
    sentiment,
    speech,
    tagging,
    translation,
    video_classification,
)
from zoo.export import check_export_path
from zoo.export.warmup import check_warmup
from zoo.training import HaltOnNonFiniteLoss
from zoo.training.distribution import get_strategy, workers_of
from zoo.training.local_workers import run_workers

RECIPES = {
    "captioning": captioning,
    "forecasting": forecasting,
    "image_classification": image_classification,
    "image_generation": image_generation,
    "language_model": language_model,
    "sentiment": sentiment,
    "speech": speech,
    "tagging": tagging,
    "translation": translation,
    "video_classification": video_classification,
}


def _command(recipe: ModuleType) -> Callable[..., None]:
    """The command of a recipe: the fields of its `Config`, and what all have."""

    def command(
        config: Annotated[recipe.Config, tyro.conf.arg(name="")],
        save: str = "",
        export: str = "",
        storage: Literal["float32", "float16", "int8"] = "float32",
        warmup_rows: tuple[int, ...] = (),
        workers: int = 0,
    ) -> None:
        """{task} Trains a model and scores it on the test split.

        Args:
            config: What is trained on what.
            save: Folder for `model.keras`, tokenizers and config.
            export: Folder for a SavedModel, which plain TensorFlow serves.
            storage: How it stores its weights; its card shows what less than float32 costs.
            warmup_rows: Rows of the requests by which TF Serving warms it up; see docs/serving.md.
            workers: With the strategy multi_worker, so many processes on this machine.
        """
        _run(recipe, config, save, export, storage, warmup_rows, workers)

    command.__doc__ = command.__doc__.format(task=recipe.__doc__.splitlines()[0])
    return command


def _run(recipe, config, save, export, storage, warmup_rows, workers) -> None:
    if workers and config.strategy != "multi_worker":
        raise ValueError(
            f"`workers` is of the strategy `multi_worker`, got `strategy`={config.strategy!r}."
        )
    if Path(save).is_file():
        raise ValueError(f"`save` must be a folder to write to, got the file {save!r}.")
    if export:
        check_export_path(export, name="export")
        if Path(export).resolve() in (Path(p).resolve() for p in (save, config.run_dir) if p):
            raise ValueError(f"`export` must be a folder of its own, got {export!r} twice.")
        check_warmup(warmup_rows)
    elif warmup_rows or storage != "float32":
        raise ValueError("`storage` and `warmup_rows` are of an export: give --export as well.")
    if workers and "TF_CONFIG" not in os.environ:
        sys.exit(run_workers([sys.executable, "-m", "recipes", *sys.argv[1:]], workers))
    if not (save or export or config.run_dir):
        message = "The model will not be kept: none of --save, --export and --run-dir is given."
        print(message, file=sys.stderr)
    run = recipe.train(config)
    together = workers_of(get_strategy(config.strategy))
    if together.is_chief:
        _keep(run, save, export, storage, warmup_rows)
    together.wait()  # TensorFlow takes a worker that has ended for one that has crashed
    if any(c.halted for c in run.data.callbacks if isinstance(c, HaltOnNonFiniteLoss)):
        raise ValueError("training stopped early: the loss was no number. See above for the cure.")


def _keep(run, save, export, storage, warmup_rows) -> None:
    if save:  # before anything else can go wrong
        print(f"Saved: {run.save(save)}")
    scores = run.evaluate()
    print(json.dumps({name: round(value, 3) for name, value in scores.items()}))
    if export:
        print(f"Exported: {run.export(export, storage=storage, warmup_rows=warmup_rows)}")


def main() -> None:
    """Run a recipe; a user's mistake is one line, not a traceback."""
    commands = {name: _command(recipe) for name, recipe in RECIPES.items()}
    try:
        tyro.extras.subcommand_cli_from_dict(commands, prog="recipes")
    except (ValueError, TypeError, OSError, ImportError, MemoryError, RuntimeError) as error:
        sys.exit(f"error: {error}")


if __name__ == "__main__":
    main()
