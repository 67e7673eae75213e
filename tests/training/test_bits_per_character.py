import keras
import numpy as np
import pytest

from zoo.training import LabelSmoothedCrossEntropy, LogBitsPerCharacter, Perplexity


@pytest.fixture
def model():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, kernel_initializer="zeros")])
    loss = LabelSmoothedCrossEntropy(0.0)
    model.compile("sgd", loss, weighted_metrics=[Perplexity()])
    return model


def test_from_what_validation_logged(model):
    callback = LogBitsPerCharacter(None, tokens=30, characters=60)
    callback.set_model(model)
    logs = {"val_perplexity": 16.0}
    callback.on_epoch_end(0, logs)
    assert logs["val_bits_per_character"] == pytest.approx(2.0)


def test_without_validation_it_evaluates(model):
    """As the average of the last epochs is scored, after training."""
    tf = pytest.importorskip("tensorflow")
    rows = tf.data.Dataset.from_tensor_slices((np.ones((8, 3)), np.ones(8, int))).batch(4)
    callback = LogBitsPerCharacter(rows, tokens=8, characters=4)
    callback.set_model(model)
    logs = {}
    callback.on_epoch_end(0, logs)
    assert logs["val_bits_per_character"] == pytest.approx(2 * 2)  # one of four, 2 tokens each
