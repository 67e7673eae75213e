import os
import signal

import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.training import (
    AveragingAdam,
    Checkpoints,
    ExactFit,
    HaltOnNonFiniteLoss,
    Resume,
)
from zoo.training.checkpoint_files import Checkpoint, CheckpointFiles

BATCHES, EPOCHS = 5, 3


class Net(ExactFit, keras.Sequential):
    """With dropout: a state that is no weight."""


class Act(keras.callbacks.Callback):
    """Does something at the end of the so many-th batch."""

    def __init__(self, batch, act):
        super().__init__()
        self.left, self.act = batch, act

    def on_train_batch_end(self, batch, logs=None):
        self.left -= not getattr(self.model, "batches_to_skip", 0)
        if self.left == 0:
            self.act(self.model)


class Die(Exception):
    """In place of a kill."""


def die(model):
    raise Die


def make_model(base=Net, *, units=1, **options):
    keras.utils.set_random_seed(0)
    layers = [keras.layers.Dense(4, "tanh"), keras.layers.Dropout(0.5), keras.layers.Dense(units)]
    model = base([keras.Input((3,)), *layers])
    optimizer = AveragingAdam(0.05, use_ema=True, ema_momentum=0.9)
    model.compile(
        optimizer,
        loss="mse",
        weighted_metrics=["mae"],
        run_eagerly=True,
        jit_compile=False,
        **options,
    )
    return model


def fit(folder, *, model=None, act=None, last=None, epochs=EPOCHS, rows=2, **options):
    x = np.random.default_rng(0).normal(size=(2 * BATCHES, 3)).astype("float32")
    data = tf.data.Dataset.from_tensor_slices((x, x.sum(axis=1, keepdims=True))).batch(rows)
    model = model or make_model()
    halt = HaltOnNonFiniteLoss()
    checkpoints = Checkpoints(folder, halt=halt, **options)
    others = [act] if act else []
    callbacks = [Resume(checkpoints), halt, *others, checkpoints, *([last] if last else [])]
    history = model.fit(data, epochs=epochs, callbacks=callbacks, verbose=0)
    return model, history, checkpoints


def values_of(model):
    variables = [*model.variables, *model.optimizer.variables]
    return [np.array(keras.ops.convert_to_numpy(variable)) for variable in variables]


