import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from recipes import forecasting
from recipes.__main__ import main
from recipes.forecasting import Config
from zoo.models import FORECASTERS

BASELINES = ("last_value", "seasonal_naive", "ridge")
FIGURES = {"mse", "mae", "mae_in_units"} | {f"{b}_{of}" for b in BASELINES for of in ("mse", "mae")}


@pytest.fixture(scope="session")
def series_file(tmp_path_factory):
    """Loads that swing with the hour, oil that follows them, and days that are all alike."""
    rng = np.random.default_rng(0)
    hours = np.arange(400)
    load = 50 + 10 * np.sin(hours * 2 * np.pi / 12) + rng.normal(size=400)
    oil = 0.1 * np.roll(load, 3) + 0.05 * rng.normal(size=400)
    dates = np.datetime64("2020-01-01") + hours.astype("timedelta64[h]")
    rows = [f"{date},{a:.4f},{b:.4f},1" for date, a, b in zip(dates, load, oil, strict=True)]
    path = tmp_path_factory.mktemp("data") / "series.csv"
    path.write_text("\n".join(["date,load,oil,still", *rows]) + "\n")
    return str(path)


def small(series_file, **changes):
    """Two columns in, one out, and an interval."""
    options = {"arch": "linear", "columns": "load,oil", "targets": "oil", "context": 24}
    options |= {"horizon": 6, "period": 12, "epochs": 4, "loss": "pinball", "channels": "together"}
    return Config.tiny(data=series_file, **{**options, **changes})


@pytest.fixture(scope="module")
def tiny():
    """What a user gets in seconds: an LSTM on `seasonal`."""
    return forecasting.train(Config.tiny())


@pytest.fixture(scope="module")
def run(series_file):
    return forecasting.train(small(series_file, epochs=6))


def untrained(config):
    data = forecasting.load_data(config)
    return forecasting.Run(config, data, forecasting.build_model(config, data))


def test_tiny_learns(tiny):
    scores = tiny.evaluate()
    assert set(scores) == FIGURES | {"oracle_mse", "oracle_mae"}
    assert scores["mse"] < 0.8 * scores["seasonal_naive_mse"] < 0.8 * scores["last_value_mse"]
    assert scores["mae"] < 0.9 * scores["seasonal_naive_mae"]
    assert scores["oracle_mse"] < min(scores["mse"], scores["ridge_mse"])  # nobody knows more
    assert tiny.scores == scores


def test_call_and_evaluate(run):
    values = run.data.series.values
    found = run(values[None, :100])
    assert found.shape == (1, 6, 1)
    assert abs(found.mean() - 5.0) < 2.0  # in the units of oil
    scores = run.evaluate()
    assert set(scores) == FIGURES | {"coverage", "coverage_claimed", "interval_width", "pinball"}
    assert scores["mse"] < 0.9 * scores["last_value_mse"]
    assert scores["coverage_claimed"] == pytest.approx(80.0)
    assert 50.0 < scores["coverage"] < 98.0


def test_scores_are_of_the_test_split_alone(run, series_file):
    """Computed anew, window by window."""
    values, model = run.data.series.values, run.model
    assert run.data.rows.test == range(320, 400)
    errors = []
    for origin in range(320, 400 - 6 + 1):
        found = run(values[None, origin - 24 : origin])[0]
        errors.append(found - values[origin : origin + 6, 1:])
    scores = run.scores or run.evaluate()
    scale = values[:280, 1].std()
    assert model.scales[1] == pytest.approx(scale)
    assert scores["mse"] == pytest.approx(np.mean(np.square(np.array(errors) / scale)), rel=1e-4)
    assert scores["mae_in_units"] == pytest.approx(np.mean(np.abs(errors)), rel=1e-4)


