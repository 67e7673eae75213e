"""Tokens per second beside KerasHub, Transformers and CTranslate2, side by side in one run.

    pip install keras-hub transformers ctranslate2
    python -m benchmarks.decoding                    # or --cases "tiny, greedy, 1 row" ...

Each peer is a process of its own; all of a case are built first, then they take turns, so that
whatever else the machine does falls on all of them. Models have random weights of the same sizes;
CTranslate2 gets the zoo's own, and its tokens are compared. Writes `results/decoding.json`.
"""

import argparse
import json
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.decoding.cases import CASES, RECURRENT
from benchmarks.machine import machine
from benchmarks.peer_process import PeerProcess

OURS = ("zoo", "zoo, plain graph")
PEERS = (
    *OURS,
    "Keras loop",
    "KerasHub",
    "Transformers",
    *(f"CTranslate2 {kind} {threads}" for kind in ("float32", "int8") for threads in (1, 2)),
)
RESULT = Path(__file__).parents[1] / "results" / "decoding.json"


def measure(case: str, peers: list[str], repeats: int, folder: str) -> dict:
    """Seconds of each peer: the median of interleaved repeats."""
    workers = {peer: PeerProcess("benchmarks.decoding.worker", peer, folder) for peer in peers}
    found = {
        peer: {"first": worker.ask(f"prepare {case}")["seconds"]}
        for peer, worker in workers.items()
    }
    runs = {peer: [] for peer in peers}
    for _ in range(repeats):
        for peer, worker in workers.items():
            runs[peer].append(worker.ask("run"))
    for peer, worker in workers.items():
        for figure in ("seconds", "cpu_seconds"):
            found[peer][figure] = median(run[figure] for run in runs[peer])
        found[peer] |= worker.ask("memory")
        found[peer]["ids"] = worker.ask("ids")["ids"]
        worker.stop()
    ours = found["zoo"]["ids"]
    for peer in peers:
        ids = found[peer].pop("ids")
        if peer.startswith(("zoo", "CTranslate2 float32")):  # the same weights
            same = sum(a == b for a, b in zip(ours, ids, strict=True))
            found[peer]["rows_equal_to_ours"] = f"{same} of {len(ours)}"
        found[peer]["our_speed"] = found[peer]["seconds"] / found["zoo"]["seconds"]
    return found


def main() -> None:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="+", choices=tuple(CASES), default=list(CASES))
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--repeats", type=int, default=7)
    arguments = parser.parse_args()
    result = {"command": "python -m benchmarks.decoding", **machine(), "cases": {}}
    if RESULT.exists():
        result["cases"] = json.loads(RESULT.read_text())["cases"]
    peers = list(dict.fromkeys(["zoo", *arguments.peers]))
    with tempfile.TemporaryDirectory() as folder:
        for case in arguments.cases:
            is_recurrent = CASES[case].size in RECURRENT
            able = [p for p in peers if p in OURS or (p == "Keras loop") == is_recurrent]
            found = measure(case, able, arguments.repeats, folder)
            result["cases"][case] = {**result["cases"].get(case, {}), **found}
            RESULT.write_text(json.dumps(result, indent=2) + "\n")
            for peer, figures in found.items():
                print(f"{case:32s} {peer:24s} {figures['seconds'] * 1000:9.1f} ms, ", end="")
                print(f"ours is {figures['our_speed']:.2f} times as fast", flush=True)


if __name__ == "__main__":
    main()
