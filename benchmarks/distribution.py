"""What an exact step costs beside Keras's own, and beside a loop written by hand; how it scales.

    python -m benchmarks.distribution

`fit` of `zoo.training.ExactFit` and of `keras.Model` train the same Transformer: on one device, and
on two logical devices of this machine, where a loop with `strategy.run` trains it too. Each is a
process of its own; they take turns. Two logical devices share the cores, so that their figures say
what the step costs, not what a second machine gains. That is computed: N machines, each with a
batch of its own, that sum their gradients in a ring after the backward pass,

    seconds = step + 2 (N - 1) / N * gradient bytes / bandwidth + 2 (N - 1) * latency

(Patarasuk and Yuan 2009, "Bandwidth optimal all-reduce algorithms for clusters of workstations",
section 3; the latency as in Thakur et al. 2005, "Optimization of Collective Communication
Operations in MPICH", section 4.5). Writes `results/distribution.json`.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median

import keras
import tensorflow as tf

from benchmarks.machine import machine
from benchmarks.peer_process import PeerProcess, serve
from benchmarks.training import ours
from benchmarks.training.cases import CASES, EPSILON, LEARNING_RATE, Case
from benchmarks.training.keras_training import KerasTraining, data_of
from zoo.training import LabelSmoothedCrossEntropy

CASE = CASES["Transformer"]._replace(num_layers=1)
ONE, TWO = "one device", "two devices"
PEERS = {ONE: ("fit", "Keras fit"), TWO: ("fit", "loop")}
MACHINES = (2, 4, 8, 16, 32)
GIGABITS = (1, 10, 100)
LATENCY = 50e-6  # seconds, of Ethernet within a rack
RESULT = Path(__file__).parent / "results" / "distribution.json"


class Stock(keras.Model):
    """A model that trains as Keras does, whatever it holds."""

    def __init__(self, held: keras.Model):
        super().__init__()
        self.held = held

    def call(self, inputs, training=None):
        return self.held(inputs, training=training)


class Loop:
    """The step that one would write: the sum over replicas divided by the tokens of all."""

    def __init__(self, strategy: tf.distribute.Strategy):
        self.strategy = strategy

    def prepare(self, case: Case) -> int:
        """Build and compile; the number of weights."""
        keras.utils.set_random_seed(0)
        strategy = self.strategy
        with strategy.scope():
            model = ours.make_model(case)
            model.build()
            optimizer = keras.optimizers.Adam(LEARNING_RATE, epsilon=EPSILON)
            optimizer.build(model.trainable_variables)
        token_losses = LabelSmoothedCrossEntropy(0.0, reduction="none")

        def of_replica(inputs, targets, weights, tokens):
            with tf.GradientTape() as tape:
                logits = model(inputs, training=True)
                loss = tf.reduce_sum(token_losses(targets, logits) * weights) / tokens
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply(gradients, model.trainable_variables)  # sums over replicas
            return loss

        @tf.function(autograph=False)
        def step(iterator):
            batch = next(iterator)
            tokens = strategy.reduce("SUM", strategy.run(tf.reduce_sum, (batch[2],)), axis=None)
            losses = strategy.run(of_replica, (*batch, tokens))
            return strategy.reduce("SUM", losses, axis=None)

        self.iterator = iter(strategy.experimental_distribute_dataset(data_of(case)))
        self.step = step
        self.run(2)
        return model.count_params()

    def run(self, steps: int) -> tuple[float, float]:
        """Seconds of so many steps, and the last loss."""
        begin = time.perf_counter()
        for _ in range(steps):
            loss = self.step(self.iterator)
        return time.perf_counter() - begin, float(loss)


def make_peer(devices: str, name: str):
    """What trains, under its strategy."""
    strategy = tf.distribute.get_strategy()
    if devices == TWO:
        cpu = tf.config.list_physical_devices("CPU")[0]
        logical = [tf.config.LogicalDeviceConfiguration()] * 2
        tf.config.set_logical_device_configuration(cpu, logical)
        strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
    if name == "loop":
        return Loop(strategy)

    def make_model(case):
        model = ours.make_model(case)
        return model if name == "fit" else Stock(model)

    loss = LabelSmoothedCrossEntropy(0.0)
    return KerasTraining(make_model, loss, jit_compile=False, strategy=strategy)


def work(devices: str, name: str) -> None:
    """Serve `prepare` and `run <steps>` until the input ends."""
    peer = make_peer(devices, name)

    def run(steps):
        seconds, loss = peer.run(int(steps))
        return {"seconds": seconds / int(steps), "loss": loss}

    serve({"prepare": lambda _: {"parameters": peer.prepare(CASE)}, "run": run})


def measure(repeats: int, steps: int) -> dict:
    """Seconds of a step of each, medians of interleaved repeats."""
    names = [(devices, name) for devices, both in PEERS.items() for name in both]
    workers = {of: PeerProcess("benchmarks.distribution", "--serve", *of) for of in names}
    for worker in workers.values():
        worker.send("prepare")
    parameters = [worker.receive()["parameters"] for worker in workers.values()]
    runs = {of: [] for of in names}
    for repeat in range(repeats):
        for of, worker in workers.items():
            runs[of].append(worker.ask(f"run {steps}"))
        print(f"{repeat + 1} of {repeats}", file=sys.stderr, flush=True)
    for worker in workers.values():
        worker.stop()
    found = {"parameters": parameters[0], "steps": {}}
    for devices, both in PEERS.items():
        seconds = {n: median(run["seconds"] for run in runs[devices, n]) for n in both}
        fit, other = seconds.values()
        losses = {n: runs[devices, n][-1]["loss"] for n in both}
        found["steps"][devices] = {"seconds": seconds, "losses": losses, "our_speed": other / fit}
    return found


def scaling(step: float, parameters: int) -> dict[str, dict[str, float]]:
    """The share of N machines' throughput that is left, by gigabits per second and N."""

    def seconds(machines, gigabits):
        sent = 2 * (machines - 1) / machines * 4 * parameters / (gigabits * 1e9 / 8)
        return step + sent + 2 * (machines - 1) * LATENCY

    return {f"{g}": {f"{n}": step / seconds(n, g) for n in MACHINES} for g in GIGABITS}


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--serve", nargs=2, metavar=("DEVICES", "NAME"))
    arguments = parser.parse_args()
    if arguments.serve:
        work(*arguments.serve)
        return
    found = measure(arguments.repeats, arguments.steps)
    step = found["steps"][ONE]["seconds"]["fit"]
    result = {"command": "python -m benchmarks.distribution", "seed": 0, **machine(), **found}
    result |= {"latency_seconds": LATENCY, "scaling": scaling(step, found["parameters"])}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
