"""The mixture at both ends, and what is drawn."""

import keras
import numpy as np
import pytest

from zoo.layers import LSTMCell, StackedRNN, ZoneoutCell

pytest.importorskip("tensorflow")

B, S, D, U = 3, 40, 4, 6
X = np.random.default_rng(0).normal(size=(B, S, D)).astype("float32")


def filled(rate):
    cell = ZoneoutCell(LSTMCell(U), rate, seed=1)
    rnn = keras.layers.RNN(cell, return_sequences=True, return_state=True)
    rnn(cell.feed(X))
    rng = np.random.default_rng(1)
    rnn.set_weights([rng.normal(scale=0.5, size=w.shape) for w in rnn.weights])
    return cell, rnn


def test_one_step():
    cell, _ = filled(0.25)
    state = [np.full((B, U), 2.0, "float32"), np.full((B, U), -1.0, "float32")]
    _, new = cell.cell(X[:, 0], state)
    h, mixed = cell(cell.feed(X[:, 0]), state)
    for old, n, m in zip(state, new, mixed, strict=True):
        np.testing.assert_allclose(m, 0.25 * old + 0.75 * n, atol=1e-6)
    np.testing.assert_array_equal(h, mixed[0])


def test_without_zoneout_it_is_the_cell():
    cell, rnn = filled(0.0)
    plain = keras.layers.RNN(cell.cell, return_sequences=True, return_state=True)
    for training in (False, True):
        found = rnn(cell.feed(X, training=training), training=training)
        for a, b in zip(found, plain(X), strict=True):
            np.testing.assert_allclose(a, b, atol=1e-6)


def test_in_training_units_stay_or_go():
    cell, rnn = filled(0.3)
    shares = np.asarray(cell.feed(X, training=True))[..., : 2 * U]
    assert set(np.unique(shares)) == {0.0, 1.0}
    assert abs(shares.mean() - 0.3) < 0.05
    assert np.any(shares[:, 0] != shares[:, 1])  # anew at every step
    y, _, _ = rnn(cell.feed(X, training=True), training=True)
    stayed = np.mean(np.asarray(y)[:, 1:] == np.asarray(y)[:, :-1])
    assert abs(stayed - 0.3) < 0.07


@pytest.mark.slow
def test_in_a_stack():
    stack = StackedRNN("lstm", U, depth=2, bidirectional=True, zoneout_rate=0.2, seed=0)
    assert "zoneout acts between the steps" in stack.explain()
    once, _ = stack(X, training=True)
    again, _ = stack(X, training=True)
    assert np.max(np.abs(once - again)) > 1e-3
    first, second = stack(X)[0], stack(X)[0]
    np.testing.assert_array_equal(first, second)


def test_rates():
    with pytest.raises(ValueError, match=r"`rate` must be in \[0, 1\), got 1.0"):
        ZoneoutCell(LSTMCell(U), 1.0)
    with pytest.raises(ValueError, match=r"`zoneout_rate` must be in \[0, 1\), got -0.1"):
        StackedRNN("lstm", U, zoneout_rate=-0.1)


@pytest.mark.parametrize("width", [2 * U, 2 * U - 1, 3 * U])
def test_inputs_that_were_not_fed_are_refused(width):
    rnn = keras.layers.RNN(ZoneoutCell(LSTMCell(U), 0.1))
    with pytest.raises(ValueError, match="`inputs` must come from `feed`"):
        rnn(np.ones((B, S, width), "float32"))


def test_both_directions():
    cell = ZoneoutCell(LSTMCell(U), 0.1)
    both = keras.layers.Bidirectional(keras.layers.RNN(cell))
    assert both(cell.feed(X)).shape == (B, 2 * U)


def test_a_functional_model_takes_the_stack():
    inputs = keras.Input((None, D))
    with pytest.raises(ValueError, match="`training` must be False for the inputs of a Functional"):
        ZoneoutCell(LSTMCell(U), 0.1).feed(inputs, training=True)
    outputs, _ = StackedRNN("lstm", U, zoneout_rate=0.5, seed=0)(inputs)
    model = keras.Model(inputs, outputs)
    assert np.max(np.abs(model(X, training=True) - model(X, training=True))) > 1e-3
    np.testing.assert_array_equal(model(X), model(X))
