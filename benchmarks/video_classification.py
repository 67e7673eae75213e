"""Video classification: all architectures on generated clips.

    python -m benchmarks.video_classification
    python -m benchmarks.video_classification --target speed

Trains every architecture by the recipe's defaults, and the same network that sees one frame; goes
on where it was killed. The validation split chooses the weights; the test split is read in the end
alone. Results are written to results/video_moving_shapes_<target>.json.
"""

import argparse
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.rows import add_row, read_rows
from recipes import video_classification
from zoo.models import VIDEO_CLASSIFIERS

RESULTS = Path(__file__).parent / "results"


def compare(target: str, path: Path) -> None:
    """Each architecture on the same clips."""
    for arch in VIDEO_CLASSIFIERS:
        if arch in read_rows(path):
            continue
        config = video_classification.Config(arch=arch, target=target, strategy="none")
        start = time.process_time()
        run = video_classification.train(config)
        row = {
            "command": f"python -m benchmarks.video_classification --target {target}",
            "config": {k: v for k, v in asdict(config).items() if k != "run_dir"},
            "parameters": run.model.count_params(),
            "cpu_minutes": (time.process_time() - start) / 60,
            "test": run._score(),
        }
        add_row(path, arch, row)


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=("action", "speed"), default="action")
    arguments = parser.parse_args()
    compare(arguments.target, RESULTS / f"video_moving_shapes_{arguments.target}.json")


if __name__ == "__main__":
    main()
