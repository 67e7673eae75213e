import os
import subprocess
import sys

import keras
import pytest

from zoo.training import ExactFit


def test_on_tensorflow_it_is_in_the_way_of_fit():
    if keras.backend.backend() == "tensorflow":
        assert "train_step" in vars(ExactFit)
    else:
        assert "train_step" not in vars(ExactFit)


def test_on_jax_a_model_trains_as_keras_has_it():
    pytest.importorskip("jax")
    code = """
import sys
sys.modules["tensorflow"] = None
import keras, numpy as np
from zoo.training import ExactFit
class Model(ExactFit, keras.Sequential): pass
model = Model([keras.Input((3,)), keras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(np.ones((8, 3)), np.ones((8, 1)), verbose=0)
"""
    environment = {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    subprocess.run([sys.executable, "-c", code], env={**os.environ, **environment}, check=True)
