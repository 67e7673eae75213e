"""What an export costs, and whether it says what the model in Python says.

    python -m benchmarks.saved_model times --run-dir runs/multi30k --data path/to/multi30k
    python -m benchmarks.saved_model fidelity --run-dir runs/multi30k --data path/to/multi30k

The folder is the `--run-dir` of a translation run; both write to results/. `times` is to run on a
machine that does nothing else. `fidelity` compares, token for token, 200 sentences of the test
split: greedy search with its cache and the same prefixes all at once, the search compiled by XLA
and not, the export and Python. A different token counts as a tie where the two log-probabilities
are within 1e-4.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import fields, replace
from pathlib import Path
from statistics import median

import numpy as np
import tensorflow as tf

from benchmarks.machine import machine
from recipes import translation
from zoo.decoding import greedy
from zoo.export import export_saved_model
from zoo.export.storage import STORAGES, as_stored
from zoo.predictor import text_scores

RESULTS = Path(__file__).parent / "results"
SENTENCES = 200
TIE = 1e-4
STARTS = 3
IMPORT = "import tensorflow"
TRANSLATE = """
import sys
import tensorflow as tf
served = tf.saved_model.load(sys.argv[1]).signatures["serving_default"]
served(texts=tf.constant([sys.argv[2]]))["text"].numpy()
"""


def load(run_dir: str, data: str = "") -> translation.Run:
    """The run with its best weights; `data` is where its pairs lie now."""
    settings = json.loads((Path(run_dir) / "settings.json").read_text())
    known = {field.name for field in fields(translation.Config)}
    settings = {name: value for name, value in settings.items() if name in known}
    config = replace(translation.Config(**settings), run_dir="")
    config = replace(config, data=data or config.data)
    loaded = translation.load_data(config)
    model = translation.build_model(config, loaded)
    model.optimizer.build(model.trainable_variables)
    model.load_weights(Path(run_dir) / "best.weights.h5")
    return translation.Run(config, loaded, model)


def times(run: translation.Run) -> dict:
    """Seconds and bytes of each storage, and of a process that starts with it."""
    texts = [source for source, _ in run.data.text.test[:SENTENCES]]
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for storage in STORAGES:
            path = Path(folder) / storage
            start = time.perf_counter()
            export_saved_model(run.predictor, path, card="", storage=storage)
            seconds = time.perf_counter() - start
            results[storage] = {
                "export_seconds": seconds,
                "graph_bytes": (path / "saved_model.pb").stat().st_size,
                "weights_bytes": sum(f.stat().st_size for f in (path / "variables").iterdir()),
                **_process(path, texts[0]),
                **_warm(path, texts),
            }
            print(storage, json.dumps(results[storage]), flush=True)
    compiled = set()
    for count in range(50):
        batch = tf.constant(texts[count : count + 1 + count % 5])
        run.predictor.predict(batch)
        inputs = run.predictor.compiled_inputs(run.predictor.encode(batch))
        compiled.add(tuple(tuple(x.shape) for x in inputs))
    return {
        "by_storage": results,
        "traces_of_50_calls": run.predictor.predict.experimental_get_tracing_count(),
        "compilations_of_50_calls": len(compiled),
    }


def _process(path, text):
    """From a process's start to the end of TensorFlow's import, and to the first translation."""
    seconds = {"import_seconds": [], "first_translation_seconds": []}
    for _ in range(STARTS):
        for name, code in zip(seconds, (IMPORT, TRANSLATE), strict=True):
            start = time.perf_counter()
            command = [sys.executable, "-I", "-c", code, str(path), text]
            subprocess.run(command, check=True, capture_output=True)
            seconds[name].append(time.perf_counter() - start)
    return {name: median(values) for name, values in seconds.items()}


def _warm(path, texts):
    """Seconds of the first call; milliseconds of others, the median of 10, or of 2 with 32 rows."""
    served = tf.saved_model.load(str(path)).signatures
    found = {}
    for signature, rows, repeats in (
        ("serving_default", 1, 10),
        ("serving_default", 32, 2),
        ("compiled", 1, 10),
        ("compiled", 32, 2),
    ):
        start = time.perf_counter()
        served[signature](texts=tf.constant(texts[:rows]))["text"].numpy()
        found[f"{signature}_{rows}_first_seconds"] = time.perf_counter() - start
        seconds = []
        for i in range(repeats):
            batch = tf.constant(texts[i * rows : (i + 1) * rows])
            served[signature](texts=batch)  # compiled for this size by now
            start = time.perf_counter()
            served[signature](texts=batch)["text"].numpy()
            seconds.append(time.perf_counter() - start)
        found[f"{signature}_{rows}_milliseconds"] = 1e3 * median(seconds)
    return found


def fidelity(run: translation.Run) -> dict:
    """Counts of tokens, of different ones, and of those that are ties."""
    predictor = run.predictor
    texts = tf.constant([source for source, _ in run.data.text.test[:SENTENCES]])
    source_ids = predictor.encode(texts)
    plain = predictor.search(source_ids).ids[:, 0].numpy()
    fast = tf.function(predictor.search_compiled, autograph=False)(source_ids).ids[:, 0].numpy()
    with tempfile.TemporaryDirectory() as folder:
        path = export_saved_model(predictor, folder, card="")
        served = tf.saved_model.load(str(path)).signatures["detailed"](texts=texts)["ids"].numpy()
    memory = run.model.encode(source_ids, training=False)
    limits = predictor.limits(source_ids)
    request = predictor.request(limits, int(tf.reduce_max(limits)))
    cached = greedy(run.model.decoder, run.model.decoder.prepare(memory), request).ids[:, 0].numpy()
    uncached = _best_after(run.model, source_ids, cached, predictor)
    uncached = np.where(cached == request.pad_id, cached, uncached)
    pairs = {
        "greedy search with a cache, and all at once": (cached, uncached),
        "XLA, and plain": (fast, plain),
        "the export, and Python": (served, plain),
    }
    compared = {
        name: _compare(run.model, source_ids, predictor, *pair) for name, pair in pairs.items()
    }
    return {"compared": compared, "bleu": _bleu_by_storage(run)}


def _bleu_by_storage(run):
    sources, targets = zip(*run.data.text.test[:SENTENCES], strict=True)
    found = {}
    for storage in STORAGES:
        with as_stored(run.model.variables, storage):
            found[storage] = text_scores(run(list(sources)), targets)["bleu"]
    return found


def _log_probabilities(model, source_ids, ids, predictor):
    """(B, T, V) of the tokens after each prefix of `ids`, in one pass."""
    starts = np.full_like(ids[:, :1], predictor.target_tokenizer.special.start)
    target_in_ids = np.concatenate([starts, ids[:, :-1]], axis=1)
    logits = model({"source_ids": source_ids, "target_in_ids": target_in_ids}, training=False)
    return tf.nn.log_softmax(tf.cast(logits, tf.float32)).numpy()


def _best_after(model, source_ids, ids, predictor):
    return _log_probabilities(model, source_ids, ids, predictor).argmax(-1)


def _compare(model, source_ids, predictor, a, b):
    """A row is compared up to its first difference: what follows has another prefix."""
    pad = predictor.target_tokenizer.special.pad
    width = max(a.shape[1], b.shape[1])
    a, b = (np.pad(x, ((0, 0), (0, width - x.shape[1])), constant_values=pad) for x in (a, b))
    rows = np.where((a != b).any(axis=1))[0]
    columns = (a != b).argmax(axis=1)[rows]
    ties = 0
    if len(rows):
        found = _log_probabilities(model, tf.gather(source_ids, rows), a[rows], predictor)
        at = found[np.arange(len(rows)), columns]
        gaps = (
            at[np.arange(len(rows)), a[rows, columns]] - at[np.arange(len(rows)), b[rows, columns]]
        )
        ties = int((np.abs(gaps) <= TIE).sum())
    return {
        "sentences": len(a),
        "tokens": int((a != pad).sum()),
        "different_sentences": len(rows),
        "of_them_ties": ties,
    }


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("times", "fidelity"))
    parser.add_argument("--run-dir", required=True)
    parser.add_argument("--data", default="")
    arguments = parser.parse_args()
    run = load(arguments.run_dir, arguments.data)
    result = {"times": times, "fidelity": fidelity}[arguments.what](run)
    path = RESULTS / f"saved_model_{arguments.what}.json"
    command = f"python -m benchmarks.saved_model {arguments.what} --run-dir ... --data ..."
    about = {"command": command, "parameters": run.model.count_params(), **machine()}
    path.write_text(json.dumps({**about, "results": result}, indent=2) + "\n")


if __name__ == "__main__":
    main()
