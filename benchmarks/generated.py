"""Recipes of images on data that they draw, beside their baselines.

    python -m benchmarks.generated captioning               # and --archs transformer

One architecture after the other, with the recipe's defaults but for `SETTINGS`; each resumes where
it was killed. Writes `results/generated_<recipe>.json`. The validation split chooses the weights,
the test split is scored; no test scene of captioning has a combination of things that a training
scene has.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.rows import add_row
from recipes import captioning, image_classification, image_generation

RECIPES = {
    "captioning": (captioning, ("lstm_attention", "transformer", "lstm")),
    "image_classification": (image_classification, ("vit", "cnn")),
    "image_generation": (image_generation, ("transformer", "lstm")),
}
# Where the recipe's defaults, which suit its first architecture, do not suit another.
SETTINGS = {
    ("captioning", "transformer"): {"num_layers": 2, "peak_learning_rate": 5e-4, "epochs": 80},
}
RESULTS = Path(__file__).parent / "results"


def measure(name: str, arch: str, run_dir: str) -> dict:
    """Train one architecture, and score it."""
    recipe, _ = RECIPES[name]
    settings = SETTINGS.get((name, arch), {})
    run = recipe.train(arch=arch, **settings, strategy="none", run_dir=run_dir)
    last = json.loads((Path(run_dir) / "log.jsonl").read_text().splitlines()[-1])
    return {
        "command": f"python -m benchmarks.generated {name} --archs {arch}",
        "config": {k: v for k, v in asdict(run.config).items() if k != "run_dir"},
        "parameters": run.model.count_params(),
        "epochs_trained": last["epoch"],
        "cpu_minutes": last["cpu_minutes"],
        "wall_minutes": last["minutes"],
        "test": run.evaluate(),
    }


def main() -> None:
    """Parse the command line, and measure one architecture after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recipe", choices=tuple(RECIPES))
    parser.add_argument("--archs", nargs="+")
    parser.add_argument("--run-dir", default="runs/generated")
    arguments = parser.parse_args()
    name = arguments.recipe
    path = RESULTS / f"generated_{name}.json"
    for arch in arguments.archs or RECIPES[name][1]:
        found = measure(name, arch, f"{arguments.run_dir}/{name}/{arch}")
        add_row(path, arch, found)


if __name__ == "__main__":
    main()
