"""What memory a recipe's streamed data take: run in a process of its own."""

import subprocess
import sys
from pathlib import Path

from benchmarks.peak_memory import peak_memory


def peak_of_epochs(recipe: str, path: Path) -> tuple[float, float]:
    """The weights of an epoch's batches, summed, and the peak in MiB, at the end of two epochs.

    Windows are of a million characters.
    """
    command = [sys.executable, "-m", "tests.data.peak_of_epochs", recipe, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    weight, peak = map(float, done.stdout.split())
    return weight, peak


def _read(recipe: str, path: str) -> None:
    import zoo.text.parts
    from recipes.__main__ import RECIPES

    zoo.text.parts._CHARACTERS = 100_000
    config = RECIPES[recipe].Config(data=path, streaming=True, tokenizer="word")
    data = RECIPES[recipe].load_data(config)
    for _ in range(2):
        weight = sum(float(weights.numpy().sum()) for *_, weights in data.train)
    print(weight, peak_memory())


if __name__ == "__main__":
    _read(*sys.argv[1:])
