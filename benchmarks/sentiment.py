"""Sentiment: all architectures on generated reviews, and real reviews, from scratch.

    python -m benchmarks.sentiment compare
    python -m benchmarks.sentiment train --name nsmc
    python -m benchmarks.sentiment score --name nsmc

`compare` trains every architecture by the recipe's defaults, the Transformer with two layers, too,
and a bag of words, and scores them by how many words follow what decides; it goes on where it was
killed.

The sets are `nsmc`, `imdb` and `sst2`, by their names in TFDS, or in a folder with train.tsv,
val.tsv and test.tsv: `--data path/to/folder`. `train` resumes where it was killed; `score` writes
results/sentiment_<set>.json. The validation split, which is taken out of the training texts where
the set has none, chooses the weights; the test split is read by `score` alone.
"""

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.best_run import best_run, keep_machine, with_data
from benchmarks.rows import add_row, read_rows
from recipes import sentiment
from zoo.data import reviews
from zoo.models import CLASSIFIERS

_COMMON = sentiment.Config(
    arch="lstm_attention",
    dropout_rate=0.3,
    label_smoothing=0.05,
    peak_learning_rate=2e-3,
    warmup_steps=300,
    tokens_per_batch=4_096,
    patience=2,
    strategy="none",
)
CONFIGS = {
    "nsmc": replace(
        _COMMON,
        data="nsmc",
        vocabulary_size=30_000,
        d_model=192,
        token_dropout_rate=0.2,
        epochs=8,
    ),
    "imdb": replace(
        _COMMON,
        data="imdb_reviews",
        vocabulary_size=10_000,
        lowercase=True,
        d_model=128,
        dropout_rate=0.5,
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
        tokens_per_batch=2_048,
        epochs=8,
    ),
}


SEEDS = {"sst2": 3}  # its test texts are few: each seed is trained and scored
DISTANCES = (0, 20, 40, 80)
GENERATED = {
    **{arch: {"arch": arch} for arch in CLASSIFIERS},
    "transformer_2": {"arch": "transformer", "num_layers": 2},
}
RESULTS = Path(__file__).parent / "results"


def compare(path: Path) -> None:
    """Each architecture on the reviews that it was trained for, and on those decided earlier."""
    for name, changes in GENERATED.items():
        if name in read_rows(path):
            continue
        config = sentiment.Config(strategy="none", **changes)
        start = time.process_time()
        run = sentiment.train(config)
        cpu_minutes = (time.process_time() - start) / 60
        test = reviews.generate(config.size, distance=config.distance, seed=config.seed).test
        rows = {
            "test": test,
            **{kind: [review for review in test if review.kind == kind] for kind in reviews.KINDS},
            **{words: reviews.generate_by_distance(words, 500) for words in DISTANCES},
        }
        scores = {
            key: sentiment.score_texts(run.predictor, [(r.text, r.label) for r in of])
            for key, of in rows.items()
        }
        row = {
            "command": "python -m benchmarks.sentiment compare",
            "config": {k: v for k, v in asdict(config).items() if k != "run_dir"},
            "parameters": run.model.count_params(),
            "cpu_minutes": cpu_minutes,
            "test": scores["test"],
            "by_kind": {kind: scores[kind] for kind in reviews.KINDS},
            "by_distance": {words: scores[words] for words in DISTANCES},
        }
        add_row(path, name, row)


def score(config: sentiment.Config) -> dict:
    """The test split with the weights that were best on the validation split."""
    run, trained = best_run(sentiment, config)
    return {
        **trained,
        "texts": {split: len(getattr(run.data.text, split)) for split in run.data.text._fields[:3]},
        "validation": sentiment.score_texts(run.predictor, run.data.text.validation),
        "test": run.evaluate(),
    }


def _score_alone(config: sentiment.Config) -> dict:
    """As `score`, without the baselines, which hang on the texts alone."""
    run, trained = best_run(sentiment, config)
    return {**trained, "test": sentiment.score_texts(run.predictor, run.data.text.test)}


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("compare", "train", "score"))
    parser.add_argument("--name", choices=tuple(CONFIGS), default="nsmc")
    parser.add_argument("--data", help="a folder, in place of the set's name in TFDS")
    parser.add_argument("--run-dir", default="runs/sentiment")
    arguments = parser.parse_args()
    if arguments.step == "compare":
        compare(RESULTS / "sentiment_reviews.json")
        return
    name, config = arguments.name, CONFIGS[arguments.name]
    configs = [
        replace(
            config,
            data=arguments.data or config.data,
            seed=seed,
            run_dir=f"{arguments.run_dir}/{name}{f'_{seed}' if seed else ''}",
        )
        for seed in range(SEEDS.get(name, 1))
    ]
    if arguments.step == "train":
        for config in configs:
            keep_machine(config.run_dir)
            sentiment.train(config)
        return
    command = f"python -m benchmarks.sentiment train|score --name {name}"
    report = {
        "command": with_data(command, arguments.data),
        **score(configs[0]),
        "other_seeds": {config.seed: _score_alone(config) for config in configs[1:]},
    }
    path = RESULTS / f"sentiment_{name}.json"
    path.write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
