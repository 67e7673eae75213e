import pytest

from zoo.export.forecasting_card import forecasting_card
from zoo.models import build_forecaster
from zoo.predictor import ForecastPredictor

SETTINGS = {"arch": "linear", "data": "/home/me/ETTh1.csv", "run_dir": "/home/me/run"}


def predictor(**options):
    model = build_forecaster(
        "linear", context=12, horizon=4, columns=["load", "oil"], targets=["oil"], **options
    )
    model.build()
    return ForecastPredictor(model)


def test_what_a_card_says():
    scores = {"float32": {"mse": 0.3754, "ridge_mse": 0.37}, "int8": {"mse": 0.3784}}
    card = forecasting_card(predictor(), SETTINGS, {"float32": scores["float32"]})
    assert card.startswith("# Forecasts of numbers, linear, ETTh1.csv\n")
    for part in (
        "- Columns that it reads, in this order: load, oil\n",
        "- Columns that it forecasts, in this order: oil\n",
        "- Reads 12 rows and forecasts the next 4;",
        "- Parameters: 52\n",
        "values = tf.zeros([1, 12, 2])",
        "# forecast (B, 4, 1)\n",
        "| mse | 0.375 |",
        "| ridge_mse | 0.370 |",
        "needs nothing but TensorFlow",
    ):
        assert part in card
    assert "/home/me" not in card
    assert "uantiles" not in card


def test_of_quantiles():
    card = forecasting_card(predictor(quantiles=[0.05, 0.5, 0.95]), SETTINGS, {})
    assert "- Quantiles: 0.05, 0.5, 0.95; they do not cross." in card
    assert "# forecast (B, 4, 1), the median; quantiles (B, 4, 1, 3)" in card
    assert "Test split" not in card


def test_what_a_storage_changes():
    scores = {"float32": {"mse": 0.3754}, "int8": {"mse": 0.3784}}
    assert "| mse | 0.375 | 0.378 | +0.003 |" in forecasting_card(predictor(), SETTINGS, scores)


def test_the_code_of_a_card_runs(tmp_path):
    """As a user types it, on an export."""
    import tensorflow as tf

    from zoo.export import export_saved_model

    forecaster = predictor(quantiles=[0.1, 0.5])
    card = forecasting_card(forecaster, SETTINGS, {})
    path = export_saved_model(forecaster, tmp_path, card=card)
    code = (path / "README.md").read_text().split("```python\n")[1].split("```")[0]
    lines = code.replace("path/to/this/folder", str(path)).splitlines()
    names = {}
    exec("\n".join([*lines[:3], f"found = {lines[3]}"]), names)
    assert {name: x.shape.as_list() for name, x in names["found"].items()} == {
        "forecast": [1, 4, 1],
        "quantiles": [1, 4, 1, 2],
    }
    assert tf.saved_model.contains_saved_model(str(path))


@pytest.mark.parametrize("storage", ["float16", "int8"])
def test_small_weights(tmp_path, storage):
    import numpy as np
    import tensorflow as tf

    from zoo.export import export_saved_model

    forecaster = predictor()
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=w.shape) for w in forecaster.model.get_weights()]
    forecaster.model.set_weights(weights)
    values = rng.normal(size=(2, 12, 2)).astype("float32")
    path = export_saved_model(forecaster, tmp_path, card="", storage=storage)
    served = tf.saved_model.load(str(path)).signatures["serving_default"]
    found = served(values=tf.constant(values))["forecast"].numpy()
    np.testing.assert_allclose(found, forecaster(values), atol=0.1)
    assert not np.array_equal(found, forecaster(values))
