"""What safety costs: checkpoints, and the same weights bit for bit.

    python -m benchmarks.checkpoints

The recipe's default Transformer on `korean_english`: seconds of a training step with and without
`deterministic`, in processes that take turns, and seconds to write a checkpoint. At the default of
one in 10 minutes, their share of the time is seconds / 600.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import keras

from benchmarks.machine import machine
from recipes import translation
from zoo.training import Checkpoints, HaltOnNonFiniteLoss
from zoo.training.fit import fit

REPEATS = 3
CONFIG = translation.Config(size=6_000, epochs=2, strategy="none", checkpoint_minutes=0)


class StepClock(keras.callbacks.Callback):
    """Seconds of each step of the second epoch: in the first shapes are traced."""

    def on_epoch_begin(self, epoch, logs=None):
        self.seconds = []

    def on_train_batch_begin(self, batch, logs=None):
        self.since = time.perf_counter()

    def on_train_batch_end(self, batch, logs=None):
        self.seconds.append(time.perf_counter() - self.since)


def measure(deterministic: bool) -> dict[str, float]:
    """Seconds of a step, and of a checkpoint."""
    config = replace(CONFIG, deterministic=deterministic)
    data = translation.load_data(config)
    model = translation.build_model(config, data)
    clock = StepClock()
    data = replace(data, validation=None, callbacks=(clock,))
    fit(model, config, data, batch_size="tokens_per_batch")
    halt = HaltOnNonFiniteLoss()
    halt.halted = False
    with tempfile.TemporaryDirectory() as folder:
        checkpoints = Checkpoints(folder, halt=halt)
        checkpoints.set_model(model)
        checkpoints.set_params({"steps": None})
        times = []
        for epoch in range(3):
            since = time.perf_counter()
            checkpoints.on_epoch_end(epoch)
            times.append(time.perf_counter() - since)
        megabytes = checkpoints.files.newest().stat().st_size / 1e6
    return {
        "step_seconds": statistics.mean(clock.seconds),
        "checkpoint_seconds": statistics.median(times),
        "checkpoint_megabytes": megabytes,
    }


def main() -> None:
    """Take turns, and write results/checkpoints.json."""
    if len(sys.argv) > 1:
        print("found:" + json.dumps(measure(sys.argv[1] == "deterministic")))
        return
    runs: dict[str, list[dict[str, float]]] = {"plain": [], "deterministic": []}
    for _ in range(REPEATS):
        for name, found in runs.items():
            command = [sys.executable, "-m", "benchmarks.checkpoints", name]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout.split("found:")[1]))
    medians = {
        name: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for name, found in runs.items()
    }
    plain = medians["plain"]
    results = {
        "command": "python -m benchmarks.checkpoints",
        **machine(),
        "repeats": REPEATS,
        **medians,
        "deterministic_over_plain": medians["deterministic"]["step_seconds"]
        / plain["step_seconds"],
        "checkpoint_share_at_10_minutes": plain["checkpoint_seconds"] / 600,
    }
    print(json.dumps(results, indent=2))
    path = Path(__file__).parent / "results" / "checkpoints.json"
    path.write_text(json.dumps(results, indent=2) + "\n")


if __name__ == "__main__":
    main()
