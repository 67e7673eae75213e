"""Two devices give what one gives, whatever the options of `compile`."""

import itertools
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

pytest.importorskip("tensorflow")

from tests.training.exact_fit_cases import CASES
from zoo.training import ExactFit

ROOT = Path(__file__).parents[2]
BOUNDS = {"mixed_bfloat16": 0.02, "mixed_float16": 2e-3}
FAST = ("accumulation",)
OTHERS = [name for name in CASES if name not in FAST]


def found(*cases):
    command = [sys.executable, "-m", "tests.training.exact_fit_cases", *cases]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {line["case"]: line for line in lines}


def check(case, result):
    assert result["weights"] <= BOUNDS.get(case, 1e-5)
    assert result["logs"] <= 10 * BOUNDS.get(case, 1e-5)
    updates = 8 if case in ("accumulation", "union") else 24  # 6 batches, 4 times
    if case != "mixed_float16":  # which tries again
        assert result["updates"] == [updates, updates]


@pytest.mark.parametrize(
    "cases", [FAST, pytest.param(OTHERS, marks=pytest.mark.slow)], ids=["fast", "others"]
)
def test_two_replicas_are_one(cases):
    results = found(*cases)
    assert set(results) == set(cases)
    for case, result in results.items():
        check(case, result)


@pytest.mark.slow
def test_micro_batches_dropout_and_what_keras_gives():
    results = found("union", "dropout", "stock")
    check("union", results["union"])
    assert results["dropout"]["weights"] == results["dropout"]["logs"] == 0
    assert results["dropout"]["replicas"] == {"seen": 2, "same": False}
    # Keras weighs the batches of an epoch's logs by rows, not by tokens.
    assert results["stock"]["weights"] <= 1e-6


@pytest.mark.slow
def test_two_workers_are_one(tmp_path):
    """Real processes, which sum over the loopback network."""
    cases = [name for name in CASES if name not in BOUNDS]  # in full precision
    cluster = {"worker": [f"localhost:{port}" for port in free_ports(2)]}
    configs = {
        str(i): json.dumps({"cluster": cluster, "task": {"type": "worker", "index": i}})
        for i in range(2)
    }
    processes = []
    for name, config in {"alone": "", **configs}.items():
        folder = tmp_path / name
        folder.mkdir()
        command = [sys.executable, "-m", "tests.training.exact_fit_cases", "--save", folder, *cases]
        environment = {**os.environ, "TF_CONFIG": config}
        if not config:
            del environment["TF_CONFIG"]
        processes.append(subprocess.Popen(command, cwd=ROOT, env=environment))
    try:
        assert [process.wait(timeout=300) for process in processes] == [0, 0, 0]
    finally:
        for process in processes:
            process.kill()
    for case in cases:
        alone = np.load(tmp_path / "alone" / f"{case}.npz")
        for worker in configs:
            other = np.load(tmp_path / worker / f"{case}.npz")
            for name in alone.files:
                np.testing.assert_allclose(other[name], alone[name], atol=1e-5)


def free_ports(count):
    sockets = [socket.create_server(("localhost", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


class Model(ExactFit, keras.Sequential):
    pass


def model(**options):
    made = Model([keras.Input((3,)), keras.layers.Dense(1)])
    made.compile(**{"optimizer": "sgd", "loss": "mse", **options})
    return made


def test_it_stands_before_keras():
    with pytest.raises(TypeError, match=r"`ExactFit` must stand before `keras\.Model`"):

        class Wrong(keras.Model, ExactFit):
            pass


@pytest.mark.parametrize("shape", [(8,), (8, 1)])
def test_weights_of_rows_have_the_shape_that_users_give_them(shape):
    made = model()
    made.fit(np.ones((8, 3)), np.ones(8), sample_weight=np.ones(shape), verbose=0)
    assert int(made.optimizer.iterations) == 1


def test_variables_of_any_precision_take_micro_batches():
    made = Model([keras.Input((3,)), keras.layers.Dense(1, dtype="float64")])
    made.compile("sgd", "mse", gradient_accumulation_steps=2)
    made.fit(np.ones((8, 3)), np.ones((8, 1)), batch_size=2, verbose=0)
    assert int(made.optimizer.iterations) == 2


def test_an_overflow_is_not_clipped_away():
    """A loss scale falls where a scaled gradient is too large for float16."""
    keras.utils.set_random_seed(0)
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1, clipvalue=1.0))
    made = Model([keras.Input((3,)), keras.layers.Dense(1, dtype="mixed_float16")])
    made.compile(optimizer, "mse")
    before = made.get_weights()
    made.fit(100 * np.ones((2, 3)), np.ones((2, 1)), batch_size=2, epochs=1, verbose=0)
    assert float(optimizer.dynamic_scale) < optimizer.initial_scale
    for a, b in zip(before, made.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_file_keeps_the_accumulation(tmp_path):
    made = model(gradient_accumulation_steps=2)
    made.save(tmp_path / "model.keras")
    custom = {"Model": Model}
    loaded = keras.models.load_model(tmp_path / "model.keras", custom_objects=custom)
    loaded.fit(np.ones((8, 3)), np.ones((8, 1)), batch_size=2, verbose=0)
    assert int(loaded.optimizer.iterations) == 2


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_an_epoch_may_end_within_an_update(run_eagerly):
    made = model(gradient_accumulation_steps=3, run_eagerly=run_eagerly)
    made.fit(np.ones((14, 3)), np.ones((14, 1)), batch_size=2, epochs=2, verbose=0)
    assert int(made.optimizer.iterations) == 2 * 3
    assert set(made.evaluate(np.ones((4, 3)), np.ones((4, 1)), verbose=0, return_dict=True)) == {
        "loss"
    }


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gradient_accumulation_steps": 0}, "`gradient_accumulation_steps` must be at least 1"),
        (
            {"optimizer": keras.optimizers.SGD(gradient_accumulation_steps=2)},
            "must be given to `compile`, not to the optimizer",
        ),
        (
            {"loss": keras.losses.MeanSquaredError(reduction="sum")},
            "`loss` must be a mean, got reduction='sum'",
        ),
        ({"loss": ["mse"]}, "`loss` must be one loss, got 1"),
    ],
)
def test_what_will_not_do(options, message):
    with pytest.raises(ValueError, match=message):
        model(**options)


@pytest.mark.parametrize("run_eagerly", [False, True])
def test_a_gradient_that_is_no_number_shows_in_the_loss(run_eagerly):
    @keras.saving.register_keras_serializable("tests")
    class Root(keras.layers.Layer):
        def call(self, x):
            return keras.ops.sqrt(x * 0.0)  # 0, with a slope that is none

    made = Model([keras.Input((3,)), keras.layers.Dense(1), Root()])
    made.compile("sgd", "mse", run_eagerly=run_eagerly)
    history = made.fit(np.ones((2, 3)), np.ones((2, 1)), batch_size=2, verbose=0).history
    assert np.isnan(history["loss"][0])


@pytest.mark.slow
@pytest.mark.parametrize("policy", ["data", "file"])
def test_workers_share_every_example_once(tmp_path, policy):
    code = (
        "import sys; from zoo.training.local_workers import run_workers;"
        "sys.exit(run_workers([sys.executable, '-m', 'tests.training.sharding_cases',"
        f" {str(tmp_path)!r}, {policy!r}], 2))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    workers = [json.loads((tmp_path / f"{i}.json").read_text()) for i in range(2)]
    for epoch in zip(*workers, strict=True):
        assert all(epoch)
        assert sorted(itertools.chain.from_iterable(epoch)) == list(range(23))
