import numpy as np
import pytest

from zoo.predictor import calibration_error, label_scores, majority_accuracy


def test_the_figures_of_a_small_case():
    probabilities = np.array([[0.9, 0.1], [0.6, 0.4], [0.3, 0.7], [0.2, 0.8]])
    scores = label_scores(probabilities, [0, 1, 1, 1])
    assert scores["accuracy"] == 75.0
    # Class 0: precision 1/2, recall 1; class 1: precision 1, recall 2/3.
    assert scores["macro_f1"] == pytest.approx(100 * (2 / 3 + 4 / 5) / 2)
    assert scores["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.7, 0.8]).mean())


def test_calibration_in_one_bin():
    # Ten answers with 0.8, of which 6 are right.
    probabilities = np.tile([0.8, 0.2], (10, 1))
    assert calibration_error(probabilities, [0] * 6 + [1] * 4) == pytest.approx(20.0)
    assert calibration_error(probabilities, [0] * 8 + [1] * 2) == pytest.approx(0.0)


def test_bins_do_not_make_up_for_one_another():
    probabilities = np.array([[0.9, 0.1]] * 10 + [[0.55, 0.45]] * 10)
    # 0.9 claimed and 0.8 right; 0.55 claimed and 0.65 right, more or less.
    labels = [0] * 8 + [1] * 2 + [0] * 7 + [1] * 3
    assert calibration_error(probabilities, labels) == pytest.approx(0.5 * 10 + 0.5 * 15)


def test_sure_and_right():
    assert calibration_error(np.eye(3), [0, 1, 2]) == 0.0
    assert label_scores(np.eye(3), [0, 1, 2])["macro_f1"] == 100.0


def test_an_input_without_a_class_is_wrong():
    probabilities = np.array([[0.9, 0.1], [0.0, 0.0], [0.1, 0.9], [0.0, 0.0]])
    scores = label_scores(probabilities, [0, 0, 1, 1])
    assert (scores["accuracy"], scores["blank"]) == (50.0, 2)
    assert scores["macro_f1"] == pytest.approx(100 * 2 / 3)
    assert scores["calibration_error"] == pytest.approx(5.0)
    assert scores["log_loss"] == pytest.approx(-np.log([0.9, 0.5, 0.9, 0.5]).mean())
    assert "blank" not in label_scores(probabilities[:1], [0])


def test_the_majority_is_that_of_the_training_data():
    assert majority_accuracy("aab", "abbb") == 25.0
    assert majority_accuracy("aab", "bbb") == 0.0


def test_probabilities_that_are_no_numbers():
    with pytest.raises(ValueError, match="`probabilities` must be finite, got nan"):
        label_scores([[0.5, 0.5], [np.nan, np.nan]], [0, 1])


def test_bad_lengths():
    with pytest.raises(ValueError, match="as many and at least one, got 1 and 2"):
        label_scores(np.ones((1, 2)), [0, 1])
    with pytest.raises(ValueError, match="as many and at least one, got 0 and 0"):
        label_scores(np.ones((0, 2)), [])
