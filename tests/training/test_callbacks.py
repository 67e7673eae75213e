import itertools
import json
from types import SimpleNamespace

import keras
import numpy as np
import pytest

from zoo.training import (
    AveragingAdam,
    HaltOnNonFiniteLoss,
    KeepBestWeights,
    ScoreDecodedText,
    SwapAverages,
    SwapBack,
    TrainingClock,
)


def make_model(*, use_ema=False):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    optimizer = AveragingAdam(0.1, use_ema=use_ema, ema_momentum=0.5)
    model.compile(optimizer, loss="mse", run_eagerly=True)  # no graph: quicker when tiny
    return model


def fit(model, callbacks, *, epochs=3, x=None, batch_size=2):
    x = np.ones((4, 3), "float32") if x is None else x
    y = np.zeros((len(x), 1))
    return model.fit(
        x, y, batch_size=batch_size, epochs=epochs, callbacks=callbacks, shuffle=False, verbose=0
    )


def values_of(variables):
    return [np.array(variable) for variable in variables]


class LogFigures(keras.callbacks.Callback):
    """Logs `figures[epoch]` as "figure", and keeps each epoch's weights."""

    def __init__(self, figures):
        super().__init__()
        self.figures, self.weights = figures, {}

    def on_epoch_end(self, epoch, logs=None):
        logs["figure"] = self.figures[epoch]
        self.weights[epoch] = values_of(self.model.variables)


def scoring():
    return ScoreDecodedText(
        lambda model: lambda sources: [f"{s}{model.optimizer.iterations.numpy()}" for s in sources],
        lambda outputs, references: {"length": float(outputs == ["a2"]), "of": len(references)},
        ["a"],
        ["b"],
    )


def test_scores_of_decoded_text_are_logged():
    callback = scoring()
    history = fit(make_model(), [callback]).history
    assert history["val_length"] == [1.0, 0.0, 0.0]
    assert history["val_of"] == [1, 1, 1]
    assert callback.outputs == ["a6"]


def test_a_full_disk_is_said_before_it_is_hit(tmp_path, monkeypatch):
    best = KeepBestWeights(tmp_path, "figure")
    fit(make_model(), [LogFigures([1.0, 0.0, 0.0]), best])
    kept = best.weights_path.read_bytes()
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=1_000))
    with pytest.raises(OSError, match=r"has no room for the weights: 1 MB are needed"):
        fit(make_model(), [LogFigures([2.0, 0.0, 0.0]), best])
    assert best.weights_path.read_bytes() == kept


@pytest.mark.parametrize(("mode", "best"), [("max", 1), ("min", 2)])
def test_the_best_weights_come_back(tmp_path, mode, best):
    model, figures = make_model(), LogFigures([2.0, 3.0, 1.0, float("nan")])
    fit(model, [figures, KeepBestWeights(tmp_path / "new", "figure", mode=mode)], epochs=4)
    np.testing.assert_equal(values_of(model.variables), figures.weights[best])
    written = json.loads((tmp_path / "new" / "best.json").read_text())
    assert written == {"figure": figures.figures[best], "epoch": best + 1}


def test_a_resumed_run_goes_on_comparing_with_the_best(tmp_path):
    model, figures = make_model(), LogFigures([5.0])
    fit(model, [figures, KeepBestWeights(tmp_path, "figure")], epochs=1)
    resumed = KeepBestWeights(tmp_path, "figure", resume=True)
    fit(model, [LogFigures([1.0, 2.0]), resumed], epochs=2)
    np.testing.assert_equal(values_of(model.variables), figures.weights[0])
    # A run of its own does not ask what the folder held.
    other = LogFigures([1.0, 2.0])
    fit(model, [other, KeepBestWeights(tmp_path, "figure")], epochs=2)
    np.testing.assert_equal(values_of(model.variables), other.weights[1])


def test_a_resumed_run_that_was_chosen_by_another_figure(tmp_path):
    fit(make_model(), [LogFigures([5.0]), KeepBestWeights(tmp_path, "figure")], epochs=1)
    other = KeepBestWeights(tmp_path, "loss", resume=True)
    with pytest.raises(ValueError, match=r"best\.json holds, \['epoch', 'figure'\], got 'loss'"):
        fit(make_model(), [other], epochs=1)


def test_patience_goes_on_counting_after_a_resume(tmp_path):
    figures = [5.0, 1.0, 2.0, 3.0, 4.0, 4.5]
    model = make_model()
    fit(model, [LogFigures(figures), KeepBestWeights(tmp_path, "figure", patience=3)], epochs=2)
    keep = KeepBestWeights(tmp_path, "figure", patience=3, resume=True)
    history = model.fit(
        np.ones((4, 3)),
        np.zeros((4, 1)),
        initial_epoch=2,
        epochs=6,
        callbacks=[LogFigures(figures), keep],
        verbose=0,
    )
    assert history.epoch == [2, 3]  # epoch 1 was best, and 2, 3, 4 are not better


