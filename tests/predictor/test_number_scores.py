import numpy as np
import pytest

from zoo.predictor import number_scores


def test_errors():
    scores = number_scores(np.array([1.0, 2.0, 6.0]), [1.0, 4.0, 4.0])
    assert scores == pytest.approx({"mae": 4 / 3, "rmse": (8 / 3) ** 0.5, "explained": -100 / 3})


def test_who_says_the_mean_explains_nothing():
    assert number_scores([2.0, 2.0], [1.0, 3.0])["explained"] == 0.0
    assert number_scores([2.0], [1.0])["explained"] == 0.0


def test_what_will_not_do():
    with pytest.raises(ValueError, match="must be as many and at least one, got 1 and 2"):
        number_scores([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="must be as many and at least one, got 0 and 0"):
        number_scores([], [])
