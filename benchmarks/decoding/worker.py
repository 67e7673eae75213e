"""One peer in a process of its own: reads a line a command, answers a line of JSON.

prepare <case>    builds, compiles and runs once
run               {"seconds": ..., "cpu_seconds": ...} of one run
ids               what the last run gave
memory            {"mebibytes": ...}, the most the process held
"""

import sys
import time
from collections.abc import Callable

from benchmarks.decoding.cases import CASES
from benchmarks.peak_memory import peak_memory
from benchmarks.peer_process import serve


def make_peer(name: str, folder: str):
    """The peer of that name; each imports its own library alone."""
    if name.startswith("zoo"):
        from benchmarks.decoding.ours import Ours

        return Ours(jit_compile=name == "zoo")
    if name == "KerasHub":
        from benchmarks.decoding.keras_hub_peer import KerasHub

        return KerasHub()
    if name == "Transformers":
        from benchmarks.decoding.transformers_peer import Transformers

        return Transformers()
    if name == "Keras loop":
        from benchmarks.decoding.keras_loop_peer import KerasLoop

        return KerasLoop()
    from benchmarks.decoding.ctranslate2_peer import CTranslate2

    _, compute_type, threads = name.split()
    return CTranslate2(compute_type=compute_type, threads=int(threads), folder=folder)


def main() -> None:
    """Serve until the input ends."""
    peer, ids = make_peer(*sys.argv[1:3]), None

    def prepare(case):
        seconds, _ = _timed(lambda: peer.prepare(CASES[case]))
        return {"seconds": seconds}

    def run(_):
        nonlocal ids
        cpu = time.process_time()
        seconds, ids = _timed(peer.run)
        return {"seconds": seconds, "cpu_seconds": time.process_time() - cpu}

    serve(
        {
            "prepare": prepare,
            "run": run,
            "ids": lambda _: {"ids": ids.tolist()},
            "memory": lambda _: {"mebibytes": peak_memory()},
        }
    )


def _timed(call: Callable) -> tuple[float, object]:
    begin = time.perf_counter()
    result = call()
    return time.perf_counter() - begin, result


if __name__ == "__main__":
    main()
