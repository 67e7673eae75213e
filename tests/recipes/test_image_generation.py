import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from recipes import image_generation
from recipes.image_generation import Config

FIGURES = {"bits_per_dimension", "neighbour_bits", "uniform_bits"}
SMALL = {"size": 60, "d_model": 8, "num_layers": 1, "d_ff": 8, "epochs": 1, "colours": 4}


def tiny(**changes):
    return Config.tiny(**{**SMALL, **changes})


@pytest.fixture(scope="module")
def run():
    return image_generation.train(tiny())


def test_call_complete_and_evaluate(run):
    assert run(2, seed=0).shape == (2, 8, 8, 3)
    test = run.data.images.test.images[:2]
    assert run.complete(test, seed=0).shape == (2, 8, 8, 3)
    scores = run.evaluate()
    assert set(scores) == FIGURES
    assert scores["uniform_bits"] == 2.0
    content = tf.io.encode_png(run.data.images.test.images).numpy()
    of_each = run.predictor.predict_scored(content)["bits_per_dimension"].numpy()
    assert of_each.mean() == pytest.approx(scores["bits_per_dimension"], abs=1e-4)


def test_drawn(run, tmp_path):
    for path in run.draw(tmp_path):
        assert tf.io.decode_image(path.read_bytes()).shape[0] > 200


def test_saved_and_loaded(run, tmp_path):
    loaded = image_generation.load(run.save(tmp_path / "run"))
    assert loaded.config == run.config
    np.testing.assert_array_equal(loaded(2, seed=3), run(2, seed=3))


def test_a_folder_without_classes(tmp_path):
    for number in range(4):
        content = tf.io.encode_png(np.full((4, 4, 3), 60 * number, "uint8")).numpy()
        (tmp_path / f"{number}.png").write_bytes(content)
    data = image_generation.load_data(tiny(data=str(tmp_path)))
    assert data.report.startswith("train: 2 images, left out: 0 damaged\nvalidation: 1 images")


@pytest.mark.slow
def test_exported(run, tmp_path):
    run.scores = {"bits_per_dimension": 1.25}
    path = run.export(tmp_path / "model")
    photo = tmp_path / "photo.png"
    photo.write_bytes(tf.io.encode_png(run.data.images.test.images[0]).numpy())
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures
images = tf.constant([open({str(photo)!r}, "rb").read(), b"no image"])
found = served["serving_default"](images=images)["image_bytes"].numpy()
print(tf.io.decode_image(found[0]).numpy().tolist(), found[1])
options = dict(temperature=tf.constant(1.0), top_k=tf.constant(0), top_p=tf.constant(1.0),
               seed=tf.constant(4))
found = served["sampled"](count=tf.constant(2), **options)["image_bytes"].numpy()
print([tf.io.decode_image(image).numpy().tolist() for image in found])
print(served["completed"](images=images, rows=tf.constant(3), **options)["image_bytes"].shape)
print(served["scored"](images=images)["bits_per_dimension"].numpy()[1])
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    completed, sampled, shape, bits = done.stdout.splitlines()
    [expected] = run.complete([str(photo)], seed=0)
    assert completed == f"{expected.tolist()} b''"
    assert eval(sampled) == run(2, seed=4).tolist()
    assert (shape, bits) == ("(2,)", "0.0")
    assert "| bits_per_dimension | 1.25 |" in (path / "README.md").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("arch", ["lstm", "transformer"])
def test_it_learns_shapes(arch):
    scores = image_generation.train(Config.tiny(arch=arch)).evaluate()
    assert scores["bits_per_dimension"] < scores["neighbour_bits"] - 0.05


@pytest.mark.slow
def test_killed_and_resumed_is_the_same_bit_for_bit(tmp_path):
    options = {"deterministic": True, "dropout_rate": 0.1}
    whole = image_generation.train(tiny(**{**options, "epochs": 3}))
    halves = [
        image_generation.train(tiny(**{**options, "epochs": n, "run_dir": str(tmp_path)}))
        for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_folder_belongs_to_one_run(tmp_path):
    config = tiny(run_dir=str(tmp_path))
    data = image_generation.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        image_generation.build_model(replace(config, seed=1), data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "cnn"}, r"`arch` must be one of .*, got 'cnn'"),
        ({"colours": 1}, "`colours` must be from 2 to 256, got 1"),
        ({"colours": 257}, "`colours` must be from 2 to 256, got 257"),
        ({"num_heads": 3}, "`d_model` must be divisible by `num_heads`, got 8 and 3"),
        ({"image_size": 4}, "`image_size` must be at least 8, got 4"),
        ({"batch_size": 0}, "`batch_size` must be at least 1, got 0"),
        (
            {"arch": "gru", "positions": "learned"},
            "`positions` must not be given with `arch='gru'`",
        ),
        ({"temperature": -1.0}, "`temperature` must be at least 0, got -1.0"),
    ],
)
def test_options_that_will_not_do(changes, message):
    with pytest.raises(ValueError, match=message):
        image_generation.train(tiny(**changes))


def test_data_that_are_not_there():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['shapes'\]"):
        image_generation.train(Config.tiny(data="/no/such_data"))
