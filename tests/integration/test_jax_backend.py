"""Decoding and what training needs of keras.ops on the JAX backend; the harness has the layers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("jax")

ROOT = Path(__file__).parents[2]
TRAINING = ("losses", "metrics", "optimizers", "schedules")
FILES = ["decoding", *(f"training/test_{name}.py" for name in TRAINING)]


@pytest.mark.slow
def test_what_knows_no_tensorflow_passes_its_tests_on_jax():
    command = [sys.executable, "-m", "pytest", "-m", "not slow", *(f"tests/{f}" for f in FILES)]
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