def assert_same(left, right):
    for a, b in zip(values_of(left), values_of(right), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The run that nothing befalls: its model and history."""
    return fit(tmp_path_factory.mktemp("whole"))[:2]


@pytest.mark.parametrize(
    ("batch", "steps"), [(1, 0), (4, 2), (5, 1), (6, 0), (10, 1), (12, 2), (15, 1)]
)
def test_a_killed_run_goes_on_with_every_bit(tmp_path, whole, batch, steps):
    options = {"every_minutes": 0, "every_steps": steps}
    with pytest.raises(Die):
        fit(tmp_path, act=Act(batch, die), **options)
    resumed, history, _ = fit(tmp_path, **options)
    assert_same(resumed, whole[0])
    assert history.epoch[-1] == EPOCHS - 1
    for name, values in whole[1].history.items():  # also of the batches before the kill
        assert history.history[name] == values[-len(history.epoch) :]


@pytest.mark.parametrize(
    "options", [{"steps_per_execution": 2}, {"gradient_accumulation_steps": 2}]
)
def test_several_batches_to_a_call(tmp_path, options):
    whole, *_ = fit(tmp_path / "whole", model=make_model(**options))
    with pytest.raises(Die):
        fit(tmp_path / "killed", model=make_model(**options), act=Act(5, die), every_steps=2)
    resumed, *_ = fit(tmp_path / "killed", model=make_model(**options), every_steps=2)
    assert_same(resumed, whole)


def test_a_model_that_skips_no_batches_goes_on_from_the_last_epoch(tmp_path):
    whole, *_ = fit(tmp_path / "whole", model=make_model(keras.Sequential))
    with pytest.raises(Die):
        fit(tmp_path / "a", model=make_model(keras.Sequential), act=Act(7, die), every_steps=1)
    resumed, history, _ = fit(tmp_path / "a", model=make_model(keras.Sequential), every_steps=1)
    assert history.epoch == [1, 2]
    assert_same(resumed, whole)


def test_checkpoints_by_the_clock(tmp_path, monkeypatch):
    now = iter(range(0, 10_000, 40))  # 40 seconds pass whenever it looks
    monkeypatch.setattr("zoo.training.checkpoints.time.monotonic", lambda: next(now))
    written = []
    monkeypatch.setattr(
        "zoo.training.checkpoint_files.CheckpointFiles.write",
        lambda self, step, checkpoint: written.append((step, checkpoint.about["batch"])),
    )
    fit(tmp_path, every_minutes=1.0, epochs=1)
    *within, last = written
    assert last == (BATCHES, 0)
    assert 1 <= len(within) < BATCHES
    assert all(step == batch for step, batch in within)


def test_told_to_stop_it_writes_and_ends(tmp_path, whole):
    before = signal.getsignal(signal.SIGTERM)

    def stop_twice(model):
        for _ in range(2):  # a launcher and its group are both told
            os.kill(os.getpid(), signal.SIGTERM)

    stop = Act(7, stop_twice)
    with pytest.raises(SystemExit) as end:
        fit(tmp_path / "told", act=stop, every_minutes=0)
    assert end.value.code == 143
    resumed, history, _ = fit(tmp_path / "told")
    assert history.epoch == [1, 2]
    assert_same(resumed, whole[0])
    assert signal.getsignal(signal.SIGTERM) == before


def test_weights_that_are_no_numbers_are_not_kept(tmp_path, capsys):
    def spoil(model):
        model.trainable_variables[0].assign(np.full(model.trainable_variables[0].shape, np.nan))

    with pytest.raises(Die):
        fit(tmp_path, act=Act(2, spoil), last=Act(2, die), every_steps=1)
    assert "No checkpoint is written at step 2: a value" in capsys.readouterr().out
    about, arrays = Checkpoint.from_bytes(CheckpointFiles(tmp_path).newest().read_bytes())
    assert about["batch"] == 1
    assert all(np.isfinite(array).all() for array in arrays)


def test_an_epoch_that_was_halted_begins_anew(tmp_path, whole):
    def spoil(model):
        model.trainable_variables[0].assign(np.full(model.trainable_variables[0].shape, np.nan))

    *_, checkpoints = fit(tmp_path, act=Act(8, spoil), every_steps=1)
    names = [path.name for path in checkpoints.files.paths()]
    assert names[-1] == "step_5.checkpoint"  # those of the halted epoch are gone
    resumed, history, _ = fit(tmp_path)
    assert history.epoch == [1, 2]
    assert_same(resumed, whole[0])


def test_an_epoch_that_was_halted_after_a_kill_goes_on_where_that_was(tmp_path, whole):
    def spoil(model):
        model.trainable_variables[0].assign(np.full(model.trainable_variables[0].shape, np.nan))

    with pytest.raises(Die):
        fit(tmp_path, act=Act(8, die), every_steps=1)
    *_, checkpoints = fit(tmp_path, act=Act(1, spoil))
    about, _ = Checkpoint.from_bytes(checkpoints.files.newest().read_bytes())
    assert (about["epoch"], about["batch"]) == (1, 2)
    resumed, history, _ = fit(tmp_path)
    assert history.epoch == [1, 2]
    assert_same(resumed, whole[0])
    for name, values in whole[1].history.items():
        np.testing.assert_allclose(history.history[name], values[1:], rtol=1e-6)


def test_batches_cut_by_another_rule_begin_the_epoch_anew(tmp_path):
    with pytest.raises(Die):
        fit(tmp_path, act=Act(9, die), every_steps=1, batching={"replicas": 1})
    model, *_ = fit(tmp_path, batching={"replicas": 2})
    assert int(model.optimizer.iterations) == 8 + 2 * BATCHES


@pytest.mark.parametrize("rows", [1, 4])
def test_batches_of_another_size_begin_the_epoch_anew(tmp_path, rows):
    with pytest.raises(Die):
        fit(tmp_path, act=Act(9, die), every_steps=1)
    model, history, _ = fit(tmp_path, rows=rows)
    assert history.epoch == [1, 2]
    batches = -(-2 * BATCHES // rows)
    assert int(model.optimizer.iterations) == 8 + 2 * batches
    assert not model.batches_to_skip
    model.fit(np.ones((2, 3)), np.ones((2, 1)), epochs=1, verbose=0)  # nothing is left over
    assert int(model.optimizer.iterations) == 8 + 2 * batches + 1


def test_a_checkpoint_of_another_model_is_refused(tmp_path):
    fit(tmp_path, epochs=1)
    with pytest.raises(ValueError, match="are of another model or optimizer: they hold"):
        fit(tmp_path, model=make_model(units=2))


def test_bfloat16_variables(tmp_path):
    def model():
        keras.utils.set_random_seed(0)
        made = Net([keras.Input((3,)), keras.layers.Dense(1, dtype="bfloat16")])
        made.compile("sgd", loss="mse", run_eagerly=True)
        return made

    first, *_ = fit(tmp_path, model=model(), epochs=1)
    again, *_ = fit(tmp_path, model=model(), epochs=1)
    assert_same(again, first)
