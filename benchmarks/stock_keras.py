"""What Keras's own `fit` gives under `tf.distribute`, beside `zoo.training.ExactFit`.

    python -m benchmarks.stock_keras

Trains the model of `tests/training/exact_fit_cases.py` on one device and on two in each situation,
with either; what fails, in a process of its own. Writes `results/stock_keras.json` and
`docs/stock_keras.md` as it goes on, and leaves out what the former has already.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
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
    fails: bool = False  # with Keras: what it leaves behind is in no other's way
    workers: bool = False  # two processes, not two devices


SITUATIONS = (
    Situation("all rows of one length, batches that divide evenly", {}),
    Situation("rows of different lengths: a loss weighted by token", {"padded": True}),
    Situation("batches of 7 rows, the last of one", {"batch": 7}, fails=True),
    Situation("`global_clipnorm`", {"adam": {"global_clipnorm": 0.1}}),
    Situation("`clipnorm`", {"adam": {"clipnorm": 0.05}}),
    Situation("gradient accumulation over 3 batches", {"accumulation": 3}, fails=True),
    Situation("`steps_per_execution=3`", {"steps_per_execution": 3}, fails=True),
    Situation("`jit_compile=True`", {"jit_compile": True}, fails=True),
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


def find(names: list[str], who: str) -> Iterator[dict[str, dict]]:
    """What a process on two logical devices finds: differences, masks, or errors."""
    import tensorflow as tf

    from tests.training import exact_fit_cases as cases

    cpu = tf.config.list_physical_devices("CPU")[0]
    logical = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, logical)

    def one(name):
        if name == DROPOUT:
            return cases.draws(cases.Plain if who == "Keras" else cases.Exact)
        situation = _situation(name)
        return cases.apart(train(situation, who, 1), train(situation, who, 2))

    for name in names:
        yield {name: _or_error(lambda name=name: one(name))}


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


def _answers(process: subprocess.Popen) -> Iterator[dict]:
    """A line of JSON each, as they come."""
    for line in process.stdout:
        if line.startswith("{"):
            yield json.loads(line)
    if process.wait():
        raise RuntimeError(f"{process.args} ended with {process.returncode}.")


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
            _start(who, name, "--save", path, config=config)
            for path, config in zip(paths, configs, strict=True)
        ]
        answers = [next(_answers(process)) for process in answers]
        errors = [answer for answer in answers if "error" in answer]
        if errors:
            return errors[0]
        alone, *others = (list(np.load(path).values()) for path in paths)
    apart = max(np.abs(a - b).max() for other in others for a, b in zip(alone, other, strict=True))
    return {"weights": float(apart), "updates": [answer["updates"] for answer in answers]}


def run_all(found: dict[str, dict]) -> Iterator[tuple[str, str, dict]]:
    """Whose, where, and what was found, for all that is not in `found` yet."""
    situations = [*SITUATIONS, Situation(DROPOUT, {})]
    left = {who: [s for s in situations if s.name not in found[who]] for who in WHO}
    alone = [s.name for s in left["Keras"] if s.fails]
    together = {
        who: [s.name for s in left[who] if not s.workers and (who != "Keras" or not s.fails)]
        for who in WHO
    }
    for who, names in [*together.items(), *(("Keras", [name]) for name in alone)]:
        for answer in _answers(_start(who, *names)) if names else ():
            for name, what in answer.items():
                yield who, name, what
    for who in WHO:
        for situation in left[who]:
            if situation.workers:
                yield who, situation.name, of_workers(situation.name, who)


def page(result: dict) -> str:
    """The page of documentation."""
    rows = [
        f"| {name} | {' | '.join(_cell(found.get(who)) for who in WHO)} |"
        for name, found in result["situations"].items()
    ]
    return "\n".join([_HEAD.format(**result), *rows, "", _FOOT, ""])


def _cell(found: dict | None) -> str:
    if found is None:
        return "not run yet"
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
same but for the order of sums, in half precision up to 2e-03. Errors are the first line of what was
raised.

| situation | Keras's `fit` | `ExactFit` |
| --- | --- | --- |"""
_FOOT = """The model and the data are those of `tests/training/exact_fit_cases.py`. Where Keras's
column has a difference, nothing warns of it: training goes on with other gradients than those of
one device."""


def main() -> None:
    """Run all situations, or one in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("who", nargs="?", choices=WHO)
    parser.add_argument("situations", nargs="*")
    parser.add_argument("--save", metavar="PATH")
    arguments = parser.parse_args()
    if arguments.who:
        who, names = arguments.who, arguments.situations
        path = arguments.save
        for found in [save(*names, who, path)] if path else find(names, who):
            print(json.dumps(found), flush=True)
        return
    before = json.loads(RESULT.read_text())["situations"] if RESULT.exists() else {}
    found = {who: {n: of[who] for n, of in before.items() if who in of} for who in WHO}
    for who, name, answer in run_all(found):
        found[who][name] = answer
        print(who, name, answer, flush=True)
        result = {"command": "python -m benchmarks.stock_keras", "seed": 1, **machine()}
        names = [*(situation.name for situation in SITUATIONS), DROPOUT]
        result["situations"] = {
            name: {who: found[who][name] for who in WHO if name in found[who]} for name in names
        }
        RESULT.write_text(json.dumps(result, indent=2) + "\n")
        PAGE.write_text(page(result), encoding="utf-8")


if __name__ == "__main__":
    main()
