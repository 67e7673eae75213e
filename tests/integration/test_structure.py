"""How the source hangs together: who may import whom, and what is public."""

import ast
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import keras
import pytest

pytest.importorskip("tensorflow")

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for folder in ("zoo", "recipes") for path in (ROOT / folder).rglob("*.py"))
# What a package may import of the project, beside itself.
MAY_IMPORT = {
    "zoo.layers": set(),
    "zoo.models": {"zoo.layers", "zoo.training.exact_fit"},
    "zoo.decoding": {"zoo.layers.beams", "zoo.layers.number_checks"},
    "zoo.text": set(),
    "zoo.audio": set(),
    "zoo.image": set(),
    "zoo.data": {"zoo.text", "zoo.audio", "zoo.image"},
    "zoo.training": {"zoo.layers.masks", "zoo.layers.number_checks"},
    "zoo.predictor": {
        "zoo.layers",
        "zoo.models",
        "zoo.decoding",
        "zoo.text",
        "zoo.audio",
        "zoo.image",
    },
    "zoo.export": {"zoo.models", "zoo.decoding", "zoo.predictor", "zoo.text", "zoo.training"},
    "recipes": {"zoo"},
}
MAY_IMPORT_TENSORFLOW = (
    "zoo.text",
    "zoo.audio",
    "zoo.image",
    "zoo.data",
    "zoo.predictor",
    "zoo.export",
    "zoo.training.distribution",
    "zoo.training.exact_fit_on_tensorflow",
    "zoo.training.fit",
    "zoo.training.replicas",
    "recipes",
)
# Bases, and what a public class makes anew from its own config.
INTERNAL = {
    "CellWrapper",
    "ConvStack",
    "ImageEncoder",
    "MemoryAttention",
    "Positions",
    "RecurrentCell",
    "RecurrentDecoder",
    "SelfAttentionStack",
    "SpeechEncoder",
    "TransformerBlock",
}


def module_of(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_in(module, package):
    return module == package or module.startswith(package + ".")


def imports_of(path):
    """Modules that a file imports anywhere; `from a import b` counts as a.b."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_of(*packages):
    for name in packages:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, name + "."):
            yield importlib.import_module(found.name)


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_imports_point_one_way(path):
    module = module_of(path)
    packages = [package for package in MAY_IMPORT if is_in(module, package)]
    allowed = MAY_IMPORT[packages[0]] | {packages[0]} if packages else set()
    for name in set(imports_of(path)) - {"zoo.__version__"}:
        if is_in(name, "zoo") or is_in(name, "recipes"):
            assert any(is_in(name, package) for package in allowed), f"{module} imports {name}"


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_tensorflow_stays_where_it_may_be(path):
    if any(is_in(module_of(path), package) for package in MAY_IMPORT_TENSORFLOW):
        return
    foreign = {"tensorflow", "tensorflow_text", "tensorflow_datasets", "keras_nlp", "keras_hub"}
    assert not {name.split(".")[0] for name in imports_of(path)} & foreign


def test_import_zoo_is_light():
    code = "import json, sys, zoo; print(json.dumps(sorted(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    modules = set(json.loads(found.stdout))
    assert not modules & {"keras", "tensorflow", "numpy", "keras_nlp", "keras_hub"}


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_a_file_is_named_for_what_it_holds(path):
    assert path.stem not in {"utils", "util", "helpers", "common", "misc"}


def test_every_layer_is_public_and_registered():
    """A public class of the layers and models is in its package's `__all__` and survives saving."""
    for package in ("zoo.layers", "zoo.models"):
        public = importlib.import_module(package).__all__
        for module in modules_of(package):
            for name, item in inspect.getmembers(module, inspect.isclass):
                is_layer = issubclass(item, keras.layers.Layer)
                if item.__module__ != module.__name__ or not is_layer or name in INTERNAL:
                    continue
                assert name in public
                assert keras.saving.get_registered_name(item) == f"zoo>{name}"


def test_every_loss_metric_and_schedule_is_registered():
    kinds = (
        keras.losses.Loss,
        keras.metrics.Metric,
        keras.optimizers.schedules.LearningRateSchedule,
    )
    for module in modules_of("zoo.training"):
        for name, item in inspect.getmembers(module, inspect.isclass):
            is_public = item.__module__ == module.__name__ and not name.startswith("_")
            if is_public and issubclass(item, kinds):
                assert keras.saving.get_registered_name(item) == f"zoo>{name}"


@pytest.mark.parametrize(
    "package", ["zoo.layers", "zoo.models", "zoo.decoding", "zoo.training", "zoo.text"]
)
def test_what_is_promised_is_there(package):
    module = importlib.import_module(package)
    assert all(hasattr(module, name) for name in module.__all__)
