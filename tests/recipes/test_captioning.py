import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from recipes import captioning
from recipes.captioning import Config
from zoo.models import CAPTIONERS
from zoo.training import KeepBestWeights

FIGURES = {"bleu_1", "bleu_2", "bleu_3", "bleu_4", "chrf", "cider"}
BASELINES = {f"{name}_{figure}" for name in ("blind", "frequent") for figure in ("bleu_4", "cider")}


def tiny(folder, **changes):
    small = {"arch": "transformer", "encoder": "patches", "image_size": 8, "patch_size": 4}
    small |= {"d_model": 16, "d_ff": 32, "batch_size": 12, "epochs": 18, "validation_images": 9}
    small |= {"dropout_rate": 0.0, "warmup_steps": 10, "ema_momentum": 0.8, "num_stages": 2}
    small |= {"channels": 8, "peak_learning_rate": 5e-3}
    return Config.tiny(**{"data": folder, **small, **changes})


@pytest.fixture(scope="module")
def run(images_folder):
    return captioning.train(tiny(images_folder))


@pytest.fixture
def files(images_folder):
    """One image of each colour that training has not seen."""
    return [
        str(Path(images_folder) / f"test_{colour}_0.png") for colour in ("red", "green", "blue")
    ]


def test_it_says_what_it_sees(run, files):
    captions = run(files)
    for caption, colour in zip(captions, ("red", "green", "blue"), strict=True):
        assert colour in caption.split()
        assert "wall" in caption.split()
    assert run([files[0], Path(files[1]).read_bytes(), b"no image"])[1:] == [captions[1], ""]


@pytest.mark.slow
def test_it_beats_what_does_not_see(run, monkeypatch):
    # The same captions for all images, whatever it has learnt: no second training here. And the
    # images are not read again.
    monkeypatch.setattr(captioning, "fit", lambda *_, **__: None)
    monkeypatch.setattr(captioning, "load_captioned_images", None)
    scores = run.evaluate()
    assert set(scores) == FIGURES | BASELINES
    for baseline in ("blind", "frequent"):
        assert scores["cider"] > scores[f"{baseline}_cider"] + 100
        assert scores["bleu_4"] > scores[f"{baseline}_bleu_4"] + 30


def test_a_picture_of_where_it_looks(run, files, tmp_path):
    assert run.draw(files[0], tmp_path / "picture.png").stat().st_size > 5_000


def test_saved_and_loaded(run, files, tmp_path):
    loaded = captioning.load(run.save(tmp_path / "run"))
    assert loaded.config == run.config
    assert loaded(files) == run(files)
    assert loaded._score() == pytest.approx(run._score())


@pytest.mark.slow
def test_exported(run, files, tmp_path):
    run.scores = {"bleu_4": 97.5}
    path = run.export(tmp_path / "model")
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import json
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures
images = tf.stack([*map(tf.io.read_file, {files!r}), tf.constant(b"no image")])
found = served["serving_default"](images=images)
print(json.dumps([text.decode() for text in found["text"].numpy()]))
print(json.dumps(found["score"].numpy().tolist()))
print(served["n_best"](images=images)["text"].shape)
print(sorted(served["detailed"](images=images)))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    texts, scores, shape, names = done.stdout.splitlines()
    assert json.loads(texts) == [*run(files), ""]
    found = run.predictor.predict(tf.stack([tf.io.read_file(file) for file in files]))
    np.testing.assert_allclose(json.loads(scores), [*found["score"].numpy(), 0.0], atol=1e-5)
    assert shape == "(4, 1)"
    expected = "attention ids is_image score text token_log_probabilities tokens"
    assert names == str(expected.split())
    assert "| bleu_4 | 97.50 |" in (path / "README.md").read_text()


@pytest.mark.slow
def test_scenes_are_learnt():
    run = captioning.train(Config.tiny())
    scores = run.evaluate()
    assert {"true", "blind_true", "frequent_true"} <= set(scores)
    for baseline in ("blind", "frequent"):
        assert scores["cider"] > scores[f"{baseline}_cider"] + 10
        assert scores["bleu_4"] > scores[f"{baseline}_bleu_4"] + 3


@pytest.mark.slow
@pytest.mark.parametrize("encoder", ["cnn", "patches"])
@pytest.mark.parametrize("arch", CAPTIONERS)
def test_every_pair_learns(images_folder, files, arch, encoder):
    sizes = {"d_model": 32, "channels": 16, "epochs": 40}
    run = captioning.train(tiny(images_folder, arch=arch, encoder=encoder, **sizes))
    captions = run(files)
    assert ["red" in captions[0], "green" in captions[1], "blue" in captions[2]] == [True] * 3


@pytest.mark.slow
def test_killed_and_resumed_is_the_same_bit_for_bit(images_folder, tmp_path):
    options = {"deterministic": True, "dropout_rate": 0.1, "flip": True, "shift": 1}
    whole = captioning.train(tiny(images_folder, epochs=3, **options))
    halves = [
        captioning.train(tiny(images_folder, epochs=n, run_dir=str(tmp_path), **options))
        for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_best_weights_are_those_that_tell_the_truth(images_folder, tmp_path):
    drawn = Config.tiny(size=40, run_dir=str(tmp_path / "scenes"))
    for config, monitor in (
        (drawn, "val_true"),
        (tiny(images_folder, run_dir=str(tmp_path / "folder")), "val_cider"),
    ):
        callbacks = captioning.load_data(config).callbacks
        [best] = [part for part in callbacks if isinstance(part, KeepBestWeights)]
        assert best.monitor == monitor


def test_a_folder_belongs_to_one_run(images_folder, tmp_path):
    config = tiny(images_folder, run_dir=str(tmp_path))
    data = captioning.load_data(config)
    assert "48 images with 96 captions" in data.report
    assert "\ntest: 12 images, 24 captions, left out: 0 damaged images" in data.report
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        captioning.build_model(replace(config, seed=1), data)
    (tmp_path / "best.weights.h5").touch()
    with pytest.raises(ValueError, match=r"has d_model=16, got 32"):
        captioning.load_data(replace(config, d_model=32))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "gpt"}, r"`arch` must be one of \['lstm', 'lstm_attention', 'transformer'\]"),
        ({"encoder": "vit"}, r"`encoder` must be one of \['cnn', 'patches', 'blind'\] or a model"),
        ({"tokenizer": "bpe"}, r"`tokenizer` must be one of \['byte', 'character', .*\]"),
        ({"image_size": 10}, "`image_size` must be a multiple of `patch_size`=4, got 10"),
        ({"batch_size": 0}, "`batch_size` must be at least 1, got 0"),
        ({"max_length": 2}, "`max_length` must be at least 3, got 2"),
        ({"shift": 8}, "`shift` must be less than `image_size`=8, got 8"),
        ({"data": "scenes", "flip": True}, "`flip` must be False for scenes, whose captions say"),
        ({"max_length": 4}, "`max_length` must leave a caption, got 4: the shortest has 5"),
    ],
)
def test_options_that_will_not_do(images_folder, changes, message):
    with pytest.raises(ValueError, match=message):
        captioning.load_data(tiny(images_folder, **changes))


def test_data_that_are_not_there():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['scenes', 'flickr8k'\]"):
        captioning.train(Config.tiny(data="/no/such_data"))
