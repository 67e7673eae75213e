"""Video classification: all architectures on generated clips, and a folder of clips.

    python -m benchmarks.video_classification compare
    python -m benchmarks.video_classification compare --target speed
    python -m benchmarks.video_classification folder --data path/to/clips

`compare` trains every architecture by the recipe's defaults, and the same network that sees one
frame; it goes on where it was killed. `folder` trains one on clips of a folder, see
`zoo.data.video_clips`, and resumes where it was killed. The validation split chooses the weights;
the test split is read in the end alone. Results are written to results/video_<...>.json.
"""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

from benchmarks.machine import machine
from recipes import video_classification
from zoo.models import VIDEO_CLASSIFIERS

RESULTS = Path(__file__).parent / "results"


def compare(target: str, path: Path, **changes) -> None:
    """Each architecture on the same clips."""
    results = json.loads(path.read_text())["results"] if path.exists() else {}
    for arch in VIDEO_CLASSIFIERS:
        if arch in results:
            continue
        config = video_classification.Config(arch=arch, target=target, strategy="none", **changes)
        start = time.process_time()
        run = video_classification.train(config)
        results[arch] = {
            "parameters": run.model.count_params(),
            "cpu_minutes": (time.process_time() - start) / 60,
            "test": run._score(),
        }
        print(arch, json.dumps(results[arch]), flush=True)
        report = {
            "command": f"python -m benchmarks.video_classification compare --target {target}",
            "config": {k: v for k, v in asdict(config).items() if k not in ("arch", "run_dir")},
            **machine(),
            "results": results,
        }
        path.write_text(json.dumps(report, indent=2) + "\n")


def folder(data: str, arch: str, run_dir: str, path: Path) -> None:
    """One architecture on a folder of clips."""
    config = video_classification.Config(
        arch=arch, data=data, image_size=64, epochs=30, patience=5, run_dir=run_dir
    )
    start = time.process_time()
    run = video_classification.train(config)
    report = {
        "command": f"python -m benchmarks.video_classification folder --arch {arch}",
        "config": {k: v for k, v in asdict(config).items() if k not in ("data", "run_dir")},
        "parameters": run.model.count_params(),
        "cpu_minutes": (time.process_time() - start) / 60,
        **machine(),
        "test": run.evaluate(),
    }
    path.write_text(json.dumps(report, indent=2) + "\n")


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("compare", "folder"))
    parser.add_argument("--target", choices=("action", "speed"), default="action")
    parser.add_argument("--data")
    parser.add_argument("--arch", choices=VIDEO_CLASSIFIERS, default="lstm")
    parser.add_argument("--run-dir", default="runs/video")
    arguments = parser.parse_args()
    if arguments.step == "compare":
        compare(arguments.target, RESULTS / f"video_moving_shapes_{arguments.target}.json")
    elif not arguments.data:
        parser.error("`folder` needs --data")
    else:
        name = Path(arguments.data).name
        run_dir = f"{arguments.run_dir}/{name}_{arguments.arch}"
        folder(arguments.data, arguments.arch, run_dir, RESULTS / f"video_{name}.json")


if __name__ == "__main__":
    main()
