import numpy as np
import pytest

from zoo.data.generated_series import GENERATORS, NOISE, autoregressive

ORIGINS = np.arange(500, 3_000)


@pytest.mark.parametrize("name", GENERATORS)
def test_a_seed_decides_all(name):
    values, best = GENERATORS[name](300, seed=3)
    again, _ = GENERATORS[name](300, seed=3)
    other, _ = GENERATORS[name](300, seed=4)
    assert values.shape == (300, 1)
    np.testing.assert_array_equal(values, again)
    assert not np.array_equal(values, other)
    assert best(np.array([10, 250]), 7).shape == (2, 7, 1)


@pytest.mark.parametrize(
    ("name", "of_one_step"), [("random_walk", 1.0), ("autoregressive", 1.0), ("seasonal", NOISE)]
)
def test_the_best_forecast_leaves_the_noise_alone(name, of_one_step):
    values, best = GENERATORS[name](3_100)
    error = values[ORIGINS[:, None] + np.arange(3)] - best(ORIGINS, 3)
    assert np.sqrt(np.mean(error[:, 0] ** 2)) == pytest.approx(of_one_step, rel=0.05)
    if name == "random_walk":  # the errors of the steps add up
        assert np.mean(error[:, 2] ** 2) == pytest.approx(3.0, rel=0.1)


@pytest.mark.parametrize("name", ["random_walk", "autoregressive"])
def test_the_best_forecast_reads_the_past_alone(name):
    values, best = GENERATORS[name](200)
    before = best(np.array([100]), 5)
    values[100:] += 50.0
    np.testing.assert_array_equal(best(np.array([100]), 5), before)
    values[99] += 1.0
    assert not np.array_equal(best(np.array([100]), 5), before)


def test_a_series_that_grows_without_end():
    with pytest.raises(ValueError, match=r"`coefficients` must be of a series that stays, got \("):
        autoregressive(100, coefficients=(1.1,))
