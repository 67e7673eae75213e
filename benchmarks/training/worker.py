"""One peer in a process of its own, which trains what it is told.

prepare <case>    builds, compiles and trains a little: {"parameters": ...}
run <steps>       {"seconds": ..., "cpu_seconds": ..., "loss": ...}
memory            {"mebibytes": ...}, the most the process held
"""

import sys
import time

from benchmarks.peak_memory import peak_memory
from benchmarks.peer_process import serve
from benchmarks.training.cases import CASES


def make_peer(name: str):
    """The peer of that name; each imports its own library alone."""
    library, _, compiler = name.partition(", ")
    if library == "PyTorch":
        from benchmarks.training.torch_peer import TorchTraining

        return TorchTraining()

    import keras

    from benchmarks.training.keras_training import KerasTraining

    loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, reduction="mean_with_sample_weight"
    )
    if library == "zoo":
        from benchmarks.training.ours import make_model
        from zoo.training import LabelSmoothedCrossEntropy

        loss = LabelSmoothedCrossEntropy(0.0)
    elif library == "KerasHub":
        from benchmarks.training.keras_hub_peer import make_model
    else:
        from benchmarks.training.keras_peer import make_model
    return KerasTraining(make_model, loss, jit_compile=compiler == "XLA")


def main() -> None:
    """Serve until the input ends."""
    peer = make_peer(sys.argv[1])

    def prepare(case):
        return {"parameters": peer.prepare(CASES[case])}

    def run(steps):
        cpu = time.process_time()
        seconds, loss = peer.run(int(steps))
        return {"seconds": seconds, "cpu_seconds": time.process_time() - cpu, "loss": loss}

    serve({"prepare": prepare, "run": run, "memory": lambda _: {"mebibytes": peak_memory()}})


if __name__ == "__main__":
    main()
