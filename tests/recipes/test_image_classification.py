import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from recipes import image_classification
from recipes.image_classification import Config
from zoo.models import IMAGE_CLASSIFIERS
from zoo.predictor import majority_accuracy

FIGURES = {"accuracy", "macro_f1", "calibration_error", "log_loss", "majority", "cnn"}
SMALL = {"size": 100, "image_size": 8, "d_model": 8, "num_layers": 1, "d_ff": 8, "channels": 2}


@pytest.fixture(scope="session")
def photos(tmp_path_factory):
    """Dark and bright images in folders."""
    folder, chance = tmp_path_factory.mktemp("photos"), np.random.default_rng(0)
    for name, least in (("bright", 150), ("dark", 0)):
        (folder / name).mkdir()
        for i in range(60):
            pixels = chance.integers(least, least + 100, (8, 8, 3)).astype("uint8")
            (folder / name / f"{i}.png").write_bytes(tf.io.encode_png(pixels).numpy())
    return str(folder)


def tiny(data, **changes):
    small = {"peak_learning_rate": 1e-2, "warmup_steps": 5, "ema_momentum": 0.5, "epochs": 6}
    return Config.tiny(data=data, **{**SMALL, **small, **changes})


@pytest.fixture(scope="session")
def run(photos):
    return image_classification.train(tiny(photos, pooling="class"))


def files_of(photos):
    return [f"{photos}/{name}/3.png" for name in ("dark", "bright")]


def test_call_and_evaluate(run, photos, monkeypatch):
    answers = run([*files_of(photos), b"no image"])
    assert [answer.label for answer in answers] == ["dark", "bright", ""]
    monkeypatch.setattr(image_classification, "load_labelled_images", None)  # not read again
    scores = run.evaluate()
    assert set(scores) == FIGURES
    assert scores["accuracy"] == 100.0


def test_saved_and_loaded(run, photos, tmp_path):
    loaded = image_classification.load(run.save(tmp_path / "run"))
    assert loaded.config == run.config
    assert loaded(files_of(photos)) == run(files_of(photos))


@pytest.mark.slow
def test_exported(run, photos, tmp_path):
    run.scores = {"accuracy": 97.5}
    path = run.export(tmp_path / "model")
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures["serving_default"]
images = [open(name, "rb").read() for name in {files_of(photos)!r}] + [b"no image"]
found = served(images=tf.constant(images))
print([label.decode() for label in found["label"].numpy()], found["score"].numpy()[2])
print(found["probabilities"].shape, found["classes"].numpy()[0].tolist())
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "['dark', 'bright', ''] 0.0",
        "(3, 2) [b'bright', b'dark']",
    ]
    assert "| accuracy | 97.50 |" in (path / "README.md").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("arch", IMAGE_CLASSIFIERS)
def test_it_learns_shapes(arch):
    run = image_classification.train(Config.tiny(arch=arch))
    train, _, test = run.data.images[:3]
    assert run._score()["accuracy"] > majority_accuracy(train.labels, test.labels) + 15


@pytest.mark.slow
def test_killed_and_resumed_is_the_same_bit_for_bit(photos, tmp_path):
    options = {"deterministic": True, "dropout_rate": 0.1, "flip": True, "shift": 1}
    whole = image_classification.train(tiny(photos, **{**options, "epochs": 3}))
    halves = [
        image_classification.train(
            tiny(photos, **{**options, "epochs": n, "run_dir": str(tmp_path)})
        )
        for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_folder_belongs_to_one_run(photos, tmp_path):
    config = tiny(photos, run_dir=str(tmp_path))
    data = image_classification.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        image_classification.build_model(replace(config, seed=1), data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "mlp"}, r"`arch` must be one of \['vit', 'cnn'\], got 'mlp'"),
        ({"pooling": "max"}, r"`pooling` must be one of .*, got 'max'"),
        ({"patch_size": 3}, "`image_size` must be a multiple of `patch_size`=3, got 8"),
        ({"num_heads": 3}, "`d_model` must be divisible by `num_heads`, got 8 and 3"),
        ({"image_size": 4}, "`image_size` must be at least 8, got 4"),
        ({"shift": 8}, "`shift` must be less than `image_size`=8, got 8"),
        ({"batch_size": 0}, "`batch_size` must be at least 1, got 0"),
        ({"dropout_rate": 1.5}, r"`dropout_rate` must be in \[0, 1\), got 1.5"),
    ],
)
def test_options_that_will_not_do(changes, message):
    with pytest.raises(ValueError, match=message):
        image_classification.train(tiny("shapes", **changes))


def test_data_that_are_not_there():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['shapes'\]"):
        image_classification.train(Config.tiny(data="/no/such_data"))
