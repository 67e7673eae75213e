import keras
import numpy as np
import pytest
from keras import ops

from zoo.layers import GRUCell
from zoo.training import AveragingAdam


def averages_after(steps, momentum):
    optimizer = AveragingAdam(0.1, use_ema=True, ema_momentum=momentum)
    variable = keras.Variable(np.array([5.0, -3.0], "float32"))
    optimizer.build([variable])
    seen = []
    for _ in range(steps):
        optimizer.apply([ops.ones((2,))])
        seen.append(np.array(variable.value))
    return seen, np.array(optimizer._model_variables_moving_average[0].value)


@pytest.mark.parametrize("momentum", [0.5, 0.999])
def test_average_follows_the_growing_momentum(momentum):
    seen, average = averages_after(30, momentum)
    expected = np.zeros(2)
    for step, weights in enumerate(seen):
        m = min(momentum, step / (10 + step))
        expected = m * expected + (1 - m) * weights
    np.testing.assert_allclose(average, expected, rtol=1e-5)


def test_first_weights_are_soon_forgotten():
    seen, average = averages_after(200, 0.999)
    # Adam at a steady gradient moves by 0.1 a step: the average lags by about a tenth of the steps.
    assert np.all(average - seen[-1] < 0.1 * 200 / 5)


def test_without_average_it_is_adam():
    ours, theirs = AveragingAdam(0.1), keras.optimizers.Adam(0.1)
    variables = [keras.Variable(np.ones(3, "float32")) for _ in range(2)]
    for optimizer, variable in zip((ours, theirs), variables, strict=True):
        optimizer.build([variable])
        for gradient in (1.0, -2.0, 0.5):
            optimizer.apply([ops.full((3,), gradient)])
    np.testing.assert_array_equal(np.array(variables[0].value), np.array(variables[1].value))


def test_survives_its_config():
    optimizer = AveragingAdam(1e-3, use_ema=True, ema_momentum=0.9)
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert isinstance(again, AveragingAdam)
    assert again.ema_momentum == 0.9


def test_fit_with_averages():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    model.compile(AveragingAdam(0.1, use_ema=True), loss="mse")
    history = model.fit(np.ones((8, 3)), np.ones((8, 2)), batch_size=2, epochs=2, verbose=0)
    assert history.history["loss"][1] < history.history["loss"][0]


def test_before_the_first_update_the_average_is_the_weights():
    optimizer = AveragingAdam(0.1, use_ema=True)
    variable = keras.Variable(np.array([5.0, -3.0], "float32"))
    optimizer.build([variable])
    np.testing.assert_array_equal(optimizer._model_variables_moving_average[0], [5.0, -3.0])


def test_weight_decay_is_for_kernels_and_embeddings_alone():
    layers = [
        keras.layers.Embedding(5, 4),
        keras.layers.RNN(GRUCell(4)),
        keras.layers.LayerNormalization(),
        keras.layers.Dense(2),
    ]
    model = keras.Sequential([keras.Input((3,), dtype="int32"), *layers])
    for variable in model.trainable_variables:
        variable.assign(np.ones(variable.shape))
    optimizer = AveragingAdam(0.1, weight_decay=0.5)
    nothing = [np.zeros(v.shape, "float32") for v in model.trainable_variables]
    optimizer.apply(nothing, model.trainable_variables)
    for variable in model.trainable_variables:
        decays = variable.name in ("embeddings", "kernel", "recurrent_kernel")
        np.testing.assert_allclose(variable, 1 - 0.5 * 0.1 if decays else 1.0, rtol=1e-6)
    assert {v.name for v in model.trainable_variables} >= {"bias", "gamma", "beta", "kernel"}
