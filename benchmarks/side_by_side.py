"""All architectures, and all positions, under one small budget on `korean_english`.

    python -m benchmarks.side_by_side architectures     # or positions

Each of three seeds gets 6 epochs with the recipe's defaults; recurrent networks have one layer of
192, which gives them about the Transformer's 1.4 M weights. Writes
`results/side_by_side_<what>.json`, one run after the other: started again it goes on.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from benchmarks.korean_english import measure
from benchmarks.rows import read_rows
from recipes import translation
from zoo.models import ARCHITECTURES
from zoo.models.positions import KINDS

SEEDS = (0, 1, 2)
BASE = translation.Config(strategy="none", epochs=6)
RNN = replace(BASE, num_layers=1, d_model=192)
VARIANTS = {
    "architectures": {
        arch: replace(BASE if arch in ("transformer", "conv") else RNN, arch=arch)
        for arch in ARCHITECTURES
    },
    "positions": {kind: replace(BASE, positions=kind) for kind in KINDS},
}


def main() -> None:
    """Parse the command line, and measure what is not measured yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=tuple(VARIANTS))
    parser.add_argument("--run-dir", default="runs/side_by_side")
    arguments = parser.parse_args()
    path = Path(__file__).parent / "results" / f"side_by_side_{arguments.what}.json"
    results = read_rows(path)
    for seed in SEEDS:
        for name, config in VARIANTS[arguments.what].items():
            if str(seed) in results.get(name, {}):
                continue
            run_dir = f"{arguments.run_dir}/{arguments.what}/{name}_{seed}"
            result = measure(
                replace(config, seed=seed, run_dir=run_dir),
                f"python -m benchmarks.side_by_side {arguments.what}",
            )
            results.setdefault(name, {})[str(seed)] = result
            path.write_text(json.dumps(results, indent=2) + "\n")
            print(name, seed, json.dumps(result["test"]), flush=True)


if __name__ == "__main__":
    main()
