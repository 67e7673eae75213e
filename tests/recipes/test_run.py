import importlib
from dataclasses import dataclass, replace

import keras
import numpy as np
import pytest

from recipes.run import BaseRun
from zoo.export import load_data_checksum
from zoo.predictor.graph_predictor import GraphPredictor


@dataclass(frozen=True)
class Config:
    arch: str = "linear"
    data: str = "numbers"


@dataclass(frozen=True)
class Data:
    checksum: int | None = None


class Run(BaseRun):
    """Scores what its weights are."""

    baselines = 0

    def _score(self):
        return {"weight": float(self.model.get_weights()[0][0, 0])}

    def _score_baselines(self):
        self.baselines += 1
        return {"nothing": 0.0}

    def _card(self, settings, scores):
        return f"{settings} {scores}"


@pytest.fixture
def run():
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1)])
    model.set_weights([np.full((1, 1), 1.2345, "float32"), np.zeros(1, "float32")])
    return Run(Config(), Data(), model, GraphPredictor())


@pytest.fixture
def exported(monkeypatch):
    """What `export_saved_model` was given, in place of an export."""
    given = {}
    monkeypatch.setattr("recipes.run.export_saved_model", lambda *_, **kw: given.update(kw))
    return given


def test_baselines_are_scored_once(run):
    first = run.evaluate()
    assert first == {"weight": pytest.approx(1.2345), "nothing": 0.0}
    run.model.set_weights([np.full((1, 1), 2.0, "float32"), np.zeros(1, "float32")])
    assert run.evaluate() == run.scores == {"weight": 2.0, "nothing": 0.0}
    assert run.baselines == 1


def test_a_card_has_the_scores_there_are(run, exported, tmp_path):
    run.export(tmp_path / "a")
    assert exported["card"].endswith("'storage': 'float32'} {}")
    run.evaluate()
    run.export(tmp_path / "a")
    assert "{'float32': {'weight': 1.2345" in exported["card"]


def test_a_card_says_what_a_storage_changes(run, exported, tmp_path):
    run.export(tmp_path / "a", storage="float16")
    weights = run.model.get_weights()[0]
    assert weights == pytest.approx(1.2345, abs=1e-7)  # the run has its own again
    half = float(np.float16(weights[0, 0]))
    assert f"'float16': {{'weight': {half}, 'nothing': 0.0}}}}" in exported["card"]
    assert "{'float32': {'weight': 1.2345" in exported["card"]


def test_it_is_saved_with_what_it_was_made_by(run, tmp_path):
    assert run.save(tmp_path / "run") == tmp_path / "run"
    assert {path.name for path in (tmp_path / "run").iterdir()} == {"config.json", "model.keras"}


def test_and_with_the_checksum_of_its_data(run, tmp_path):
    run.data = Data(7)
    assert load_data_checksum(run.save(tmp_path / "run")) == 7


EXAMPLES = {
    **dict.fromkeys("translation sentiment tagging language_model".split(), "text"),
    **dict.fromkeys("captioning image_classification image_generation".split(), "images"),
    "video_classification": "clips",
    "speech": "speech",
    "forecasting": "series",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_loaded_run_is_not_scored_on_other_examples(name, tmp_path):
    """Which could be those that it was trained on."""
    recipe = importlib.import_module(f"recipes.{name}")
    of_data = {"forecasting": {"size": 500}, "language_model": {"data": "english", "size": 60}}
    config = recipe.Config.tiny(**of_data.get(name, {"size": 60}))
    data = recipe.load_data(config)
    recipe.Run(config, data, recipe.build_model(config, data)).save(tmp_path / "run")
    run = recipe.load(tmp_path / "run")
    assert run.data_checksum == data.checksum is not None
    run.config = replace(config, seed=config.seed + 1)
    with pytest.raises(ValueError, match="`data` must hold the examples that the run was"):
        run.evaluate()
