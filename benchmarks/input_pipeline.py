"""How fast text becomes batches, how long training waits for them, and what memory they take.

    python -m benchmarks.input_pipeline --data path/to/multi30k     # or --parts tokenizers waits

- tokenizers: lines per second in `tf.data`, beside Keras's TextVectorization and keras-nlp's
  WordPiece, which take turns with ours.
- waits: the share of an epoch that training waits for batches.
- memory: peak resident memory of a process that reads, tokenises and batches a corpus.

Writes `results/input_pipeline.json`, one part after the other.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import mean, median

import numpy as np
import tensorflow as tf

from benchmarks.machine import machine
from benchmarks.multi30k import CONFIGS
from benchmarks.peak_memory import peak_memory
from recipes import translation
from zoo.text import WordPieceTokenizer, WordTokenizer

RESULT = Path(__file__).parent / "results" / "input_pipeline.json"
VOCABULARY_SIZE = 10_000
LINES_PER_CALL = (100, 1_000, 10_000)  # the last is what the zoo's own pipeline does
PASSES = 10  # over Multi30k's lines, by one iterator
ARCHITECTURES = {
    "transformer": CONFIGS["transformer"],
    "conv": replace(CONFIGS["lstm"], arch="conv"),
    "simple_rnn": replace(CONFIGS["lstm"], arch="simple_rnn"),
}
CORPUS_PAIRS = (200_000, 2_000_000)
Tokenize = Callable[[tf.Tensor], tf.Tensor]


def tokenizers(folder: str, repeats: int = 7) -> dict:
    """Lines per second of a running iterator, and milliseconds of its start: medians.

    An iterator over one line is all start. It is taken off the time of the long one. The ratios'
    least and most are those of single turns.
    """
    lines = list(_lines(folder, "en"))
    count = PASSES * len(lines)
    found = {}
    for rival, tokenize in _rivals(lines).items():
        for size in LINES_PER_CALL:
            passes = [_pipeline(lines, size, each) for each in tokenize.values()]
            starts = [_pipeline(lines[:1], PASSES, each) for each in tokenize.values()]
            seconds = np.array(_by_turns([*passes, *starts], repeats))
            whole, start = seconds[:, : len(passes)], seconds[:, len(passes) :]
            running = whole - start
            ratios, with_start = running[:, :1] / running, whole[:, :1] / whole
            for i, name in enumerate(list(tokenize)[1:], start=1):  # after the rival itself
                figures = {
                    "ours": count / np.median(running[:, i]),
                    "theirs": count / np.median(running[:, 0]),
                    "ratio": np.median(ratios[:, i]),
                    "least_ratio": np.min(ratios[:, i]),
                    "most_ratio": np.max(ratios[:, i]),
                    "start_ms": 1_000 * np.median(start[:, i]),
                    "their_start_ms": 1_000 * np.median(start[:, 0]),
                    "ratio_with_start": np.median(with_start[:, i]),
                }
                figures = {key: float(value) for key, value in figures.items()}
                found.setdefault(f"{name}, {rival}", {})[str(size)] = figures
                print(name, size, figures, flush=True)
    return found


def _by_turns(datasets: list[tf.data.Dataset], repeats: int) -> list[list[float]]:
    """Seconds of each in each turn, after one turn that is not counted."""
    return [[_seconds(each) for each in datasets] for _ in range(repeats + 1)][1:]


def _rivals(lines: list[str]) -> dict[str, dict[str, Tokenize]]:
    """Each rival, and after it ours that take turns with it, with vocabularies of one size."""
    import keras
    import keras_nlp

    vectorization = keras.layers.TextVectorization(VOCABULARY_SIZE, ragged=True)
    vectorization.adapt(lines)
    options = {"vocabulary_size": VOCABULARY_SIZE}
    word = WordTokenizer.train(lines, lowercase=True, **options)
    subword = WordPieceTokenizer.train(lines, **options)
    bert = WordPieceTokenizer.train(lines, pre_split="bert", **options)
    wordpiece = keras_nlp.tokenizers.WordPieceTokenizer(bert.vocabulary)
    ids = [next(iter(_pipeline(lines, 1_000, each))) for each in (bert.tokenize, wordpiece)]
    if ids[0].to_list() != ids[1].to_list():
        raise ValueError("`pre_split='bert'` must give keras-nlp's ids, got others.")
    return {
        "TextVectorization": {"theirs": vectorization, "word": word.tokenize},
        "keras-nlp WordPiece": {
            "theirs": wordpiece,
            "subword": subword.tokenize,
            "subword with BERT's splits (the same ids)": bert.tokenize,
        },
    }


def _pipeline(lines: list[str], size: int, tokenize: Tokenize) -> tf.data.Dataset:
    dataset = tf.data.Dataset.from_tensor_slices(lines).repeat(PASSES).batch(size)
    # As many calls as cores for both: within a second, AUTOTUNE finds now this number, now that.
    return dataset.map(tokenize, num_parallel_calls=os.cpu_count()).prefetch(tf.data.AUTOTUNE)


def waits(folder: str, arch: str, rounds: int = 3, steps: int = 60) -> dict:
    """The share of an epoch that waits for batches, from the beginnings of some epochs.

    Beside it, the step's time on batches that lie ready: tokenising takes cores from training too.
    """
    config = replace(ARCHITECTURES[arch], data=folder, source="en", target="de")
    data = translation.load_data(config)
    streamed = translation.load_data(replace(config, streaming=True)).train
    model = translation.build_model(config, data)
    ready = data.train.take(steps).cache()
    time_steps(model, ready, steps)  # until it is traced for any shape
    kinds = {"ready": ready, "in memory": data.train, "streamed": streamed}
    timings = {kind: [] for kind in kinds}
    for _ in range(rounds):
        for kind, batches in kinds.items():
            timings[kind].append(time_steps(model, batches, steps))
    count = int(data.train.cardinality())
    found = {"steps_per_epoch": count}
    for kind, timing in timings.items():
        found[kind] = share_waited(timing, count)
        print(arch, kind, found[kind], flush=True)
    for kind in ("in memory", "streamed"):
        found[kind]["batches_per_second_alone"] = count / _seconds(kinds[kind])
    return found


def time_steps(model, batches: tf.data.Dataset, steps: int) -> tuple[float, float, float]:
    """Seconds of the wait for the first batch, of a later one, and of a step."""
    waited, trained = [], []
    begin = time.perf_counter()
    iterator = iter(batches)
    start = time.perf_counter() - begin
    for _ in range(min(steps, int(batches.cardinality()))):
        batch, wait = _timed_next(iterator)
        begin = time.perf_counter()
        model.train_on_batch(*batch)
        trained.append(time.perf_counter() - begin)
        waited.append(float(wait))
    return start + waited[0], mean(waited[1:]), mean(trained)


@tf.function
def _timed_next(iterator):
    """A batch, and the seconds it was waited for in the graph, where `model.fit` waits, too.

    A `next` in Python takes 0.7 ms by itself, for a batch that is ready.
    """
    begin = tf.timestamp()
    with tf.control_dependencies([begin]):
        batch = next(iterator)
    with tf.control_dependencies(tf.nest.flatten(batch)):
        return batch, tf.timestamp() - begin


def share_waited(timings: list[tuple[float, float, float]], count: int) -> dict[str, float]:
    """That of an epoch of `count` batches, by the medians of what `time_steps` gave."""
    first, later, step = (median(column) for column in zip(*timings, strict=True))
    waited = first + (count - 1) * later
    return {
        "first_wait_ms": 1_000 * first,
        "wait_ms": 1_000 * later,
        "step_ms": 1_000 * step,
        "share_waited": waited / (waited + count * step),
    }


def memory(folder: str) -> dict:
    """Peak memory of an epoch without training, by size of the corpus."""
    found = {}
    with tempfile.TemporaryDirectory() as temporary:
        for size in CORPUS_PAIRS:
            path = Path(temporary) / "pairs.tsv"
            _write_corpus(folder, path, size)
            for kind in ("streamed", "in memory"):
                command = [sys.executable, "-m", "benchmarks.input_pipeline", "--data", str(path)]
                command += ["--epoch", kind]
                done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                figures = json.loads(done.stdout.splitlines()[-1])
                found.setdefault(kind, {})[str(size)] = figures
                print(kind, size, figures, flush=True)
    return found


def _write_corpus(folder: str, path: Path, size: int) -> None:
    """Multi30k over and over, no source twice."""
    pairs = list(zip(_lines(folder, "en"), _lines(folder, "de"), strict=True))
    with open(path, "w", encoding="utf-8") as file:
        for number in range(size):
            source, target = pairs[number % len(pairs)]
            file.write(f"{source} {number}\t{target} {number}\n")


def _epoch(path: str, *, streaming: bool) -> dict:
    """Load a corpus as training does, and take each batch once."""
    config = replace(CONFIGS["transformer"], data=path, streaming=streaming)
    data = translation.load_data(config)
    pairs = sum(int(tf.shape(targets)[0]) for _, targets, _ in data.train)
    return {
        "pairs": pairs,
        "corpus_mib": Path(path).stat().st_size / 2**20,
        "peak_mib": peak_memory(),
    }


def _seconds(dataset: tf.data.Dataset) -> float:
    begin = time.perf_counter()
    for _ in dataset:
        pass
    return time.perf_counter() - begin


def _lines(folder: str, language: str) -> Iterator[str]:
    with gzip.open(Path(folder) / f"train.{language}.gz", "rt", encoding="utf-8") as file:
        yield from (line.rstrip("\n") for line in file)


def main() -> None:
    """Parse the command line, and write what each part found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="folder of Multi30k")
    parser.add_argument("--epoch", choices=("streamed", "in memory"), help=argparse.SUPPRESS)
    every = ("tokenizers", "waits", "memory")
    parser.add_argument("--parts", nargs="+", choices=every, default=every)
    parser.add_argument("--archs", nargs="+", choices=tuple(ARCHITECTURES), default=ARCHITECTURES)
    arguments = parser.parse_args()
    if arguments.epoch:
        print(json.dumps(_epoch(arguments.data, streaming=arguments.epoch == "streamed")))
        return
    import keras_nlp

    result = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    result |= {
        "command": "python -m benchmarks.input_pipeline --data path/to/multi30k",
        **machine(),
        "keras_nlp": keras_nlp.__version__,
    }

    def keep(part: str, found: dict) -> None:
        result[part] = found
        RESULT.write_text(json.dumps(result, indent=2) + "\n")

    if "tokenizers" in arguments.parts:
        keep("tokenizers", tokenizers(arguments.data))
    if "waits" in arguments.parts:
        for arch in arguments.archs:
            keep("waits", {**result.get("waits", {}), arch: waits(arguments.data, arch)})
    if "memory" in arguments.parts:
        keep("memory", memory(arguments.data))


if __name__ == "__main__":
    main()
