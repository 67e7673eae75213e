"""Any encoder's end fits any recurrent decoder's start."""

import keras
import numpy as np
import pytest

from zoo.layers.state_bridge import StateBridge

tf = pytest.importorskip("tensorflow")

B, S, M, U = 2, 5, 6, 4
KEEP = np.arange(S)[None] < np.array([[3], [0]])


def values():
    return np.random.default_rng(0).normal(size=(B, S, M)).astype("float32")


def test_each_state_has_its_own_map():
    bridge = StateBridge(U, depth=2, states_per_layer=2, memory_dim=M)
    h, c = np.random.default_rng(1).normal(size=(2, B, M)).astype("float32")
    state = bridge(values(), KEEP, ((h, c),))
    sources = [h, c, h, c]  # the upper layer takes the topmost that there is
    for mine, source, dense in zip(keras.tree.flatten(state), sources, bridge.maps, strict=True):
        kernel, bias = dense.get_weights()
        np.testing.assert_allclose(mine, np.tanh(source @ kernel + bias), atol=1e-6)


def test_fewer_states_than_needed():
    bridge = StateBridge(U, depth=1, states_per_layer=2, memory_dim=M)
    h = np.ones((B, M), "float32")
    ((_, c),) = bridge(values(), KEEP, ((h,),))
    np.testing.assert_allclose(c, np.tanh(bridge.maps[1](h)), atol=1e-6)


def test_mean_of_the_values_where_there_is_no_state():
    bridge = StateBridge(U, depth=1, states_per_layer=1, memory_dim=M)
    garbage = np.where(KEEP[..., None], values(), 1e4)
    ((h,),) = bridge(garbage, KEEP, ())
    mean = values()[0, :3].mean(axis=0)
    mapped = mean @ bridge.maps[0].get_weights()[0]
    expected = np.tanh((mapped - mapped.mean()) / np.sqrt(mapped.var() + 1e-5))
    np.testing.assert_allclose(h[0], expected, atol=1e-5)
    np.testing.assert_array_equal(h[1], np.zeros(U))


def test_large_values_leave_a_gradient():
    bridge = StateBridge(16, depth=1, states_per_layer=2, memory_dim=M)
    large = tf.constant(1e4 * values())
    with tf.GradientTape() as tape:
        tape.watch(large)
        ((_, c),) = bridge(large, np.ones((B, S), bool), ())
        loss = tf.reduce_sum(c**2)
    assert np.mean(np.abs(c) > 0.99) < 0.2
    assert np.abs(1e4 * tape.gradient(loss, large)).max() > 0.01


def test_nothing_to_start_from():
    """A product over no column lost the bias, in a graph alone."""
    bridge = StateBridge(U, depth=2, states_per_layer=2, memory_dim=0)
    bridge.build()
    for i, dense in enumerate(bridge.maps):
        dense.bias.assign(np.full(U, 0.1 * (i + 1)))
    keep = tf.zeros((3, 0), bool)
    for state in (bridge((), keep, ()), tf.function(lambda keep: bridge((), keep, ()))(keep)):
        for i, leaf in enumerate(keras.tree.flatten(state)):
            np.testing.assert_allclose(leaf, np.full((3, U), np.tanh(0.1 * (i + 1))), atol=1e-6)


def test_config_round_trip():
    bridge = StateBridge(U, depth=2, states_per_layer=1, memory_dim=M)
    assert StateBridge.from_config(bridge.get_config()).get_config() == bridge.get_config()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"units": 0}, "`units` must be at least 1, got 0"),
        ({"depth": 0}, "`depth` must be at least 1, got 0"),
        ({"memory_dim": -1}, "`memory_dim` must be at least 0, got -1"),
    ],
)
def test_sizes_that_cannot_be(options, message):
    sizes = {"units": 4, "depth": 1, "states_per_layer": 1, "memory_dim": 6}
    with pytest.raises(ValueError, match=message):
        StateBridge(**{**sizes, **options})
