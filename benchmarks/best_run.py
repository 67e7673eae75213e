"""A run with the weights that were best on its validation split, and how they came about."""

import json
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from benchmarks.machine import machine
from recipes.run import BaseRun


def keep_machine(run_dir: str) -> None:
    """Write down what a run begins to be trained on, for `best_run`."""
    path = Path(run_dir) / "machine.json"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(machine()) + "\n")


def with_data(command: str, data: str | None) -> str:
    """A command, with a folder of the user's named as anyone's."""
    if not data or not Path(data).exists():
        return command
    return f"{command} --data path/to/{Path(data).name}"


def best_run(recipe: ModuleType, config) -> tuple[BaseRun, dict]:
    """Read what a recipe and `keep_machine` left in `config.run_dir`.

    Returns:
        The run, and its config, parameters, best epoch, minutes and machine for a result's file.
    """
    data = recipe.load_data(config)
    model = recipe.build_model(config, data)
    folder = Path(config.run_dir)
    model.load_weights(folder / "best.weights.h5")
    last = json.loads((folder / "log.jsonl").read_text().splitlines()[-1])
    return recipe.Run(config, data, model), {
        "config": {k: v for k, v in asdict(config).items() if k not in ("data", "run_dir")},
        "parameters": model.count_params(),
        **json.loads((folder / "best.json").read_text()),
        "epochs_trained": last["epoch"],
        "cpu_minutes": last["cpu_minutes"],
        "wall_minutes": last["minutes"],
        **json.loads((folder / "machine.json").read_text()),
    }