def test_training_knows_nothing_of_what_comes_after(series_file, tmp_path):
    """Test rows of another world change neither weights nor standardisation."""
    lines = Path(series_file).read_text().splitlines()
    changed = tmp_path / "series.csv"
    tail = [f"{line.split(',')[0]},1e6,-1e6,5" for line in lines[1 + 320 :]]
    changed.write_text("\n".join([*lines[: 1 + 320], *tail]) + "\n")
    one, other = (forecasting.train(small(str(path), epochs=1)) for path in (series_file, changed))
    assert one.model.means == other.model.means
    for a, b in zip(one.model.get_weights(), other.model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert one.evaluate()["mse"] < other.evaluate()["mse"]


def test_a_column_that_stays(series_file):
    run = untrained(small(series_file, columns="oil,still", targets=""))
    assert run.model.scales[1] == 1.0
    np.testing.assert_allclose(run(run.data.series.values[None])[..., 1], 1.0)


def test_a_picture(run, tmp_path):
    with pytest.raises(ValueError, match=r"`window` must be from 0 to \d+, .* got 1000000"):
        run.draw(tmp_path / "forecast.png", window=10**6)
    assert run.draw(tmp_path / "forecast.png", window=3).read_bytes().startswith(b"\x89PNG")


def test_saved_and_loaded(run, tmp_path):
    loaded = forecasting.load(run.save(tmp_path / "run"))
    assert loaded.config == run.config
    values = run.data.series.values[None]
    np.testing.assert_allclose(loaded(values), run(values), rtol=1e-6)
    assert loaded.evaluate() == pytest.approx(run.scores or run.evaluate())


def test_exported(run, tmp_path):
    run.scores = {"mse": 0.1234}
    path = run.export(tmp_path / "model")
    values = run.data.series.values[:24].astype("float32")
    np.save(tmp_path / "values.npy", np.stack([values, np.full_like(values, np.nan), values]))
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import numpy as np
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures["serving_default"]
found = served(values=tf.constant(np.load({str(tmp_path / "values.npy")!r})))
np.savez({str(tmp_path / "found.npz")!r}, **{{name: x.numpy() for name, x in found.items()}})
"""
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
    with np.load(tmp_path / "found.npz") as found:
        found = dict(found)
    expected = run.predictor.predict_all(values[None])
    assert found["quantiles"].shape == (3, 6, 1, 3)
    for name, answer in found.items():
        np.testing.assert_allclose(answer[0], expected[name][0], rtol=1e-5)
        assert np.isnan(answer[1]).all()
        np.testing.assert_array_equal(answer[2], answer[0])
    assert "| mse | 0.123 |" in (path / "README.md").read_text()


def test_the_command_line(monkeypatch, capsys, series_file, tmp_path):
    options = ["--arch", "linear", "--data", series_file, "--columns", "load", "--context", "24"]
    options += ["--horizon", "6", "--period", "12", "--epochs", "2", "--save", str(tmp_path / "r")]
    monkeypatch.setattr(sys, "argv", ["recipes", "forecasting", *options])
    main()
    *_, saved, scores = capsys.readouterr().out.splitlines()
    assert set(json.loads(scores)) == FIGURES
    assert saved == f"Saved: {tmp_path / 'r'}"


def test_a_folder_belongs_to_one_run(series_file, tmp_path):
    config = small(series_file, run_dir=str(tmp_path))
    data = forecasting.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: horizon is 6 there"):
        forecasting.build_model(replace(config, horizon=5), data)
    forecasting.build_model(replace(config, epochs=7), data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "tcn"}, r"`arch` must be one of \['linear', 'simple_rnn', .*\], got 'tcn'"),
        ({"horizon": 0}, "`horizon` must be at least 1, got 0"),
        ({"period": 25}, "`period` must be at most the `context` of 24, got 25"),
        ({"patch": 7}, "`patch` must divide the `context` of 24 steps, got 7"),
        ({"loss": "huber"}, r"`loss` must be one of \['mse', 'mae', 'pinball'\], got 'huber'"),
        ({"quantiles": "0.1,a"}, "`quantiles` must be numbers with commas between, got '0.1,a'"),
        ({"quantiles": "0.1,0.9"}, "`quantiles` must go up between 0 and 1, with 0.5 among them"),
        ({"channels": "both"}, "`channels` must be one of"),
        ({"split": "0.9,0.2,0.1"}, "`split` must be shares of all rows"),
        ({"columns": "gas"}, "`columns` must name what"),
        ({"targets": "still"}, r"`targets` must be among the columns \['load', 'oil'\]"),
        ({"context": 276}, "`data` must have at least 282 train rows for a `context` of 276"),
        ({"horizon": 41}, "`data` must have at least 41 validation rows .*, got 40 in "),
    ],
)
def test_options_that_will_not_do(series_file, changes, message):
    with pytest.raises(ValueError, match=message):
        forecasting.train(small(series_file, **changes))


def test_data_that_are_not_there():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['random_walk', "):
        forecasting.train(Config.tiny(data="/no/such.csv"))


def test_a_folder_without_a_run(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"`directory` must hold config\.json"):
        forecasting.load(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("arch", FORECASTERS)
def test_every_architecture_learns(tmp_path, arch):
    run = forecasting.train(Config.tiny(arch=arch, epochs=12))
    scores = run.evaluate()
    assert scores["mse"] < scores["seasonal_naive_mse"] < scores["last_value_mse"]
    path = run.export(tmp_path / "model", storage="float16")
    values = run.data.series.values[None, :48].astype("float32")
    served = tf.saved_model.load(str(path)).signatures["serving_default"]
    found = served(values=tf.constant(values))["forecast"]
    np.testing.assert_allclose(found, run(values), atol=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("data", ["random_walk", "autoregressive"])
def test_nobody_beats_who_knows_the_rule(data):
    run = forecasting.train(Config.tiny(arch="linear", data=data, instance_norm="last"))
    scores = run.evaluate()
    assert scores["oracle_mse"] <= 1.01 * min(scores["mse"], scores["ridge_mse"])
    if data == "random_walk":
        assert scores["oracle_mse"] == scores["last_value_mse"]
        assert scores["mse"] < 1.1 * scores["oracle_mse"]


@pytest.mark.slow
def test_killed_and_resumed_is_the_same_bit_for_bit(tmp_path):
    options = {"arch": "gru", "deterministic": True, "dropout_rate": 0.1}
    whole = forecasting.train(Config.tiny(epochs=3, **options))
    halves = [
        forecasting.train(Config.tiny(epochs=n, run_dir=str(tmp_path), **options)) for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
def test_two_devices_give_what_one_gives():
    """In a process of its own: devices are made before TensorFlow starts."""
    code = """
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from recipes import forecasting
from zoo.training import distribution
config = forecasting.Config.tiny(arch="gru", loss="pinball", batch_size=34, epochs=2)
one = forecasting.train(config, strategy="none").model.get_weights()
mirrored = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
distribution.get_strategy = forecasting.get_strategy = lambda name: mirrored
import zoo.training.fit
zoo.training.fit.get_strategy = lambda name: mirrored
two = forecasting.train(config, strategy="mirrored").model.get_weights()
print("worst", max(float(abs(a - b).max()) for a, b in zip(one, two)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert float(done.stdout.split("worst")[1]) < 1e-3


@pytest.mark.slow
def test_the_transformers_of_ett():
    folder = os.environ.get("ZOO_REAL_DATA")
    if not folder:
        pytest.skip("ZOO_REAL_DATA is not set")
    data = str(Path(folder) / "ett" / "ETTh1_first90pct.csv.gz")
    options = {"context": 336, "horizon": 96, "instance_norm": "last", "peak_learning_rate": 1e-3}
    run = forecasting.train(Config(arch="linear", data=data, epochs=2, **options))
    scores = run.evaluate()
    # Zeng et al. 2023, table 2: "Repeat" has 1.295 and 0.713, NLinear 0.374 and 0.394.
    assert scores["last_value_mse"] == pytest.approx(1.295, abs=0.001)
    assert scores["last_value_mae"] == pytest.approx(0.713, abs=0.001)
    assert scores["mse"] < 0.40
    assert scores["ridge_mse"] < 0.38
