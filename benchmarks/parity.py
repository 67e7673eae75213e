"""Worst differences from Keras's and PyTorch's own layers, in outputs and in gradients.

python -m benchmarks.parity     # writes results/parity.json
"""

import json
from pathlib import Path

import numpy as np
import torch

from benchmarks.machine import machine
from benchmarks.references import COMPARISONS

RESULTS = Path(__file__).parent / "results" / "parity.json"


def main() -> None:
    errors = {}
    for name, compare in COMPARISONS.items():
        errors[name] = {dtype: compare(dtype)._asdict() for dtype in ("float32", "float64")}
        row = "  ".join(
            f"{dtype} {worst['outputs']:.1e} {worst['gradients']:.1e}"
            for dtype, worst in errors[name].items()
        )
        print(f"{name:50s} outputs, gradients: {row}")
    result = {
        "command": "python -m benchmarks.parity",
        "measure": "worst absolute difference, same weights and inputs",
        **machine(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "errors": errors,
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
