import json
import os
import re
import subprocess
import sys
from types import SimpleNamespace

import keras
import numpy as np
import pytest
import tensorflow as tf

import zoo.training.fit
from zoo.training import (
    AveragingAdam,
    ExactFit,
    LabelSmoothedCrossEntropy,
    Perplexity,
    TokenAccuracy,
)
from zoo.training.checkpoint_files import Checkpoint, CheckpointFiles
from zoo.training.config import TrainingConfig
from zoo.training.fit import checksum, compile_model, keep_settings, standard_callbacks
from zoo.training.fit import fit as fit_config
from zoo.training.workers import OneWorker

EPOCHS = 4
FIGURES = [1.0, 5.0, 2.0, 3.0, 4.0]


class Scoring(keras.callbacks.Callback):
    """Logs a figure, and keeps the weights that it would have scored."""

    def __init__(self, figures=FIGURES):
        super().__init__()
        self.figures, self.scored = figures, {}

    def on_epoch_end(self, epoch, logs=None):
        logs["val_bleu"] = self.figures[epoch]
        self.scored[epoch + 1] = weights_of(self.model)


class Die(keras.callbacks.Callback):
    """The process is killed within an epoch."""

    def __init__(self, epoch):
        super().__init__()
        self.epoch, self.now = epoch, 0

    def on_epoch_begin(self, epoch, logs=None):
        self.now = epoch + 1

    def on_train_batch_end(self, batch, logs=None):
        if self.now == self.epoch and batch == 1:
            raise KeyboardInterrupt


class KeepAverages(keras.callbacks.Callback):
    """Reads the optimizer's averages after every epoch's last step."""

    def __init__(self):
        super().__init__()
        self.averages = {}

    def on_epoch_begin(self, epoch, logs=None):
        self.epoch = epoch + 1

    def on_train_batch_end(self, batch, logs=None):
        variables = self.model.optimizer._model_variables_moving_average
        self.averages[self.epoch] = [np.array(variable) for variable in variables]


def weights_of(model):
    return [np.array(variable) for variable in model.trainable_variables]


def make_model(use_ema):
    keras.utils.set_random_seed(0)
    layers = [keras.Input((3,)), keras.layers.Dense(4, "tanh"), keras.layers.Dense(1)]
    model = keras.Sequential(layers)
    optimizer = AveragingAdam(0.05, use_ema=use_ema, ema_momentum=0.9)
    model.compile(optimizer, loss="mse", run_eagerly=True)  # no graph: quicker when tiny
    return model


def examples():
    x = np.random.default_rng(0).normal(size=(12, 3)).astype("float32")
    return x, x.sum(axis=1, keepdims=True)


def fit(run_dir, *, use_ema, others=(), epochs=EPOCHS, figures=FIGURES, **options):
    """A run in a new process, so to say: new model, new callbacks, the same folder."""
    model, scoring = make_model(use_ema), Scoring(figures)
    config = make_config(run_dir, use_ema=use_ema, **options)
    callbacks = standard_callbacks(config, scoring, monitor="val_bleu")
    x, y = examples()
    history = model.fit(
        x,
        y,
        validation_data=(x, y),
        batch_size=4,
        epochs=epochs,
        shuffle=False,
        callbacks=[*callbacks, *others],
        verbose=0,
    )
    return model, scoring, history


def make_config(run_dir, *, use_ema, **options):
    momentum = 0.9 if use_ema else 0.0
    return TrainingConfig(run_dir=str(run_dir), ema_momentum=momentum, strategy="none", **options)


