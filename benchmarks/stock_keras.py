"""What Keras's own `fit` gives under `tf.distribute`, beside `zoo.training.ExactFit`.

    python -m benchmarks.stock_keras

Trains the model of `tests/training/exact_fit_cases.py` on one device and on two in each situation,
with either, each in a process of its own. Writes `results/stock_keras.json` and
`docs/stock_keras.md`.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import machine

HERE = Path(__file__).parent
RESULT = HERE / "results" / "stock_keras.json"
PAGE = HERE.parent / "docs" / "stock_keras.md"
WHO = ("Keras", "ExactFit")
EVEN = 6  # divides the rows, and two replicas divide it


class Situation(NamedTuple):
    """How a model is trained."""

    name: str
    options: dict  # those of `exact_fit_cases.train`, and `adam`, the optimizer's
    workers: bool = False  # two processes, not two devices


SITUATIONS = (
    Situation("all rows of one length, batches that divide evenly", {}),
    Situation("rows of different lengths: a loss weighted by token", {"padded": True}),
    Situation("a last batch of one row", {"batch": 7}),
    Situation("`global_clipnorm`", {"adam": {"global_clipnorm": 0.1}}),
    Situation("`clipnorm`", {"adam": {"clipnorm": 0.05}}),
    Situation("gradient accumulation over 3 batches", {"accumulation": 3}),
    Situation("`steps_per_execution=3`", {"steps_per_execution": 3}),
    Situation("`jit_compile=True`", {"jit_compile": True}),
    Situation("`mixed_float16`", {"dtype": "mixed_float16"}),
    Situation(
        "`mixed_float16` and `global_clipnorm`",
        {"dtype": "mixed_float16", "adam": {"global_clipnorm": 0.1}},
    ),
    Situation("synchronized batch normalization", {"batch_norm": True}),
    Situation("`MultiWorkerMirroredStrategy`, two processes", {}, workers=True),
)
DROPOUT = "dropout masks of the two replicas"


def train(situation: Situation, who: str, replicas) -> tuple:
    """Weights, history and number of updates."""
    import keras

    from tests.training import exact_fit_cases as cases

    options = {"batch": EVEN, "padded": False, "adam": {}, **situation.options}
    adam = dict(options.pop("adam"))
    if who == "Keras" and "accumulation" in options:
        adam["gradient_accumulation_steps"] = options.pop("accumulation")
    model_class = cases.Plain if who == "Keras" else cases.Exact
    return cases.train(
        replicas,
        optimizer=lambda: keras.optimizers.Adam(1e-2, **adam),
        model_class=model_class,
        **options,
    )


def find(name: str, who: str) -> dict:
    """What a process on two logical devices finds: differences, masks, or an error."""
    import tensorflow as tf

    from tests.training import exact_fit_cases as cases

    cpu = tf.config.list_physical_devices("CPU")[0]
    logical = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, logical)
    if name == DROPOUT:
        return cases.draws(cases.Plain if who == "Keras" else cases.Exact)
    situation = _situation(name)
    return _or_error(
        lambda: cases.apart(train(situation, who, 1), train(situation, who, 2)),
    )


def save(name: str, who: str, path: str) -> dict:
    """Train as one worker of several, or alone without TF_CONFIG, and keep the weights."""
    import numpy as np
    import tensorflow as tf

    alone = "TF_CONFIG" not in os.environ
    strategy = 1 if alone else tf.distribute.MultiWorkerMirroredStrategy()

    def run():
        weights, _, updates = train(_situation(name), who, strategy)
        np.savez(path, *weights)
        return {"updates": updates}

    return _or_error(run)


def _situation(name: str) -> Situation:
    return next(situation for situation in SITUATIONS if situation.name == name)


def _or_error(call) -> dict:
    """What `call` returns; an exception is a finding too."""
    try:
        return call()
    except Exception as error:
        text = str(error).strip() or "(no message)"
        return {"error": f"{type(error).__name__}: {text.splitlines()[0]}"}


def _start(*arguments: str, config: dict | None = None) -> subprocess.Popen:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment.pop("TF_CONFIG", None)
    if config:
        environment["TF_CONFIG"] = json.dumps(config)
    command = [sys.executable, "-m", "benchmarks.stock_keras", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _answer(process: subprocess.Popen) -> dict:
    output, _ = process.communicate(timeout=600)
    if process.returncode:
        raise RuntimeError(f"{process.args} ended with {process.returncode}.")
    return json.loads(output.splitlines()[-1])


def of_workers(name: str, who: str) -> dict:
    """Two processes that sum over the loopback network, beside one alone."""
    import numpy as np

    ports = []
    for _ in range(2):
        with socket.create_server(("localhost", 0)) as server:
            ports.append(server.getsockname()[1])
    cluster = {"worker": [f"localhost:{port}" for port in ports]}
    configs = [
        None,
        *({"cluster": cluster, "task": {"type": "worker", "index": i}} for i in (0, 1)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        paths = [f"{folder}/{i}.npz" for i in range(3)]
        answers = [
            _start("--find", name, who, "--save", path, config=config)
            for path, config in zip(paths, configs, strict=True)
        ]
        answers = [_answer(process) for process in answers]
        errors = [answer for answer in answers if "error" in answer]
        if errors:
            return errors[0]
        alone, *others = (list(np.load(path).values()) for path in paths)
    apart = max(np.abs(a - b).max() for other in others for a, b in zip(alone, other, strict=True))
    return {"weights": float(apart), "updates": [answer["updates"] for answer in answers]}


def page(result: dict) -> str:
    """The page of documentation."""
    rows = [
        f"| {name} | {_cell(found['Keras'])} | {_cell(found['ExactFit'])} |"
        for name, found in result["situations"].items()
    ]
    return "\n".join([_HEAD.format(**result), *rows, "", _FOOT, ""])


def _cell(found: dict) -> str:
    if "error" in found:
        text = found["error"].replace("|", "\\|")
        return f"fails: `{text if len(text) <= 200 else text[:200] + ' ...'}`"
    if "same" in found:
        return "the same" if found["same"] else "each its own"
    different = len(set(found["updates"])) > 1
    note = f" ({found['updates'][0]} and {found['updates'][1]} updates)" if different else ""
    return f"{found['weights']:.0e}{note}"


_HEAD = """# Stock Keras under `tf.distribute`

