import keras
import numpy as np
import pytest

from zoo.training.schedules import InverseSquareRoot


def test_is_the_formula_of_the_paper():
    schedule = InverseSquareRoot.noam(512, warmup_steps=4000, scale=2.0)
    for step in (1, 2, 100, 3999, 4000, 4001, 100_000):
        expected = 2.0 * 512**-0.5 * min(step**-0.5, step * 4000**-1.5)
        np.testing.assert_allclose(schedule(step), expected, rtol=1e-5)


def test_rises_to_the_peak_and_falls():
    schedule = InverseSquareRoot(1e-3, warmup_steps=10)
    rates = np.array([float(schedule(step)) for step in range(41)])
    assert rates.argmax() == 10
    np.testing.assert_allclose(rates[[0, 5, 10, 40]], [0.0, 5e-4, 1e-3, 5e-4], rtol=1e-6)


def test_takes_many_steps_at_once_and_float32():
    rates = InverseSquareRoot(1.0, warmup_steps=1)(np.arange(5, dtype="int64"))
    assert keras.backend.standardize_dtype(rates.dtype) == "float32"
    np.testing.assert_allclose(rates, [0.0, 1.0, 0.5**0.5, 3**-0.5, 0.5], rtol=1e-6)


def test_drives_an_optimizer():
    model = keras.Sequential([keras.layers.Dense(1)])
    schedule = InverseSquareRoot(0.1, warmup_steps=2)
    model.compile(optimizer=keras.optimizers.Adam(schedule), loss="mse", jit_compile=False)
    model.fit(np.ones((2, 3)), np.ones((2, 1)), epochs=2, batch_size=2, verbose=0)
    np.testing.assert_allclose(model.optimizer.learning_rate, 0.1, rtol=1e-6)


@pytest.mark.parametrize(
    "schedule",
    [InverseSquareRoot(0.1, warmup_steps=7), InverseSquareRoot.noam(64, warmup_steps=9)],
)
def test_config_round_trip(schedule):
    optimizer = keras.optimizers.Adam(schedule)
    copy = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(optimizer))
    copy = copy._learning_rate
    assert isinstance(copy, InverseSquareRoot)
    assert copy.get_config() == schedule.get_config()
    assert float(copy(3)) == float(schedule(3))


def test_wrong_arguments_are_named():
    with pytest.raises(ValueError, match="`peak_learning_rate` must be positive, got 0"):
        InverseSquareRoot(0.0, warmup_steps=1)
    with pytest.raises(ValueError, match="`warmup_steps` must be at least 1, got 0"):
        InverseSquareRoot(1.0, warmup_steps=0)
    with pytest.raises(ValueError, match="`d_model` must be at least 1, got 0"):
        InverseSquareRoot.noam(0)
    with pytest.raises(ValueError, match="`warmup_steps` must be at least 1, got 0"):
        InverseSquareRoot.noam(8, warmup_steps=0)
    with pytest.raises(ValueError, match="`scale` must be positive, got -1"):
        InverseSquareRoot.noam(8, scale=-1.0)
