"""What a result was measured on and with."""

import os
import platform

import keras
import sacrebleu
import tensorflow as tf


def machine() -> dict[str, str]:
    """Hardware and versions, for a result's file."""
    return {
        "hardware": f"{_cores()} CPU cores, {platform.machine()}, {_processor()}",
        "python": platform.python_version(),
        "tensorflow": tf.__version__,
        "keras": keras.__version__,
        "sacrebleu": sacrebleu.__version__,
    }


def _cores() -> int:
    """Those this process may use, where the system says which."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """Its name, and whether it has the instructions that make the most of a difference."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            lines = [line.partition(":") for line in file]
    except OSError:
        return platform.processor()
    found = {name.strip(): value.strip() for name, _, value in lines}
    name = found.get("model name", platform.processor())
    return f"{name}, AVX-512" if "avx512f" in found.get("flags", "") else name
