"""Image generation on `shapes`: image GPT and an LSTM, beside the Markov model of two neighbours.

    python -m benchmarks.image_generation               # or --archs transformer

The recipe's defaults, one after the other; each resumes where it was killed. Writes
`results/image_generation.json`. The validation split chooses the weights, the test split is scored.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.machine import machine
from recipes import image_generation

ARCHS = ("transformer", "lstm")
RESULT = Path(__file__).parent / "results" / "image_generation.json"


def measure(arch: str, run_dir: str) -> dict:
    """Train one architecture, and score it."""
    run = image_generation.train(arch=arch, strategy="none", run_dir=run_dir)
    last = json.loads((Path(run_dir) / "log.jsonl").read_text().splitlines()[-1])
    return {
        "command": f"python -m benchmarks.image_generation --archs {arch}",
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
    parser.add_argument("--run-dir", default="runs/image_generation")
    arguments = parser.parse_args()
    for arch in arguments.archs:
        found = measure(arch, f"{arguments.run_dir}/{arch}")
        results = json.loads(RESULT.read_text()) if RESULT.exists() else {}
        RESULT.write_text(json.dumps({**results, arch: found}, indent=2) + "\n")
        print(arch, json.dumps(found["test"]), flush=True)


if __name__ == "__main__":
    main()