def test_negative_patience(tmp_path):
    with pytest.raises(ValueError, match="`patience` must be at least 0, got -1"):
        KeepBestWeights(tmp_path, "figure", patience=-1)


def test_keep_best_weights_refuses(tmp_path):
    with pytest.raises(ValueError, match='`mode` must be "max" or "min", got \'best\''):
        KeepBestWeights(tmp_path, "figure", mode="best")
    with pytest.raises(ValueError, match=r"one of the logged \['loss'\], got 'val_bleu'"):
        fit(make_model(), [KeepBestWeights(tmp_path, "val_bleu")])


def batches_with_a_bad_one(bad):
    for batch in itertools.count():
        yield np.full((4, 3), np.nan if batch == bad else 1.0), np.zeros((4, 1))


class ReadAtStart(keras.callbacks.Callback):
    """Reads all variables at the start of an epoch."""

    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.epoch:
            self.variables = [*self.model.variables, *self.model.optimizer.variables]
            self.before = values_of(self.variables)


@pytest.mark.parametrize("use_ema", [False, True])
@pytest.mark.parametrize("epoch", [0, 2])
def test_a_loss_that_is_no_number_halts_training(capsys, use_ema, epoch):
    model, callback = make_model(use_ema=use_ema), HaltOnNonFiniteLoss()
    before = ReadAtStart(epoch)
    callbacks = [callback, before]
    if use_ema:
        averages = SwapAverages()
        callbacks += [averages, SwapBack(averages)]
    batches = batches_with_a_bad_one(2 * epoch + 1)
    history = model.fit(batches, steps_per_epoch=2, epochs=5, callbacks=callbacks, verbose=0)
    assert callback.halted
    assert len(history.epoch) == epoch + 1
    assert (
        f"The loss became nan at step {2 * epoch + 2}, batch 2: training stops"
        in capsys.readouterr().out
    )
    assert all(np.isfinite(value).all() for value in values_of(before.variables))
    if not use_ema:  # with averages, `fit` ends by putting them into the model
        np.testing.assert_equal(values_of(before.variables), before.before)
    elif epoch == 0:  # no update has been made: the average is the first weights
        weights = values_of(model.trainable_variables)
        for after, first in zip(weights, before.before[: len(weights)], strict=True):
            np.testing.assert_array_equal(after, first)


def test_a_halted_run_keeps_the_best_weights(tmp_path):
    model, figures = make_model(), LogFigures([1.0, 9.0, 2.0])
    callbacks = [HaltOnNonFiniteLoss(), figures, KeepBestWeights(tmp_path, "figure")]
    model.fit(
        batches_with_a_bad_one(4), steps_per_epoch=2, epochs=3, callbacks=callbacks, verbose=0
    )
    np.testing.assert_equal(values_of(model.variables), figures.weights[1])


def test_weights_spoilt_by_the_last_update_are_seen_in_validation(capsys):
    class Spoil(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                self.model.layers[0].kernel.assign(np.full((3, 1), np.nan))

    model = make_model()
    before = values_of(model.variables)
    x, y = np.ones((4, 3), "float32"), np.zeros((4, 1))
    callbacks = [HaltOnNonFiniteLoss(), Spoil()]
    model.fit(x, y, batch_size=2, epochs=3, validation_data=(x, y), callbacks=callbacks, verbose=0)
    assert "The loss became nan at step 2, validation: " in capsys.readouterr().out
    np.testing.assert_equal(values_of(model.trainable_variables), before[: len(before)][:2])


def test_a_finite_loss_changes_nothing():
    plain, watched = make_model(), make_model()
    fit(plain, [])
    fit(watched, [HaltOnNonFiniteLoss()])
    np.testing.assert_equal(values_of(watched.variables), values_of(plain.variables))


def test_the_clock_goes_on_after_a_resume(tmp_path):
    path = tmp_path / "new" / "log.jsonl"
    first = TrainingClock(path)
    fit(make_model(), [LogFigures([1.0, 2.0]), first], epochs=2)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["epoch"], line["figure"]) for line in lines] == [(1, 1.0), (2, 2.0)]
    assert 0 < lines[0]["minutes"] < lines[1]["minutes"] == first.minutes
    assert 0 < lines[0]["cpu_minutes"] < lines[1]["cpu_minutes"] == first.cpu_minutes
    assert set(lines[0]) == {"epoch", "minutes", "cpu_minutes", "loss", "figure"}

    path.write_text(json.dumps({"epoch": 2, "minutes": 60.0, "cpu_minutes": 90.0}) + "\n")
    with path.open("a") as file:
        file.write('{"epoch": 3, "minu')  # killed while it wrote
    resumed = TrainingClock(path, resume=True)
    fit(make_model(), [resumed], epochs=1)
    assert 60 < resumed.minutes < 61
    assert 90 < resumed.cpu_minutes < 91
    assert [json.loads(line)["epoch"] for line in path.read_text().splitlines()] == [2, 1]
    fit(make_model(), [TrainingClock(path)], epochs=1)  # a run of its own
    assert len(path.read_text().splitlines()) == 1
