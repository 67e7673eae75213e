"""Captioning: Flickr8k at 96x96, a convolutional network from scratch.

    python -m benchmarks.captioning train --arch lstm_attention
    python -m benchmarks.captioning score --arch lstm_attention

`--data` names a folder with captions_train.tsv, captions_val.tsv, captions_test.tsv and the images
or .tar files of them, or a set of TFDS by its name. `train` trains the model, then the same one
without the images, and resumes where it was killed. `score` writes results/captioning_<arch>.json:
BLEU, chrF and CIDEr of greedy and of beam search, of the blind model, and of the most frequent
caption. The validation split chooses the weights; the test split is read by `score` alone.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from benchmarks.best_run import best_run, keep_machine, with_data
from recipes import captioning
from zoo.models import CAPTIONERS

RESULTS = Path(__file__).parent / "results"
WIDTHS = {"greedy": 1, "beam": 5}
CONFIG = captioning.Config(
    data="flickr8k",
    image_size=96,
    num_stages=4,
    channels=24,
    vocabulary_size=4_000,
    d_model=256,
    num_heads=4,
    d_ff=1_024,
    dropout_rate=0.3,
    label_smoothing=0.1,
    peak_learning_rate=1e-3,
    warmup_steps=500,
    weight_decay=0.05,
    flip=True,
    shift=8,
    width=WIDTHS["beam"],
    validation_images=500,
    epochs=100,
    patience=10,
    strategy="none",
)


def score(config: captioning.Config) -> dict:
    """The test split with the weights that were best on the validation split."""
    run, trained = best_run(captioning, config)
    blind, blind_trained = best_run(captioning, _blind(config))
    test = run.data.images.test
    command = f"python -m benchmarks.captioning train|score --arch {config.arch}"
    return {
        "command": with_data(command, config.data),
        **trained,
        "blind": blind_trained,
        "data_report": run.data.report,
        "images": {name: len(split.captions) for name, split in run.data.images._asdict().items()},
        "test": {
            **{name: _scores(run, width, test) for name, width in WIDTHS.items()},
            **{f"blind_{name}": _scores(blind, width, test) for name, width in WIDTHS.items()},
            "frequent": captioning.score_frequent(run.data.images),
        },
        "examples": [
            {"caption": caption, "references": list(said)}
            for caption, said in zip(run(test.images[:8]), test.captions, strict=False)
        ],
    }


def _blind(config: captioning.Config) -> captioning.Config:
    return replace(config, encoder="blind", run_dir=f"{config.run_dir}_blind")


def _scores(run: captioning.Run, width: int, split) -> dict[str, float]:
    run = captioning.Run(replace(run.config, width=width), run.data, run.model)
    return captioning.score_captions(run(split.images), split)


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("train", "score"))
    parser.add_argument("--arch", choices=CAPTIONERS, default="lstm_attention")
    parser.add_argument("--data", help="a folder, in place of the set's name in TFDS")
    parser.add_argument("--epochs", type=int, default=CONFIG.epochs)
    parser.add_argument("--run-dir", default="runs/captioning")
    arguments = parser.parse_args()
    config = replace(
        CONFIG,
        arch=arguments.arch,
        data=arguments.data or CONFIG.data,
        epochs=arguments.epochs,
        run_dir=f"{arguments.run_dir}/{arguments.arch}",
    )
    if arguments.step == "train":
        for of in (config, _blind(config)):
            keep_machine(of.run_dir)
            captioning.train(of)
        return
    report = score(config)
    path = RESULTS / f"captioning_{arguments.arch}.json"
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(report["test"], indent=2))


if __name__ == "__main__":
    main()
