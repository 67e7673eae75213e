import keras
import numpy as np
import pytest

from zoo.training import LogValidation


@pytest.fixture
def callback():
    model = keras.Sequential([keras.Input([2]), keras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    callback = LogValidation(model_data())
    callback.set_model(model)
    return callback


def model_data():
    import tensorflow as tf

    return tf.data.Dataset.from_tensors((np.ones((3, 2), "float32"), np.ones((3, 1), "float32")))


def test_what_fit_has_logged_stays(callback):
    logs = {"val_loss": 7.0}
    callback.on_epoch_end(0, logs)
    assert logs == {"val_loss": 7.0}


def test_what_it_has_not_is_computed(callback):
    logs = {"loss": 1.0}
    callback.on_epoch_end(0, logs)
    expected = callback.model.evaluate(model_data(), verbose=0, return_dict=True)
    assert logs == {"loss": 1.0, "val_loss": expected["loss"], "val_mae": expected["mae"]}
