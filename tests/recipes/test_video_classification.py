import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from recipes import video_classification
from recipes.video_classification import Config
from zoo.data import moving_shapes
from zoo.models import VIDEO_CLASSIFIERS
from zoo.predictor import Answer

FIGURES = {"accuracy", "macro_f1", "calibration_error", "log_loss", "majority", "single_frame"}


@pytest.fixture(scope="session")
def clips_folder(tmp_path_factory):
    """Clips of two actions, as files."""
    folder = tmp_path_factory.mktemp("clips")
    drawn = moving_shapes.generate(64, num_frames=4, image_size=8)
    for number, (frames, action) in enumerate(zip(drawn.frames, drawn.actions, strict=True)):
        if action < 2:
            clip = folder / moving_shapes.ACTIONS[action] / f"{number:03}"
            clip.mkdir(parents=True)
            for step, frame in enumerate(frames[: drawn.lengths[number]]):
                (clip / f"{step}.png").write_bytes(tf.io.encode_png(frame).numpy())
    return str(folder)


def small(data, **changes):
    sizes = {"num_frames": 4, "image_size": 8, "num_stages": 1, "channels": 4, "d_model": 8}
    return Config.tiny(data=data, **{**sizes, "arch": "simple_rnn", "epochs": 1, **changes})


@pytest.fixture(scope="module")
def run(clips_folder):
    return video_classification.train(small(clips_folder))


def test_call_and_evaluate(run, clips_folder, monkeypatch):
    clip = np.zeros((9, 20, 30, 3), "uint8")
    [answer] = run([clip])
    assert type(answer) is Answer
    assert answer.label in ("left", "right")
    monkeypatch.setattr(video_classification, "load_clips", None)  # not read again
    scores = run.evaluate()
    assert set(scores) == FIGURES
    assert run.data.clips.classes == ("left", "right")
    assert run.data.report.endswith(f"\ntest: {run.data.clips.test.report()}")


def test_saved_and_loaded(run, tmp_path):
    loaded = video_classification.load(run.save(tmp_path / "run"))
    assert loaded.config == run.config
    clip = run.data.clips.test.frames[0]
    assert loaded([clip]) == run([clip])


@pytest.mark.slow
def test_exported(run, tmp_path):
    run.scores = {"accuracy": 97.5}
    path = run.export(tmp_path / "model")
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo"]))
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures
clips = tf.cast(tf.reshape(tf.range(2 * 6 * 9 * 7 * 3) % 256, [2, 6, 9, 7, 3]), tf.uint8)
print(served["serving_default"](clips=clips)["score"].numpy().tolist())
found = served["padded"](clips=clips, lengths=tf.constant([6, 3]))
print(found["score"].numpy().tolist())
print([label.decode() for label in found["label"].numpy()])
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    whole, padded, labels = map(eval, done.stdout.splitlines())
    clips = (np.arange(2 * 6 * 9 * 7 * 3) % 256).reshape(2, 6, 9, 7, 3).astype("uint8")
    np.testing.assert_allclose(whole, [answer.score for answer in run(clips)], atol=1e-5)
    cut = run([clips[0], clips[1, :3]])
    np.testing.assert_allclose(padded, [answer.score for answer in cut], atol=1e-5)
    assert labels == [answer.label for answer in cut]
    assert "| accuracy | 97.50 |" in (path / "README.md").read_text()


@pytest.mark.slow
def test_it_learns_what_one_frame_does_not_tell():
    scores = video_classification.train(Config.tiny()).evaluate()
    assert scores["accuracy"] > scores["single_frame"] + 30
    assert scores["accuracy"] > scores["majority"] + 30


@pytest.mark.slow
def test_it_learns_with_a_deeper_network():
    """Whose vectors have so much in common that an RNN sees nothing else, without the norm."""
    run = video_classification.train(Config.tiny(image_size=32, num_stages=3, epochs=2))
    assert run._score()["accuracy"] > 45  # one of eight


@pytest.mark.slow
def test_it_learns_a_number():
    scores = video_classification.train(Config.tiny(target="speed")).evaluate()
    assert set(scores) == {"mae", "rmse", "explained", "mean_mae", "single_frame_mae"}
    assert scores["mae"] < 0.8 * scores["mean_mae"]
    assert scores["mae"] < 0.8 * scores["single_frame_mae"]


@pytest.mark.slow
@pytest.mark.parametrize("arch", VIDEO_CLASSIFIERS)
def test_every_architecture_trains_and_is_exported(arch, clips_folder, tmp_path):
    run = video_classification.train(small(clips_folder, arch=arch))
    path = run.export(tmp_path / "model", storage="int8")
    served = tf.saved_model.load(str(path)).signatures["serving_default"]
    clip = tf.zeros([1, 5, 8, 8, 3], tf.uint8)
    assert served(clips=clip)["label"].numpy()[0].decode() in ("left", "right")


@pytest.mark.slow
def test_killed_and_resumed_is_the_same_bit_for_bit(clips_folder, tmp_path):
    options = {"arch": "gru", "deterministic": True, "dropout_rate": 0.1}
    whole = video_classification.train(small(clips_folder, **{**options, "epochs": 3}))
    halves = [
        video_classification.train(
            small(clips_folder, **{**options, "epochs": n, "run_dir": str(tmp_path)})
        )
        for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_folder_belongs_to_one_run(clips_folder, tmp_path):
    config = small(clips_folder, run_dir=str(tmp_path))
    data = video_classification.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        video_classification.build_model(replace(config, seed=1), data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "rnn"}, r"`arch` must be one of \['single_frame', .*'transformer'\]"),
        ({"target": "place"}, "`target` must be one of .*, got 'place'"),
        ({"num_frames": 0}, "`num_frames` must be at least 1, got 0"),
        ({"image_size": 9}, r"`image_size` must be a multiple of 2 \*\* `num_stages`=2, got 9"),
        ({"epochs": 0}, "`epochs` must be at least 1, got 0"),
        ({"label_smoothing": 1.0}, r"`label_smoothing` must be in \[0, 1\), got 1.0"),
    ],
)
def test_options_that_will_not_do(clips_folder, changes, message):
    with pytest.raises(ValueError, match=message):
        video_classification.train(small(clips_folder, **changes))


def test_a_folder_without_a_run(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"`directory` must hold config\.json"):
        video_classification.load(tmp_path)
