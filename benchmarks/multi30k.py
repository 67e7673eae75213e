"""Multi30k: a Transformer and recurrent networks, 90 minutes each on 2 CPU cores.

    python -m benchmarks.multi30k train --arch transformer --data path/to/multi30k
    python -m benchmarks.multi30k score --arch transformer --data path/to/multi30k

English to German, or others of its languages by `--source` and `--target`. `train` resumes where
it was killed; `score` writes results/multi30k_<arch>.json.

The weights scored are those of the best BLEU on `val` (greedy); the test set is read by `score`
alone. A machine that does other work beside makes the wall clock lie: the budget is counted in the
process's own CPU time, 2 minutes a minute.
"""

import argparse
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path

import keras

from benchmarks.machine import machine
from recipes import translation
from zoo.predictor import text_scores
from zoo.training import TrainingClock

CORES = 2
TRANSFORMER = translation.Config(
    vocabulary_size=6_000,
    joint_vocabulary=True,
    d_model=256,
    num_layers=3,
    num_heads=4,
    d_ff=512,
    norm="pre",
    dropout_rate=0.2,
    epochs=100,
    tokens_per_batch=1_024,
    peak_learning_rate=1e-3,
    warmup_steps=500,
    ema_momentum=0.999,
    width=5,
    length_penalty=1.0,
    validation_texts=1_014,
    strategy="none",
)
RNN = replace(TRANSFORMER, num_layers=1, dropout_rate=0.3, peak_learning_rate=2e-3)
CONFIGS = {
    "lstm": replace(RNN, arch="lstm"),
    "lstm_attention": replace(RNN, arch="lstm_attention"),
    "transformer": TRANSFORMER,
}


class Budget(keras.callbacks.Callback):
    """Keeps the best weights of the first 30 minutes, and stops after `minutes`."""

    def __init__(self, clock: TrainingClock, directory: Path, minutes: float):
        super().__init__()
        self.clock = clock
        self.directory = directory
        self.minutes = minutes

    def on_epoch_end(self, epoch, logs=None):
        spent = self.clock.cpu_minutes / CORES
        if spent <= 30:
            for name in ("best.weights.h5", "best.json"):
                shutil.copy(self.directory / name, self.directory / f"30_{name}")
        if spent + spent / (epoch + 1) > self.minutes:
            self.model.stop_training = True


def train(config: translation.Config, minutes: float) -> None:
    """Fit within the budget."""
    data = translation.load_data(config)
    print(data.report, flush=True)
    model = translation.build_model(config, data)
    clock = next(c for c in data.callbacks if isinstance(c, TrainingClock))
    budget = Budget(clock, Path(config.run_dir), minutes)
    model.fit(
        data.train,
        validation_data=data.validation,
        epochs=config.epochs,
        callbacks=[*data.callbacks, budget],
        verbose=2,
    )


def score(config: translation.Config) -> dict:
    """Beam 5 on `test_2016_flickr` with the weights that were best on `val`."""
    data = translation.load_data(config)
    model = translation.build_model(config, data)
    model.optimizer.build(model.trainable_variables)
    lines = (Path(config.run_dir) / "log.jsonl").read_text().splitlines()
    epochs = [json.loads(line) for line in lines]
    by_number = {line["epoch"]: line for line in epochs}
    results = {}
    for name, prefix in (("best", ""), ("30_minutes", "30_")):
        model.load_weights(Path(config.run_dir) / f"{prefix}best.weights.h5")
        best = json.loads((Path(config.run_dir) / f"{prefix}best.json").read_text())
        run = translation.Run(config, data, model)
        at = by_number[best["epoch"]]
        results[name] = {
            **best,
            "cpu_minutes": at["cpu_minutes"],
            "wall_minutes": at["minutes"],
            "val_beam": text_scores(
                run([s for s, _ in data.text.validation]), [t for _, t in data.text.validation]
            ),
            "test_2016_flickr": run.evaluate(),
        }
        print(name, json.dumps(results[name]), flush=True)
    return {
        "command": f"python -m benchmarks.multi30k train|score --arch {config.arch} "
        f"--source {config.source} --target {config.target} --data path/to/multi30k",
        "config": {k: v for k, v in asdict(config).items() if k not in ("data", "run_dir")},
        "parameters": model.count_params(),
        "epochs_trained": epochs[-1]["epoch"],
        "cpu_minutes_trained": epochs[-1]["cpu_minutes"],
        "wall_minutes_trained": epochs[-1]["minutes"],
        **machine(),
        "results": results,
    }


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("train", "score"))
    parser.add_argument("--data", required=True)
    parser.add_argument("--arch", choices=tuple(CONFIGS), default="transformer")
    parser.add_argument("--source", default="en")
    parser.add_argument("--target", default="de")
    parser.add_argument("--run-dir", default="runs/multi30k")
    parser.add_argument("--minutes", type=float, default=90.0)
    arguments = parser.parse_args()
    name = arguments.arch
    if (arguments.source, arguments.target) != ("en", "de"):
        name += f"_{arguments.source}_{arguments.target}"
    config = replace(
        CONFIGS[arguments.arch],
        data=arguments.data,
        source=arguments.source,
        target=arguments.target,
        run_dir=f"{arguments.run_dir}/{name}",
    )
    if arguments.step == "train":
        train(config, arguments.minutes)
        return
    path = Path(__file__).parent / "results" / f"multi30k_{name}.json"
    path.write_text(json.dumps(score(config), indent=2) + "\n")


if __name__ == "__main__":
    main()
