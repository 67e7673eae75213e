"""Captions of drawn scenes: how many are true of the image.

    python -m benchmarks.scenes               # or --archs transformer

The recipe's defaults, one after the other; each resumes where it was killed. Writes
`results/scenes.json`. The validation split chooses the weights; the test split, whose combinations
of things are in no training scene, is scored.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.machine import machine
from recipes import captioning

ARCHS = ("lstm_attention", "transformer", "lstm")
RESULT = Path(__file__).parent / "results" / "scenes.json"


def measure(arch: str, run_dir: str) -> dict:
    """Train one architecture, and score it."""
    run = captioning.train(arch=arch, strategy="none", run_dir=run_dir)
    last = json.loads((Path(run_dir) / "log.jsonl").read_text().splitlines()[-1])
    return {
        "command": f"python -m benchmarks.scenes --archs {arch}",
        "config": {k: v for k, v in asdict(run.config).items() if k != "run_dir"},
        "parameters": run.model.count_params(),
        "epochs_trained": last["epoch"],
        "cpu_minutes": last["cpu_minutes"],
        "wall_minutes": last["minutes"],
        "test": run.evaluate(),
        **machine(),
    }


def main() -> None:
    """Parse the command line, and measure one architecture after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archs", nargs="+", choices=ARCHS, default=ARCHS)
    parser.add_argument("--run-dir", default="runs/scenes")
    arguments = parser.parse_args()
    for arch in arguments.archs:
        found = measure(arch, f"{arguments.run_dir}/{arch}")
        results = json.loads(RESULT.read_text()) if RESULT.exists() else {}
        RESULT.write_text(json.dumps({**results, arch: found}, indent=2) + "\n")
        print(arch, json.dumps(found["test"]), flush=True)


if __name__ == "__main__":
    main()
