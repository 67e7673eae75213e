import keras
import numpy as np
import pytest
from keras import ops

from zoo.training import ForecastLoss

rng = np.random.default_rng(0)
TRUTH, FORECAST = (rng.normal(size=(4, 3, 2)).astype("float32") for _ in "12")


@pytest.mark.parametrize("kind", ["mse", "mae"])
def test_a_point(kind):
    error = TRUTH - FORECAST
    expected = np.mean(error**2 if kind == "mse" else np.abs(error))
    assert float(ForecastLoss(kind)(TRUTH, FORECAST)) == pytest.approx(expected, rel=1e-5)


def test_rows_count_by_their_weight():
    weights = np.array([1.0, 0.0, 1.0, 0.0], "float32")
    found = float(ForecastLoss("mse")(TRUTH, FORECAST, sample_weight=weights))
    assert found == pytest.approx(np.mean((TRUTH - FORECAST)[::2] ** 2), rel=1e-5)


def test_pinball():
    quantiles = [0.1, 0.5, 0.8]
    found = rng.normal(size=(4, 3, 2, 3)).astype("float32")
    parts = []
    for number, q in enumerate(quantiles):
        error = TRUTH - found[..., number]
        parts.append(np.where(error > 0, q * error, (q - 1) * error).mean())
    loss = ForecastLoss("pinball", quantiles)
    assert float(loss(TRUTH, found)) == pytest.approx(np.mean(parts), rel=1e-5)


def test_it_is_least_at_the_quantile():
    values = rng.normal(size=(4_001, 1, 1)).astype("float32")
    loss = ForecastLoss("pinball", [0.8])

    def of(level):
        return float(loss(values, np.full((4_001, 1, 1, 1), level, "float32")))

    level = np.quantile(values, 0.8)
    assert of(level) < min(of(level - 0.05), of(level + 0.05))


def test_config():
    loss = ForecastLoss("pinball", [0.1, 0.5], name="mine")
    again = keras.losses.deserialize(keras.losses.serialize(loss))
    found = np.zeros((4, 3, 2, 2), "float32")
    assert again.name == "mine"
    assert float(again(TRUTH, found)) == float(loss(TRUTH, found))
    assert ops.shape(ForecastLoss("mae", reduction="none")(TRUTH, FORECAST)) == (4,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("huber",), r"`loss` must be one of \['mse', 'mae', 'pinball'\], got 'huber'"),
        (("pinball",), "`quantiles` must be given with \"pinball\" alone, got None with 'pinball'"),
        (("mse", [0.5]), r"`quantiles` must be given .* got \[0.5\] with 'mse'"),
    ],
)
def test_arguments_that_will_not_do(arguments, message):
    with pytest.raises(ValueError, match=message):
        ForecastLoss(*arguments)
