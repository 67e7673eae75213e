"""Tiny Shakespeare by characters: a Transformer, an LSTM and n-grams, within minutes on a CPU.

    python -m benchmarks.language_model train --arch transformer --data path/to/folder
    python -m benchmarks.language_model score --arch transformer --data path/to/folder

The folder holds the first 90 % of the text as train.txt and the next 5 % as val.txt. The task is
that of nanoGPT's recipe for CPUs (https://github.com/karpathy/nanoGPT, "i only have a macbook"): 4
layers, 4 heads, 128 wide, windows of 64 characters, 2,000 batches of 12, no dropout; it reports a
loss of 1.88 nats a character on the last 10 % of the text. Here val.txt, the first half of these,
is read by `score` alone: the last 5 % of train.txt choose the weights.

`train --minutes 5` goes on after the 2,000 batches to so many CPU minutes a core, for a comparison
at equal time, and resumes where it was killed; `score` writes
results/language_model_<arch>[_<minutes>].json.
"""

import argparse
import json
import math
import tempfile
from dataclasses import replace
from pathlib import Path

import keras

from benchmarks.best_run import best_run, keep_machine
from recipes import language_model
from zoo.training import TrainingClock

CORES = 2
EPOCHS, STEPS = 8, 250  # 2,000 batches, with a look at the held-out text after each 250
TRANSFORMER = language_model.Config(
    context=64,
    batch_size=12,
    steps_per_epoch=STEPS,
    epochs=EPOCHS,
    d_model=128,
    num_layers=4,
    num_heads=4,
    d_ff=512,
    peak_learning_rate=3e-3,
    warmup_steps=200,
    strategy="none",
)
# As many parameters as the Transformer.
LSTM = replace(TRANSFORMER, arch="lstm", num_layers=1, d_model=296)
CONFIGS = {"lstm": LSTM, "transformer": TRANSFORMER}


class Budget(keras.callbacks.Callback):
    """Stops before the epoch that would end after `minutes`."""

    def __init__(self, clock: TrainingClock, minutes: float):
        super().__init__()
        self.clock = clock
        self.minutes = minutes

    def on_train_begin(self, logs=None):
        done = self.model._initial_epoch or 0  # as the checkpoints have set it
        if self._is_spent(done):
            self.model._initial_epoch = self.params["epochs"]  # nothing is left to do

    def on_epoch_end(self, epoch, logs=None):
        if self._is_spent(epoch + 1):
            self.model.stop_training = True

    def _is_spent(self, epochs: int) -> bool:
        spent = self.clock.cpu_minutes / CORES
        return epochs > 0 and spent + spent / epochs > self.minutes


def train(config: language_model.Config, minutes: float) -> None:
    """Fit for the 2,000 batches, or within `minutes`."""
    keep_machine(config.run_dir)
    data = language_model.load_data(config)
    print(data.report, flush=True)
    model = language_model.build_model(config, data)
    callbacks = list(data.callbacks)
    if minutes:
        clock = next(c for c in callbacks if isinstance(c, TrainingClock))
        callbacks.append(Budget(clock, minutes))
    model.fit(
        data.train,
        validation_data=data.validation,
        epochs=1_000 if minutes else config.epochs,
        callbacks=callbacks,
        verbose=2,
    )


def score(config: language_model.Config, minutes: float) -> dict:
    """The held-out text with the weights that were best on the end of the training text."""
    run, trained = best_run(language_model, config)
    scores = run.evaluate()
    option = f" --minutes {minutes:g}" if minutes else ""
    return {
        "command": f"python -m benchmarks.language_model train|score --arch {config.arch} "
        f"--data path/to/tinyshakespeare{option}",
        **trained,
        "batches": STEPS * trained["epochs_trained"],
        "test": scores,
        "nats_per_character": scores["bits_per_character"] * math.log(2.0),
        "ngram_nats_per_character": scores["ngram_bits_per_character"] * math.log(2.0),
        "sample": run(["ROMEO:\n"], max_length=400, temperature=0.8, seed=0)[0],
    }


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("train", "score"))
    parser.add_argument("--data", required=True, type=Path)
    parser.add_argument("--arch", choices=tuple(CONFIGS), default="transformer")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--run-dir", default="runs/language_model")
    arguments = parser.parse_args()
    name = arguments.arch
    if arguments.minutes:
        name += f"_{arguments.minutes:g}"
    with tempfile.TemporaryDirectory() as folder:
        for here, there in (("train.txt", "train.txt"), ("test.txt", "val.txt")):
            (Path(folder) / here).symlink_to((arguments.data / there).resolve())
        config = replace(
            CONFIGS[arguments.arch], data=folder, run_dir=f"{arguments.run_dir}/{name}"
        )
        if arguments.step == "train":
            train(config, arguments.minutes)
            return
        path = Path(__file__).parent / "results" / f"language_model_{name}.json"
        path.write_text(json.dumps(score(config, arguments.minutes), indent=2) + "\n")


if __name__ == "__main__":
    main()
