"""CIFAR-10 from scratch: a small Vision Transformer, and the small CNN beside it.

    python -m benchmarks.image_classification train --arch vit --data path/to/cifar10
    python -m benchmarks.image_classification score --arch vit --data path/to/cifar10

`--data` is `cifar10`, by its name in TFDS, or a folder with `train`, `val` and `test` (folders or
archives of `class/name.jpg`). `train` resumes where it was killed; `score` writes
results/image_classification_<arch>.json. The validation split chooses the weights; the test split
is read by `score` alone. Both are given the same epochs and the same augmentation.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from benchmarks.best_run import best_run, keep_machine, with_data
from recipes import image_classification
from zoo.models import IMAGE_CLASSIFIERS
from zoo.predictor import label_scores

CONFIG = image_classification.Config(
    data="cifar10",
    image_size=32,
    patch_size=4,
    d_model=128,
    num_layers=4,
    num_heads=4,
    d_ff=256,
    channels=32,
    dropout_rate=0.1,
    label_smoothing=0.1,
    flip=True,
    shift=4,
    batch_size=128,
    epochs=20,
    peak_learning_rate=1e-3,
    warmup_steps=500,
    weight_decay=0.05,
    strategy="none",
)
RESULTS = Path(__file__).parent / "results"


def score(config: image_classification.Config) -> dict:
    """The test split with the weights that were best on the validation split."""
    run, trained = best_run(image_classification, config)
    images = run.data.images
    splits = {
        name: label_scores(run.predictor.probabilities(split.images), split.labels)
        for name, split in (("validation", images.validation), ("test", images.test))
    }
    command = f"python -m benchmarks.image_classification train|score --arch {config.arch}"
    return {
        "command": with_data(command, config.data),
        **trained,
        "images": {name: len(getattr(images, name).labels) for name in images._fields[:3]},
        **splits,
    }


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("train", "score"))
    parser.add_argument("--arch", choices=IMAGE_CLASSIFIERS, default="vit")
    parser.add_argument("--data", default=CONFIG.data)
    parser.add_argument("--epochs", type=int, default=CONFIG.epochs)
    parser.add_argument("--run-dir", default="runs/image_classification")
    parser.add_argument("--results", default=str(RESULTS), help="folder for the results")
    arguments = parser.parse_args()
    config = replace(
        CONFIG,
        arch=arguments.arch,
        data=arguments.data,
        epochs=arguments.epochs,
        run_dir=f"{arguments.run_dir}/{arguments.arch}",
    )
    if arguments.step == "train":
        keep_machine(config.run_dir)
        image_classification.train(config)
        return
    path = Path(arguments.results) / f"image_classification_{arguments.arch}.json"
    path.write_text(json.dumps(score(config), indent=2) + "\n")


if __name__ == "__main__":
    main()
