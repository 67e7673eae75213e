"""The reference models in the repository still say what they said when they were made."""

import json
import subprocess
import sys
import zlib
from dataclasses import asdict

import numpy as np
import pytest

from saved_models import make

# TensorFlow alone, in a process of its own.
SERVE = """
import json, sys
sys.modules.update(dict.fromkeys(["keras", "tf_keras", "zoo", "recipes"]))
import tensorflow as tf
path, texts, sampling = sys.argv[1], *map(json.loads, sys.argv[2:])
answers = {}
for name, function in tf.saved_model.load(path).signatures.items():
    more = sampling if name == "sampled" else {}
    answer = function(texts=tf.constant(texts), **{k: tf.constant(x) for k, x in more.items()})
    answers[name] = [
        [text.hex() for text in answer["text"].numpy().ravel()],
        answer["score"].numpy().ravel().tolist(),
    ]
print("answers:" + json.dumps(answers))
"""


def flat(items):
    return [x for item in items for x in (item if isinstance(item, list) else [item])]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name.endswith("transformer") else [])
        for name in make.MODELS
    ],
)
def test_it_says_what_it_said(name):
    path = make.HERE / name
    recorded = json.loads((path / make.RECORD).read_text(encoding="utf-8"))
    arguments = [str(path), json.dumps(recorded["texts"]), json.dumps(make.SAMPLING)]
    command = [sys.executable, "-I", "-c", SERVE, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert "answers:" in done.stdout, done.stderr[-3000:]
    answers = json.loads(done.stdout.split("answers:")[1])
    assert set(answers) >= set(recorded["answers"])
    for signature, said in recorded["answers"].items():
        texts, scores = answers[signature]
        if signature == "sampled":  # another processor's rounding may draw another token
            assert len(texts) == len(said["text"])
            continue
        assert [bytes.fromhex(text).decode() for text in texts] == flat(said["text"])
        np.testing.assert_allclose(scores, flat(said["score"]), atol=2e-3)


@pytest.mark.parametrize("name", make.MODELS)
def test_it_is_small_in_git(name):
    files = [file for file in (make.HERE / name).rglob("*") if file.is_file()]
    assert sum(len(zlib.compress(file.read_bytes())) for file in files) <= 2e6


@pytest.mark.parametrize("name", make.MODELS)
def test_the_card_is_of_what_makes_it(name):
    config, storage = make.MODELS[name]
    card = (make.HERE / name / "README.md").read_text(encoding="utf-8")
    settings = {**asdict(config), "storage": storage}
    del settings["run_dir"]  # no card shows it
    for setting, value in settings.items():
        assert f"| {setting} | {value} |" in card


def test_the_catalogue_is_written_from_the_cards():
    page = (make.HERE / "README.md").read_text(encoding="utf-8")
    assert page == make.catalogue()
    for name in make.MODELS:
        assert f"| [{name}]({name}/README.md) |" in page
