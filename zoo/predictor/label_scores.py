"""Scores of predicted classes against the true ones, and of how far their probabilities hold."""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import numpy as np

_BINS = 15
_NO_CLASS = -1


def label_scores(probabilities: np.ndarray, labels: Sequence[int]) -> dict[str, float]:
    """Accuracy, macro F1, calibration error and log loss; all but the last 0 to 100.

    Args:
        probabilities: (N, C), each row sums to 1; or to 0, for an input that no class was given,
            as `ClassifierPredictor` does with a blank text: it counts as wrong, with a probability
            of 0 that one can trust, and loses as much as one of which nothing is known.
        labels: Numbers of the true classes, (N,).

    Returns:
        `accuracy`; `macro_f1`, the mean of the classes' F1; `calibration_error`, see
        `calibration_error`; `log_loss`, the mean of -log p(true class); and `blank`, where there
        are any, how many inputs have no class.

    Raises:
        ValueError: The two differ in length or are empty, or a probability is no number.

    Example:
        >>> scores = label_scores(np.array([[0.9, 0.1], [0.2, 0.8]]), [0, 1])
        >>> scores["accuracy"], round(scores["calibration_error"], 1)
        (100.0, 15.0)
    """
    probabilities, labels = np.asarray(probabilities, "float64"), np.asarray(labels)
    if len(probabilities) != len(labels) or not len(labels):
        raise ValueError(
            f"`probabilities` and `labels` must be as many and at least one, got "
            f"{len(probabilities)} and {len(labels)}."
        )
    if not np.isfinite(probabilities).all():
        raise ValueError(
            f"`probabilities` must be finite, got {probabilities[~np.isfinite(probabilities)][0]}."
        )
    is_blank = probabilities.sum(axis=1) == 0
    predicted = np.where(is_blank, _NO_CLASS, probabilities.argmax(axis=1))
    of_true = probabilities[np.arange(len(labels)), labels]
    of_true = np.where(is_blank, 1.0 / probabilities.shape[1], of_true)
    return {
        "accuracy": 100.0 * float(np.mean(predicted == labels)),
        "macro_f1": macro_f1(predicted, labels),
        "calibration_error": calibration_error(probabilities, labels),
        "log_loss": float(-np.log(np.maximum(of_true, 1e-12)).mean()),
        **({"blank": float(is_blank.sum())} if is_blank.any() else {}),
    }


def majority_accuracy(training: Iterable[Hashable], labels: Sequence[Hashable]) -> float:
    """The accuracy, 0 to 100, of always saying the most frequent class of the training data.

    Args:
        training: Classes of the training data.
        labels: The true classes.

    Example:
        >>> majority_accuracy(["good", "good", "bad"], ["bad", "bad", "bad", "good"])
        25.0
    """
    ((most_frequent, _),) = Counter(training).most_common(1)
    return float(100.0 * sum(label == most_frequent for label in labels) / len(labels))


def calibration_error(probabilities: np.ndarray, labels: Sequence[int]) -> float:
    """How far the probability of the answers is from the share of them that is right, in percent.

    ```python
    error = sum_bins n_bin / n * |accuracy_bin - mean(confidence_bin)|      # 15 bins of confidence
    ```

    0 is best: of the answers with a probability of 0.8, 80 % are right.

    Args:
        probabilities: (N, C).
        labels: (N,).

    Reference:
        Guo et al. 2017, "On Calibration of Modern Neural Networks", eq. 3 (expected calibration
        error).
    """
    probabilities, labels = np.asarray(probabilities, "float64"), np.asarray(labels)
    confidence = probabilities.max(axis=1)
    is_right = (probabilities.argmax(axis=1) == labels) & (confidence > 0)
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    # n_bin cancels: the sum of what is right less the sum of what was claimed.
    gaps = np.bincount(bins, is_right - confidence, minlength=_BINS)
    return 100.0 * float(np.abs(gaps).sum() / len(labels))


def macro_f1(predicted: np.ndarray, labels: np.ndarray) -> float:
    """The mean F1, in percent, of the classes that there are among the two."""
    scores = []
    for number in np.setdiff1d(np.union1d(predicted, labels), [_NO_CLASS]):
        right = np.sum((predicted == number) & (labels == number))
        scores.append(2.0 * right / (np.sum(predicted == number) + np.sum(labels == number)))
    return 100.0 * float(np.mean(scores))
