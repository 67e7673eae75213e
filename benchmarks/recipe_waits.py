"""How long each recipe's training waits for its batches.

    python -m benchmarks.recipe_waits
    python -m benchmarks.recipe_waits --recipes flickr8k cifar10 --data flickr8k=path cifar10=path

Each recipe with its defaults, on the data that it generates; `flickr8k` and `cifar10` are the
configs of `benchmarks.captioning` and `benchmarks.image_classification` on real images, which are
decoded, flipped and shifted anew. `translation` is measured by `benchmarks.input_pipeline`. Writes
results/recipe_waits.json, one recipe after the other.
"""

import argparse
import json
import time
from dataclasses import replace
from pathlib import Path

from benchmarks import captioning as flickr8k
from benchmarks import image_classification as cifar10
from benchmarks.input_pipeline import share_waited, time_steps
from benchmarks.machine import machine
from recipes.__main__ import RECIPES

RESULT = Path(__file__).parent / "results" / "recipe_waits.json"
CASES = {
    name: (recipe, recipe.Config()) for name, recipe in RECIPES.items() if name != "translation"
}
REAL = {
    "flickr8k": (RECIPES["captioning"], flickr8k.CONFIG),
    "cifar10": (RECIPES["image_classification"], cifar10.CONFIG),
}


def waits(recipe, config, rounds: int = 3, steps: int = 40) -> dict:
    """The share of an epoch that waits for batches, from the beginnings of some epochs."""
    data = recipe.load_data(config)
    model = recipe.build_model(config, data)
    begin, count = time.perf_counter(), 0
    for _ in data.train:
        count += 1
    alone = time.perf_counter() - begin
    time_steps(model, data.train, steps)  # until it is traced
    timings = [time_steps(model, data.train, steps) for _ in range(rounds)]
    return {
        "arch": config.arch,
        "batches": count,
        **share_waited(timings, count),
        "batches_per_second_alone": count / alone,
    }


def main() -> None:
    """Parse the command line, and write what each recipe waits."""
    parser = argparse.ArgumentParser(description=__doc__)
    every = (*CASES, *REAL)
    parser.add_argument("--recipes", nargs="+", choices=every, default=tuple(CASES))
    parser.add_argument("--data", nargs="+", default=[], help="flickr8k=path cifar10=path")
    arguments = parser.parse_args()
    paths = dict(pair.split("=", 1) for pair in arguments.data)
    result = json.loads(RESULT.read_text()) if RESULT.exists() else {"results": {}}
    result["command"] = "python -m benchmarks.recipe_waits [--recipes ...]"
    for name in arguments.recipes:
        recipe, config = (CASES | REAL)[name]
        config = replace(config, data=paths.get(name, config.data), strategy="none")
        result["results"][name] = {**machine(), **waits(recipe, config)}
        print(name, result["results"][name], flush=True)
        RESULT.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
