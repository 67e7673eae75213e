import numpy as np

from zoo.models.naive_forecasts import last_value, seasonal_naive

VALUES = np.stack([np.arange(20.0), -np.arange(20.0)], axis=1)
ORIGINS = np.array([8, 20])


def test_last_value():
    found = last_value(VALUES, ORIGINS, 3)
    assert found[..., 0].tolist() == [[7.0] * 3, [19.0] * 3]
    assert found[..., 1].tolist() == [[-7.0] * 3, [-19.0] * 3]


def test_the_season_before():
    found = seasonal_naive(VALUES, ORIGINS, 5, period=3)
    assert found[..., 0].tolist() == [[5.0, 6.0, 7.0, 5.0, 6.0], [17.0, 18.0, 19.0, 17.0, 18.0]]
    np.testing.assert_array_equal(found[..., 1], -found[..., 0])
    whole = np.tile(np.arange(4.0), 6)[:, None]
    np.testing.assert_array_equal(seasonal_naive(whole, np.array([9]), 7, period=4)[0], whole[9:16])


def test_a_period_of_one_is_the_last_value():
    np.testing.assert_array_equal(
        seasonal_naive(VALUES, ORIGINS, 4, period=1), last_value(VALUES, ORIGINS, 4)
    )
