"""Forecasting: ETTh1, all seven columns from all seven, standardised, beside what learns nothing.

    python -m benchmarks.forecasting --data path/to/ETTh1.csv
    python -m benchmarks.forecasting --data path/to/ETTh1.csv --arch lstm --horizon 96

Trains each architecture for each horizon that results/forecasting.json does not hold yet, and goes
on where it was killed. Contexts of 336 hours, the customary 12, 4 and 4 months, as in Zeng et al.
2023; all windows of the test months are scored (their loader leaves out those that fill no batch:
one of 2,785). Validation chooses the weights; the test split is read by the scores alone.
"""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.machine import machine
from recipes import forecasting

RESULTS = Path(__file__).parent / "results" / "forecasting.json"
HORIZONS = (24, 96)
_COMMON = forecasting.Config(
    context=336,
    instance_norm="last",
    epochs=10,
    patience=3,
    peak_learning_rate=1e-3,
    strategy="none",
)
_NETWORK = replace(_COMMON, patch=24, dropout_rate=0.2, epochs=20)
CONFIGS = {
    "linear": replace(_COMMON, arch="linear"),
    "lstm": replace(_NETWORK, arch="lstm"),
    "transformer": replace(_NETWORK, arch="transformer", num_layers=2),
}


def measure(config: forecasting.Config) -> dict:
    """Train, or go on, and score."""
    run = forecasting.train(config)
    folder = Path(config.run_dir)
    lines = (folder / "log.jsonl").read_text().splitlines()
    epochs = [json.loads(line) for line in lines]
    best = json.loads((folder / "best.json").read_text())
    return {
        "config": {k: v for k, v in asdict(config).items() if k not in ("data", "run_dir")},
        "parameters": run.model.count_params(),
        "validation_mse": best["val_loss"],
        "epoch": best["epoch"],
        "epochs_trained": epochs[-1]["epoch"],
        "cpu_minutes": epochs[-1]["cpu_minutes"],
        "wall_minutes": epochs[-1]["minutes"],
        "rows": {name: len(rows) for name, rows in run.data.rows._asdict().items()},
        "test": run.evaluate(),
    }


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="ETTh1.csv (or .gz, or its beginning)")
    parser.add_argument("--arch", choices=tuple(CONFIGS), help="all where not given")
    parser.add_argument("--horizon", type=int, help="24 and 96 where not given")
    parser.add_argument("--run-dir", default="runs/forecasting")
    parser.add_argument("--epochs", type=int, help="for a try: the file is not written then")
    arguments = parser.parse_args()
    results = json.loads(RESULTS.read_text())["results"] if RESULTS.exists() else {}
    for horizon in [arguments.horizon] if arguments.horizon else HORIZONS:
        for arch in [arguments.arch] if arguments.arch else CONFIGS:
            name = f"{arch} {horizon}"
            if name in results and not arguments.epochs:
                continue
            folder = f"{arguments.run_dir}/{arch}_{horizon}"
            config = replace(CONFIGS[arch], horizon=horizon, data=arguments.data, run_dir=folder)
            if arguments.epochs:
                config = replace(config, epochs=arguments.epochs)
            results[name] = {**measure(config), **machine()}
            print(name, json.dumps(results[name]), flush=True)
            if not arguments.epochs:
                report = {
                    "command": "python -m benchmarks.forecasting --data path/to/ETTh1.csv",
                    "results": results,
                }
                RESULTS.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