Written by `python -m benchmarks.stock_keras`, with Keras {keras} and TensorFlow {tensorflow}.

A small model (embedding, dense layers; Adam, 0.01) is trained for four epochs of 36 rows in batches
of 6, on one device and on two, by Keras's own `fit` and by that of `zoo.training.ExactFit`. The
table says how far the weights of the two runs are apart at their worst; up to 1e-05 they are the
same but for the order of sums. Errors are the first line of what was raised.

| situation | Keras's `fit` | `ExactFit` |
| --- | --- | --- |"""
_FOOT = """The model and the data are those of `tests/training/exact_fit_cases.py`. Where Keras's
column has a difference, nothing warns of it: training goes on with other gradients than those of
one device."""


def main() -> None:
    """Run all situations, or one in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--find", nargs=2, metavar=("SITUATION", "WHO"))
    parser.add_argument("--save", metavar="PATH")
    arguments = parser.parse_args()
    if arguments.find:
        name, who = arguments.find
        found = save(name, who, arguments.save) if arguments.save else find(name, who)
        print(json.dumps(found))
        return
    result = {"command": "python -m benchmarks.stock_keras", "seed": 1, **machine()}
    result["situations"] = {}
    for name, workers in [*((s.name, s.workers) for s in SITUATIONS), (DROPOUT, False)]:
        found = {
            who: of_workers(name, who) if workers else _answer(_start("--find", name, who))
            for who in WHO
        }
        result["situations"][name] = found
        print(name, found, flush=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    PAGE.write_text(page(result), encoding="utf-8")


if __name__ == "__main__":
    main()
