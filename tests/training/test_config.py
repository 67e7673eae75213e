from dataclasses import dataclass

import numpy as np
import pytest

from zoo.training.config import MAY_CHANGE, TrainingConfig


def test_the_defaults_are_valid():
    TrainingConfig().check()
    assert set(MAY_CHANGE) <= set(vars(TrainingConfig()))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epochs": 0}, "`epochs` must be at least 1, got 0"),
        ({"gradient_accumulation_steps": 0}, "`gradient_accumulation_steps` must be at least 1"),
        ({"average_epochs": -1}, "`average_epochs` must be at least 0, got -1"),
        ({"average_epochs": 1}, "`average_epochs` must be 0 or at least 2, got 1"),
        ({"checkpoints_kept": 0}, "`checkpoints_kept` must be at least 1, got 0"),
        ({"checkpoint_minutes": -1.0}, "`checkpoint_minutes` must be at least 0, got -1.0"),
        ({"clip_norm": -1.0}, "`clip_norm` must be at least 0"),
        ({"seed": -1}, "`seed` must be between 0 and 2147483647, got -1"),
        ({"seed": 2**31}, "`seed` must be between 0 and 2147483647, got 2147483648"),
        ({"strategy": "tpu"}, r"`strategy` must be one of \['auto', 'none', .*, got 'tpu'"),
        ({"precision": "float8"}, r"`precision` must be one of \['float32', .*, got 'float8'"),
        ({"tensorboard": True}, "`run_dir` must be given with `tensorboard`, got ''"),
    ],
)
def test_a_value_that_cannot_be_is_named(changes, message):
    with pytest.raises(ValueError, match=message):
        TrainingConfig(**changes).check()


@pytest.mark.parametrize("average_epochs", [0, 2])
def test_epochs_that_can_be_averaged(average_epochs):
    TrainingConfig(average_epochs=average_epochs).check()


@dataclass(frozen=True, kw_only=True)
class Config(TrainingConfig):
    d_model: int = 8
    size: int | None = None
    dropout_rate: float = 0.1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"epochs": "3"}, "`epochs` must be a whole number, got '3'"),
        ({"patience": 1.5}, "`patience` must be a whole number, got 1.5"),
        ({"clip_norm": "1"}, "`clip_norm` must be a number, got '1'"),
        ({"d_model": "8"}, "`d_model` must be a whole number, got '8'"),
        ({"dropout_rate": None}, "`dropout_rate` must be a number, got None"),
    ],
)
def test_a_value_of_another_type_is_named(changes, message):
    with pytest.raises(TypeError, match=message):
        Config(**changes)


def test_numbers_of_numpy():
    config = Config(epochs=np.int64(3), size=np.int32(2), clip_norm=1, dropout_rate=np.float32(0.1))
    config.check()


def test_tensorboard_must_be_installed(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"pip install seqzoo\[tensorboard\]"):
        TrainingConfig(tensorboard=True, run_dir="run").check()
