"""The mean of the last epochs: what it is, when it stays, and what a resumed run does."""

from types import SimpleNamespace

import keras
import numpy as np
import pytest

from zoo.training import AverageCheckpoints, KeepBestWeights

X, Y = np.ones((4, 3), "float32"), np.zeros((4, 1), "float32")


class Score(keras.callbacks.Callback):
    """Logs the figure of each epoch, and `mean` for any call outside an epoch."""

    def __init__(self, figures, mean):
        super().__init__()
        self.figures = figures
        self.mean = mean
        self.weights = {}
        self.in_epoch = False

    def on_epoch_begin(self, epoch, logs=None):
        self.in_epoch = True

    def on_epoch_end(self, epoch, logs=None):
        logs["figure"] = self.figures[epoch] if self.in_epoch else self.mean
        if self.in_epoch:
            self.weights[epoch] = self.model.get_weights()
        self.in_epoch = False


class Count(keras.layers.Layer):
    """Passes its inputs on, and counts the batches of training."""

    def build(self, shape):
        self.count = self.add_weight((), "zeros", "int32", trainable=False)

    def call(self, inputs, training=None):
        if training:
            self.count.assign_add(1)
        return inputs


def fit(directory, figures, mean, *, last=2, epochs=4, first=0, resume=False, halted=False):
    keras.utils.set_random_seed(first)
    model = keras.Sequential([Count(), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    scoring = Score(figures, mean)
    best = KeepBestWeights(directory, "figure", resume=resume)
    average = AverageCheckpoints(
        directory / "epochs",
        last=last,
        scoring=scoring,
        best=best,
        halt=SimpleNamespace(halted=halted),
    )
    options = {"initial_epoch": first, "epochs": epochs, "verbose": 0}
    model.fit(X, Y, callbacks=[scoring, best, average], **options)
    return model, scoring, best


def test_a_better_mean_stays(tmp_path, capsys):
    model, scoring, best = fit(tmp_path, [1.0, 5.0, 2.0, 3.0], mean=6.0)
    for weight, one, other in zip(
        model.get_weights(), scoring.weights[2], scoring.weights[3], strict=True
    ):
        expected = (one + other) / 2 if weight.dtype.kind == "f" else other
        np.testing.assert_allclose(weight, expected, rtol=1e-6)
    assert int(model.layers[0].count) == 4  # not 3.5
    assert (best.best, best.best_epoch) == (6.0, 2)
    assert "last 2 epochs has figure 6, the best epoch 5: the mean stays" in capsys.readouterr().out
    kept = model.get_weights()
    model.set_weights([np.zeros_like(w) for w in kept])
    model.load_weights(best.weights_path)
    np.testing.assert_equal(model.get_weights(), kept)
    assert {p.name for p in (tmp_path / "epochs").iterdir()} == {"epoch_3.npz", "epoch_4.npz"}


def test_a_worse_mean_goes(tmp_path, capsys):
    model, scoring, best = fit(tmp_path, [1.0, 5.0, 2.0, 3.0], mean=4.0)
    np.testing.assert_equal(model.get_weights(), scoring.weights[1])
    assert (best.best, best.best_epoch) == (5.0, 2)
    assert "the epoch stays" in capsys.readouterr().out


def test_epochs_are_in_the_order_of_their_numbers(tmp_path):
    fit(tmp_path, list(range(12)), mean=0.0, last=3, epochs=11)
    names = {p.name for p in (tmp_path / "epochs").iterdir()}
    assert names == {"epoch_9.npz", "epoch_10.npz", "epoch_11.npz"}


def test_a_resumed_run_averages_over_both(tmp_path):
    _, before, _ = fit(tmp_path, [1.0, 2.0], mean=0.0, epochs=2)
    figures = [None, None, 1.0]
    model, after, _ = fit(tmp_path, figures, 9.0, epochs=3, first=2, resume=True)
    expected = (before.weights[1][1] + after.weights[2][1]) / 2
    np.testing.assert_allclose(model.get_weights()[1], expected, rtol=1e-6)


def test_another_run_does_not(tmp_path):
    fit(tmp_path, [1.0, 2.0], mean=0.0, epochs=2)
    model, scoring, _ = fit(tmp_path, [1.0], mean=9.0, epochs=1)
    np.testing.assert_equal(model.get_weights(), scoring.weights[0])  # one epoch has no mean


def test_an_epoch_that_was_halted_does_not_count(tmp_path):
    fit(tmp_path, [1.0, 2.0], mean=9.0, epochs=2, halted=True)
    assert not list((tmp_path / "epochs").iterdir())


def test_one_epoch_is_no_mean(tmp_path):
    with pytest.raises(ValueError, match="`last` must be at least 2, got 1"):
        AverageCheckpoints(tmp_path, last=1, scoring=None, best=None, halt=None)
