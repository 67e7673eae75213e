"""Tokens per second of training beside Keras's layers, KerasHub's and PyTorch's, in one run.

    pip install keras-hub torch
    python -m benchmarks.training                    # or --cases Transformer --peers Keras ...

Models of the same sizes, dropout, loss and optimizer on the same batch, each in
a process of its own; all of a case are built first, then they take turns, so that whatever else
the machine does falls on all of them. Keras's models and ours train in `fit`. Writes
`results/training.json`.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks.machine import machine
from benchmarks.peer_process import PeerProcess
from benchmarks.training.cases import CASES

PEERS = ("zoo", "zoo, XLA", "Keras", "Keras, XLA", "KerasHub", "KerasHub, XLA", "PyTorch")
RESULT = Path(__file__).parents[1] / "results" / "training.json"


def measure(name: str, peers: list[str], repeats: int, steps: int) -> dict:
    """Tokens per second of each peer: the median of interleaved repeats."""
    workers = {peer: PeerProcess("benchmarks.training.worker", peer) for peer in peers}
    for worker in workers.values():  # all at once: compilers use one core each
        worker.send(f"prepare {name}")
    found = {peer: worker.receive() for peer, worker in workers.items()}
    runs = {peer: [] for peer in peers}
    for repeat in range(repeats):
        for peer, worker in workers.items():
            runs[peer].append(worker.ask(f"run {steps}"))
        print(f"{name}: {repeat + 1} of {repeats}", file=sys.stderr, flush=True)
    for peer, worker in workers.items():
        seconds = [run["seconds"] / steps for run in runs[peer]]
        found[peer] |= {
            "step_seconds": median(seconds),
            "fastest_step_seconds": min(seconds),
            "cpu_seconds": median(run["cpu_seconds"] for run in runs[peer]) / steps,
            "tokens_per_second": CASES[name].tokens / median(seconds),
            "loss": runs[peer][-1]["loss"],
            **worker.ask("memory"),
        }
        worker.stop()
    return found


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="+", choices=tuple(CASES), default=list(CASES))
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--steps", type=int, default=5)
    arguments = parser.parse_args()
    import torch

    result = {"command": "python -m benchmarks.training", "seed": 0, **machine()}
    result |= {"torch": torch.__version__, "cases": {}}
    if RESULT.exists():
        result["cases"] = json.loads(RESULT.read_text())["cases"]
    for case in arguments.cases:
        able = [p for p in arguments.peers if CASES[case].model == "transformer" or "Hub" not in p]
        begin = time.perf_counter()
        found = measure(case, able, arguments.repeats, arguments.steps)
        result["cases"][case] = {"minutes": (time.perf_counter() - begin) / 60, "peers": found}
        RESULT.write_text(json.dumps(result, indent=2) + "\n")
        for peer, figures in found.items():
            print(f"{case:30s} {peer:14s} {figures['tokens_per_second']:9,.0f} tokens/s, ", end="")
            print(f"{figures['mebibytes']:6,.0f} MiB, {figures['parameters']:,} weights, ", end="")
            print(f"loss {figures['loss']:.3f}", flush=True)


if __name__ == "__main__":
    main()
