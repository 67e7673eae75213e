# ruff: noqa: E402
"""One thread, one seed, one policy, and the name that docstring examples use."""

import os

# The models of the tests are so small that threads only cost. Before TensorFlow is imported.
for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import pytest


@pytest.fixture(autouse=True)
def _same_start(doctest_namespace):
    doctest_namespace["np"] = np
    keras.utils.set_random_seed(0)
    yield
    keras.config.set_dtype_policy("float32")
