"""The architectures on `korean_english`: exact match and BLEU, also by sentence length.

    python -m benchmarks.korean_english --arch transformer      # one of them; or no --arch for all

Writes `results/korean_english_<arch>.json`. Minutes count training with validation and scoring; the
test sentences hold combinations of words that no training sentence holds.
"""

import argparse
import json
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.machine import machine
from recipes import translation
from zoo.data.korean_english import generate_by_length
from zoo.predictor import text_scores
from zoo.training import TrainingClock

LENGTHS = (5, 10, 20, 30, 40, 60)
PER_LENGTH = 100
BASE = translation.Config(strategy="none", validation_texts=500, epochs=35, patience=6)
RNN = replace(BASE, d_model=256, num_layers=1, dropout_rate=0.2)
CONFIGS = {
    "lstm": replace(RNN, arch="lstm", epochs=20),
    "lstm_attention": replace(RNN, arch="lstm_attention", epochs=30),
    "transformer": replace(BASE, arch="transformer", dropout_rate=0.1),
}


def measure(config: translation.Config, command: str) -> dict:
    """Train what `config` says, and score it."""
    data = translation.load_data(config)
    model = translation.build_model(config, data)
    model.fit(
        data.train,
        validation_data=data.validation,
        epochs=config.epochs,
        callbacks=list(data.callbacks),
        verbose=2,
    )
    run = translation.Run(config, data, model)
    clock = next(c for c in data.callbacks if isinstance(c, TrainingClock))
    lines = [json.loads(line) for line in clock.path.read_text().splitlines()]
    return {
        "command": command,
        "config": {k: v for k, v in asdict(config).items() if k != "run_dir"},
        "parameters": model.count_params(),
        "epochs": len(lines),
        "wall_minutes": clock.minutes,
        "cpu_minutes": clock.cpu_minutes,
        "test": run.evaluate(),
        "by_length": {n: _score_length(run, n, data.text.train) for n in LENGTHS},
        **machine(),
    }


def _score_length(run: translation.Run, num_words: int, train: list) -> dict[str, float]:
    """Scores on sentences of about `num_words` English words, none of which is in training."""
    seen = {korean for korean, _ in train}
    pairs = generate_by_length(num_words, 3 * PER_LENGTH, seed=1)
    pairs = [pair for pair in pairs if pair.korean not in seen][:PER_LENGTH]
    return text_scores(run([p.korean for p in pairs]), [p.english for p in pairs])


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arch", choices=tuple(CONFIGS))
    parser.add_argument("--run-dir", default="runs/korean_english")
    arguments = parser.parse_args()
    for arch in [arguments.arch] if arguments.arch else CONFIGS:
        config = replace(CONFIGS[arch], run_dir=f"{arguments.run_dir}/{arch}")
        result = measure(config, f"python -m benchmarks.korean_english --arch {arch}")
        path = Path(__file__).parent / "results" / f"korean_english_{arch}.json"
        path.write_text(json.dumps(result, indent=2) + "\n")
        print(arch, json.dumps(result["test"]), flush=True)


if __name__ == "__main__":
    main()
