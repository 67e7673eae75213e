import numpy as np
import pytest

from zoo.data.generated_series import GENERATORS
from zoo.models.ridge_forecast import PENALTIES, RidgeForecast

SIZES = {"context": 6, "horizon": 2}
TRAIN, VALIDATION = np.arange(6, 300), np.arange(300, 400)


@pytest.fixture(scope="module")
def values():
    rng = np.random.default_rng(0)
    time = np.arange(450)[:, None]
    return np.sin(time / [3.0, 5.0]) + 0.3 * rng.normal(size=(450, 2))


def windows(values, origins, level):
    """Contexts and futures of both columns, less their level."""
    contexts = np.stack([values[t - 6 : t] for t in origins])
    futures = np.stack([values[t : t + 2] for t in origins])
    last = contexts[:, -1:] * (level == "last")
    rows = [(part - last).transpose(0, 2, 1) for part in (contexts, futures)]
    return [part.reshape(-1, part.shape[-1]) for part in rows]


def test_it_is_the_solution(values):
    """The gradient of what ridge regression minimises is zero, at the weights it has."""
    model = RidgeForecast(values, TRAIN, VALIDATION, **SIZES)
    x, y = windows(values, TRAIN, model.instance_norm)
    size = np.mean(np.square(x))
    error = x @ model.weights + model.bias - y
    np.testing.assert_allclose(error.mean(axis=0), 0.0, atol=1e-9)
    gradient = x.T @ error / len(x) + model.penalty * size * model.weights
    np.testing.assert_allclose(gradient, 0.0, atol=1e-9)


def test_the_penalty_is_chosen_on_validation(values, monkeypatch):
    chosen = RidgeForecast(values, TRAIN, VALIDATION, **SIZES)
    errors = {}
    for penalty in PENALTIES:
        monkeypatch.setattr("zoo.models.ridge_forecast.PENALTIES", (penalty,))
        model = RidgeForecast(values, TRAIN, VALIDATION, **SIZES)
        x, y = windows(values, VALIDATION, model.instance_norm)
        errors[penalty] = np.mean(np.square(x @ model.weights + model.bias - y))
    assert len(set(errors.values())) == len(PENALTIES)
    assert chosen.penalty == min(errors, key=errors.get)


def test_forecasts_are_of_the_columns_and_read_no_future(values):
    model = RidgeForecast(values, TRAIN, VALIDATION, **SIZES)
    found = model(values, np.array([410, 440]))
    x, _ = windows(values, [440], model.instance_norm)
    level = values[439][:, None] * (model.instance_norm == "last")
    np.testing.assert_allclose(found[1], (x @ model.weights + model.bias + level).T, atol=1e-9)
    changed = values.copy()
    changed[440:] = 1e6
    np.testing.assert_array_equal(model(changed, np.array([410, 440])), found)


@pytest.mark.parametrize(("name", "norm"), [("autoregressive", "none"), ("random_walk", "last")])
def test_it_nears_the_best_forecast(name, norm):
    """What comes back to its mean is not read as what wanders, and the other way round."""
    values, best = GENERATORS[name](4_000)
    test = np.arange(3_500, 3_990)
    model = RidgeForecast(values, np.arange(6, 3_000), np.arange(3_000, 3_500), **SIZES)
    truth = values[test[:, None] + np.arange(2)]
    ours, theirs = (np.mean((truth - found) ** 2) for found in (model(values, test), best(test, 2)))
    assert model.instance_norm == norm
    assert 0.99 * theirs < ours < 1.05 * theirs


def test_a_series_that_stays():
    model = RidgeForecast(np.ones((450, 1)), TRAIN, VALIDATION, **SIZES)
    np.testing.assert_array_equal(model(np.ones((450, 1)), np.array([10])), np.ones((1, 2, 1)))
