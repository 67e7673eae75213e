import numpy as np
import pytest
from keras import layers, ops

from zoo.models import Forecaster

VALUES = np.random.default_rng(0).normal(size=(4, 6, 3)).astype("float32")
COLUMNS = ["a", "b", "c"]


def linear(**options):
    model = Forecaster(
        layers.Flatten(), **{"context": 6, "horizon": 2, "columns": COLUMNS, **options}
    )
    model.build()
    return model


def random(model, seed=1):
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(scale=0.3, size=w.shape) for w in model.get_weights()])
    return model


def call(model, values=VALUES):
    return ops.convert_to_numpy(model({"values": values}))


@pytest.mark.parametrize("channels", ["apart", "together"])
@pytest.mark.parametrize("norm", ["last", "mean", "none"])
def test_an_untrained_one_forecasts_the_level(channels, norm):
    found = call(linear(channels=channels, instance_norm=norm, targets=["c", "a"]))
    levels = {"last": VALUES[:, -1], "mean": VALUES.mean(axis=1), "none": np.zeros((4, 3))}
    level = levels[norm][:, [2, 0]]
    np.testing.assert_allclose(found, np.stack([level, level], axis=1), atol=1e-6)


def test_columns_apart_are_read_by_one_matrix_each_for_itself():
    model = random(linear(targets=["c", "b"], instance_norm="mean"))
    kernel, bias = model.get_weights()
    assert kernel.shape == (6, 2)
    level = VALUES.mean(axis=1)
    for place, column in enumerate((2, 1)):
        x = VALUES[:, :, column] - level[:, column, None]
        expected = x @ kernel + bias + level[:, column, None]
        np.testing.assert_allclose(call(model)[:, :, place], expected, atol=1e-5)


def test_columns_together_see_each_other():
    model = random(linear(channels="together", instance_norm="last", targets=["b"]))
    kernel, bias = model.get_weights()
    assert kernel.shape == (18, 2)
    last = VALUES[:, -1:]
    expected = (VALUES - last).reshape(4, 18) @ kernel + bias + last[:, 0, 1, None]
    np.testing.assert_allclose(call(model)[..., 0], expected, atol=1e-5)


@pytest.mark.parametrize("norm", ["last", "mean"])
def test_another_level_moves_the_forecast_by_it(norm):
    model = random(linear(channels="together", instance_norm=norm))
    shift = np.array([10.0, -20.0, 5.0], "float32")
    np.testing.assert_allclose(call(model, VALUES + shift), call(model) + shift, atol=1e-4)


@pytest.mark.parametrize("channels", ["apart", "together"])
def test_quantiles_do_not_cross(channels):
    model = random(linear(channels=channels, quantiles=[0.1, 0.5, 0.9]))
    found = call(model)
    assert found.shape == (4, 2, 3, 3)
    assert (np.diff(found, axis=-1) >= 0).all()
    assert (np.diff(found, axis=-1) > 0).any()


def test_no_row():
    assert call(linear(quantiles=[0.5]), VALUES[:0]).shape == (0, 2, 3, 1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"context": 0}, "`context` must be at least 1, got 0"),
        ({"horizon": 0}, "`horizon` must be at least 1, got 0"),
        ({"channels": "both"}, r"`channels` must be one of \('apart', 'together'\), got 'both'"),
        ({"instance_norm": "max"}, r"`instance_norm` must be one of \('last', .*, got 'max'"),
        ({"targets": ["d"]}, r"`targets` must be among the columns \['a', 'b', 'c'\], .*\['d'\]"),
        ({"targets": ["a", "a"]}, r"each once, got \['a', 'a'\]"),
        ({"means": [1.0]}, "`means` and `scales` must be as many as `columns`, got 1 and 3 of 3"),
        ({"quantiles": [0.9, 0.5]}, r"`quantiles` must go up between 0 and 1, .* \[0.9, 0.5\]"),
        ({"quantiles": [0.1, 0.9]}, "with 0.5 among them"),
        ({"quantiles": [0.0, 0.5]}, "between 0 and 1"),
    ],
)
def test_options_that_will_not_do(options, message):
    with pytest.raises(ValueError, match=message):
        linear(**options)