def assert_close(left, right):
    for a, b in zip(left, right, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("use_ema", [False, True])
def test_the_model_ends_with_the_best_of_the_scored_weights(tmp_path, use_ema):
    averages = KeepAverages()
    model, scoring, _ = fit(tmp_path, use_ema=use_ema, others=[averages] if use_ema else [])
    assert_close(weights_of(model), scoring.scored[2])
    assert json.loads((tmp_path / "best.json").read_text()) == {"val_bleu": 5.0, "epoch": 2}
    for epoch, expected in averages.averages.items():
        assert_close(scoring.scored[epoch], expected)


def test_validation_figures_are_those_of_the_averages():
    model, _, history = fit("", use_ema=True, figures=[1.0, 2.0, 3.0, 4.0])
    loss = model.evaluate(*examples(), verbose=0)
    assert loss == pytest.approx(history.history["val_loss"][-1], rel=1e-4)


@pytest.mark.parametrize("use_ema", [pytest.param(False, marks=pytest.mark.slow), True])
@pytest.mark.parametrize("best", [1, 4])
def test_a_killed_run_resumes_to_the_same_weights(tmp_path, use_ema, best):
    figures = [float(epoch + 1 == best) for epoch in range(EPOCHS)]
    whole, whole_scoring, _ = fit(tmp_path / "whole", use_ema=use_ema, figures=figures)
    with pytest.raises(KeyboardInterrupt):
        fit(tmp_path / "killed", use_ema=use_ema, figures=figures, others=[Die(epoch=3)])
    resumed, scoring, history = fit(tmp_path / "killed", use_ema=use_ema, figures=figures)
    assert history.epoch == [2, 3]
    for epoch in (3, 4):
        assert_close(scoring.scored[epoch], whole_scoring.scored[epoch])
    assert_close(weights_of(resumed), weights_of(whole))
    lines = (tmp_path / "killed" / "log.jsonl").read_text().splitlines()
    assert [json.loads(line)["epoch"] for line in lines] == [1, 2, 3, 4]


def test_a_resumed_run_that_halts_keeps_what_it_had_read(tmp_path):
    fit(tmp_path, use_ema=False, epochs=2)

    class Spoil(keras.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            self.model.trainable_variables[0].assign(
                np.full(self.model.trainable_variables[0].shape, np.nan)
            )

    fit(tmp_path, use_ema=False, epochs=3, others=[Spoil()])
    _, at_once, _ = fit(tmp_path / "other", use_ema=False, epochs=2)
    newest = CheckpointFiles(tmp_path / "checkpoints").newest()
    kept = Checkpoint.from_bytes(newest.read_bytes())
    assert kept.about["epoch"] == 2
    assert_close(kept.arrays[:4], at_once.scored[2])


@pytest.mark.parametrize("use_ema", [False, True])
def test_a_finished_run_is_read_back_and_goes_on_with_more_epochs(tmp_path, use_ema):
    model, _, _ = fit(tmp_path / "a", use_ema=use_ema)
    again, _, history = fit(tmp_path / "a", use_ema=use_ema)
    assert history.epoch == []
    assert_close(weights_of(again), weights_of(model))
    _, longer, history = fit(tmp_path / "a", use_ema=use_ema, epochs=5)
    assert history.epoch == [4]
    _, at_once, _ = fit(tmp_path / "b", use_ema=use_ema, epochs=5)
    assert_close(longer.scored[5], at_once.scored[5])


@pytest.mark.parametrize("use_ema", [False, True])
def test_the_same_callbacks_go_on_in_a_second_fit(tmp_path, use_ema):
    """As in a notebook: `fit` for two epochs, then for four."""
    model, scoring = make_model(use_ema=use_ema), Scoring()
    config = make_config(tmp_path / "twice", use_ema=use_ema)
    callbacks = standard_callbacks(config, scoring, monitor="val_bleu")
    x, y = examples()
    for epochs in (2, EPOCHS):
        model.fit(x, y, batch_size=4, epochs=epochs, shuffle=False, callbacks=callbacks, verbose=0)
    _, at_once, _ = fit(tmp_path / "once", use_ema=use_ema)
    for epoch, expected in at_once.scored.items():
        assert_close(scoring.scored[epoch], expected)


def test_an_epoch_that_was_halted_is_trained_again(tmp_path):
    class Spoil(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                weight = self.model.trainable_variables[0]
                weight.assign(np.full(weight.shape, np.nan))

    *_, history = fit(tmp_path, use_ema=False, others=[Spoil()])
    assert history.epoch == [0, 1, 2]
    *_, history = fit(tmp_path, use_ema=False)
    assert history.epoch == [2, 3]


def test_a_run_that_patience_ended_is_read_back(tmp_path):
    *_, history = fit(tmp_path, use_ema=False, patience=1)
    assert history.epoch == [0, 1, 2]
    *_, history = fit(tmp_path, use_ema=False, patience=1)
    assert history.epoch == []


def test_without_a_folder_nothing_is_resumed():
    for _ in range(2):
        assert len(fit("", use_ema=False)[2].epoch) == EPOCHS


def test_training_stops_after_epochs_without_a_better_score(tmp_path):
    model, scoring, history = fit(tmp_path, use_ema=False, patience=1)
    assert len(history.epoch) == 3
    assert_close(weights_of(model), scoring.scored[2])


def test_tensorboard_logs(tmp_path):
    fit(tmp_path, use_ema=False, tensorboard=True, epochs=1)
    assert list((tmp_path / "tensorboard").rglob("events*"))


def test_a_checksum_tells_data_apart():
    pairs = [("가", "a"), ("나", "b")]
    assert checksum(pairs) == checksum(list(pairs))
    for other in (pairs[::-1], pairs[:1], [("가", "a"), ("나", "c")], [("가a", ""), ("나", "b")]):
        assert checksum(other) != checksum(pairs)


def test_a_folder_keeps_its_settings(tmp_path):
    folder = str(tmp_path / "new")
    keep_settings(folder, {"d_model": 4})  # no run yet: the next settings replace these
    keep_settings(folder, {"d_model": 8})
    (tmp_path / "new" / "checkpoints").mkdir()
    (tmp_path / "new" / "checkpoints" / "step_5.checkpoint").touch()
    keep_settings(folder, {"d_model": 8, "epochs": 1})
    keep_settings(folder, {"d_model": 8, "epochs": 2}, may_change=["epochs"])
    keep_settings(folder, {"d_model": 8, "epochs": 2, "newer": 0})
    with pytest.raises(ValueError, match=r"same settings: '.*new' has d_model=8, got 16\."):
        keep_settings(folder, {"d_model": 16, "epochs": 2})


@pytest.mark.parametrize("ema_momentum", [0.0, 0.9])
def test_a_model_is_compiled(ema_momentum):
    model = keras.Sequential([keras.Input((4,), dtype="int32"), keras.layers.Embedding(7, 7)])
    config = TrainingConfig(
        peak_learning_rate=0.1,
        warmup_steps=5,
        clip_norm=0.5,
        ema_momentum=ema_momentum,
    )
    loss = LabelSmoothedCrossEntropy(0.2)
    compile_model(model, config, loss=loss, weighted_metrics=[TokenAccuracy(), Perplexity()])
    optimizer = model.optimizer
    assert isinstance(optimizer, AveragingAdam)
    assert optimizer.global_clipnorm == 0.5
    assert optimizer.use_ema == (ema_momentum > 0)
    assert float(optimizer._learning_rate(5)) == pytest.approx(0.1)
    assert model.loss is loss
    ids = np.array([[1, 2, 3, 0]])
    weights = (ids > 0).astype("float32")
    logs = model.evaluate(ids, ids, sample_weight=weights, return_dict=True, verbose=0)
    assert {"loss", TokenAccuracy().name, Perplexity().name} == set(logs)
    logits = keras.ops.convert_to_numpy(model(ids)).astype("float64")
    log_p = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
    expected = -np.mean([log_p[0, t, ids[0, t]] for t in range(3)])
    assert logs["perplexity"] == pytest.approx(np.exp(expected), rel=1e-4)


class Tiny(ExactFit, keras.Sequential):
    """A model whose `fit` is ours."""


def test_gradients_are_accumulated():
    model = Tiny([keras.Input((3,)), keras.layers.Dense(1)])
    compile_model(model, TrainingConfig(gradient_accumulation_steps=2), loss="mse")
    assert model.gradient_accumulation_steps == 2


class Raise(keras.callbacks.Callback):
    def __init__(self, error):
        super().__init__()
        self.error = error

    def on_train_batch_begin(self, batch, logs=None):
        raise self.error


@pytest.mark.parametrize(
    ("error", "expected", "message"),
    [
        (
            tf.errors.ResourceExhaustedError(None, None, "OOM when allocating"),
            MemoryError,
            "out of memory with `epochs`=3: try half of it with `gradient_accumulation_steps`=2",
        ),
        (RuntimeError("RESOURCE_EXHAUSTED: Out of memory"), MemoryError, "out of memory"),
        (
            tf.errors.UnavailableError(None, None, "a file far away"),  # no other worker
            tf.errors.UnavailableError,
            "a file far away",
        ),
        (RuntimeError("another"), RuntimeError, "another"),
    ],
)
def test_what_fails_below_is_explained(error, expected, message):
    model, data = make_model(False), tf.data.Dataset.from_tensors(examples())
    config = TrainingConfig(epochs=3, run_dir="a/run", strategy="none")
    data = SimpleNamespace(train=data, validation=data, callbacks=[Raise(error)])
    with pytest.raises(expected, match=f"^{re.escape(message)}"):
        fit_config(model, config, data, batch_size="epochs")


def test_a_lost_worker_is_explained(monkeypatch):
    class Several(OneWorker):
        is_alone = False

    monkeypatch.setattr(zoo.training.fit, "workers_of", lambda strategy: Several())
    error = tf.errors.UnavailableError(None, None, "Collective ops is aborted by: ...\nmore")
    config = TrainingConfig(epochs=3, run_dir="a/run", strategy="none")
    data = tf.data.Dataset.from_tensors(examples())
    data = SimpleNamespace(train=data, validation=data, callbacks=[Raise(error)])
    message = "another worker was lost: start all workers again, and resume from 'a/run'."
    with pytest.raises(ConnectionError, match=f"^{re.escape(message)}"):
        fit_config(make_model(False), config, data, batch_size="epochs")


def test_a_run_without_a_folder_leaves_nothing_behind(tmp_path):
    code = (
        "import keras\n"
        "from zoo.training.config import TrainingConfig\n"
        "from zoo.training.fit import standard_callbacks\n"
        "standard_callbacks(TrainingConfig(), keras.callbacks.Callback(), monitor='val_bleu')\n"
        "import os, tempfile; print(len(os.listdir(tempfile.gettempdir())))"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "1"
    assert not list(tmp_path.iterdir())
