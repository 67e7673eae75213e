"""Sentiment of real reviews, trained from scratch on 2 CPU cores.

    python -m benchmarks.sentiment train nsmc
    python -m benchmarks.sentiment score nsmc

The sets are `nsmc`, `imdb` and `sst2`, by their names in TFDS, or in a folder with train.tsv,
val.tsv and test.tsv: `--data path/to/folder`. `train` resumes where it was killed; `score` writes
results/sentiment_<set>.json. The validation split, which is taken out of the training texts where
the set has none, chooses the weights; the test split is read by `score` alone.
"""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.machine import machine
from recipes import sentiment
from zoo.predictor import label_scores

_COMMON = sentiment.Config(
    arch="lstm_attention",
    dropout_rate=0.3,
    word_dropout_rate=0.1,
    label_smoothing=0.05,
    peak_learning_rate=2e-3,
    warmup_steps=300,
    tokens_per_batch=4_096,
    patience=2,
    strategy="none",
)
CONFIGS = {
    "nsmc": replace(_COMMON, data="nsmc", vocabulary_size=12_000, d_model=192, epochs=8),
    "imdb": replace(
        _COMMON,
        data="imdb_reviews",
        vocabulary_size=10_000,
        lowercase=True,
        d_model=128,
        dropout_rate=0.5,
        word_dropout_rate=0.2,
        max_length=400,
        tokens_per_batch=16_384,
        epochs=8,
    ),
    "sst2": replace(
        _COMMON,
        data="glue/sst2",
        vocabulary_size=10_000,
        lowercase=True,
        d_model=192,
        dropout_rate=0.5,
        word_dropout_rate=0.2,
        tokens_per_batch=2_048,
        epochs=8,
    ),
}


def score(config: sentiment.Config, name: str) -> dict:
    """The test split with the weights that were best on the validation split."""
    data = sentiment.load_data(config)
    model = sentiment.build_model(config, data)
    model.load_weights(Path(config.run_dir) / "best.weights.h5")
    lines = (Path(config.run_dir) / "log.jsonl").read_text().splitlines()
    epochs = [json.loads(line) for line in lines]
    run = sentiment.Run(config, data, model)
    texts = [text for text, _ in data.text.validation]
    labels = [data.text.classes.index(label) for _, label in data.text.validation]
    return {
        "command": f"python -m benchmarks.sentiment train|score {name}",
        "config": {k: v for k, v in asdict(config).items() if k not in ("data", "run_dir")},
        "parameters": model.count_params(),
        **json.loads((Path(config.run_dir) / "best.json").read_text()),
        "epochs_trained": epochs[-1]["epoch"],
        "cpu_minutes": epochs[-1]["cpu_minutes"],
        "wall_minutes": epochs[-1]["minutes"],
        **machine(),
        "texts": {split: len(getattr(data.text, split)) for split in data.text._fields[:3]},
        "validation": label_scores(run.predictor.probabilities(texts), labels),
        "test": run.evaluate(),
    }


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("train", "score"))
    parser.add_argument("name", choices=tuple(CONFIGS))
    parser.add_argument("--data", help="a folder, in place of the set's name in TFDS")
    parser.add_argument("--run-dir", default="runs/sentiment")
    arguments = parser.parse_args()
    config = CONFIGS[arguments.name]
    config = replace(
        config,
        data=arguments.data or config.data,
        run_dir=f"{arguments.run_dir}/{arguments.name}",
    )
    if arguments.step == "train":
        sentiment.train(config)
        return
    path = Path(__file__).parent / "results" / f"sentiment_{arguments.name}.json"
    path.write_text(json.dumps(score(config, arguments.name), indent=2) + "\n")


if __name__ == "__main__":
    main()
