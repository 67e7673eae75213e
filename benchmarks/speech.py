"""Speech recognition: all architectures on generated digits, or a folder of real speech.

    python -m benchmarks.speech compare
    python -m benchmarks.speech train --data path/to/folder --name my_speech
    python -m benchmarks.speech score --data path/to/folder --name my_speech

`compare` trains every architecture by the recipe's defaults, and scores it by the number of digits
that are said; it goes on where it was killed. `train` resumes where it was killed; `score` writes
results/speech_<name>.json. The validation split chooses the weights; the test split is read by
`compare` in the end and by `score` alone.
"""

import argparse
import json
import time
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.best_run import best_run, keep_machine, with_data
from benchmarks.rows import add_row, read_rows
from recipes import speech
from zoo.models import SPEECH_RECOGNIZERS
from zoo.predictor import error_rates

_REAL = speech.Config(
    arch="lstm_attention",
    tokenizer="character",
    lowercase=True,
    mel_bins=80,
    d_model=256,
    num_layers=3,
    dropout_rate=0.2,
    label_smoothing=0.1,
    peak_learning_rate=1e-3,
    warmup_steps=1_000,
    seconds_per_batch=200.0,
    max_seconds=16.0,
    max_length=300,
    epochs=30,
    patience=4,
    strategy="none",
)
RESULTS = Path(__file__).parent / "results"


def compare(path: Path, run_dir: str, changes: dict) -> None:
    """Each architecture on the digits that it was trained for."""
    for arch in SPEECH_RECOGNIZERS:
        if arch in read_rows(path):
            continue
        config = replace(speech.Config(arch=arch, strategy="none"), **changes)
        config = replace(config, run_dir=f"{run_dir}/{arch}")
        start = time.process_time()
        run = speech.train(config)
        row = {
            "command": "python -m benchmarks.speech compare",
            "config": {k: v for k, v in asdict(config).items() if k != "run_dir"},
            "parameters": run.model.count_params(),
            "cpu_minutes": (time.process_time() - start) / 60,
            "test": run.evaluate(),
            "by_digits": _by_length(run),
        }
        add_row(path, arch, row)


def _by_length(run: speech.Run) -> dict[str, dict[str, float]]:
    """Scores of the test utterances with so many words each."""
    test = run.speech.test
    outputs, scores = run(test.audio), {}
    for count in sorted({len(text.split()) for text in test.texts}):
        rows = [i for i, text in enumerate(test.texts) if len(text.split()) == count]
        scores[str(count)] = error_rates([outputs[i] for i in rows], [test.texts[i] for i in rows])
    return scores


def score(config: speech.Config, name: str) -> dict:
    """The test split with the weights that were best on the validation split."""
    run, trained = best_run(speech, config)
    return {
        "command": with_data(f"python -m benchmarks.speech train|score --name {name}", config.data),
        **trained,
        "utterances": {split: len(getattr(run.data.speech, split).texts) for split in _SPLITS},
        "test": run.evaluate(),
    }


_SPLITS = ("train", "validation", "test")


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("compare", "train", "score"))
    parser.add_argument("--name", default="folder", help="of the results' file")
    parser.add_argument("--data", default="", help="a folder of WAV files with transcripts")
    parser.add_argument("--run-dir", default="runs/speech")
    parser.add_argument("--tiny", action="store_true", help="try the script, for seconds")
    arguments = parser.parse_args()
    if arguments.step == "compare":
        tiny = asdict(speech.Config.tiny(size=100, epochs=1)) if arguments.tiny else {}
        tiny = {name: value for name, value in tiny.items() if name not in ("arch", "strategy")}
        name = "speech_tiny" if arguments.tiny else "speech_tones"
        compare(RESULTS / f"{name}.json", arguments.run_dir, tiny)
        return
    config = replace(_REAL, data=arguments.data, run_dir=f"{arguments.run_dir}/{arguments.name}")
    if arguments.tiny:
        config = replace(config, d_model=16, num_layers=1, epochs=1, width=1)
    if arguments.step == "train":
        keep_machine(config.run_dir)
        speech.train(config)
        return
    path = RESULTS / f"speech_{arguments.name}.json"
    path.write_text(json.dumps(score(config, arguments.name), indent=2) + "\n")


if __name__ == "__main__":
    main()
