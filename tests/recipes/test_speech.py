import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from recipes import speech
from recipes.speech import Config
from zoo.audio import write_wav
from zoo.data import tones
from zoo.models import SPEECH_RECOGNIZERS

RATES = ("word_error_rate", "character_error_rate", "exact_match")
FIGURES = {*RATES, *(f"unheard_{name}" for name in RATES)}
SOUNDS = [tones.speak(digits, 7) for digits in ([3, 1, 4], [1, 5], [9])]


@pytest.fixture(scope="session")
def sounds_folder(tmp_path_factory):
    """A small folder of WAV files with transcripts."""
    folder = tmp_path_factory.mktemp("sounds")
    rows = []
    for number in range(40):
        digits = [number % 10, number * 7 % 10]
        (folder / f"{number}.wav").write_bytes(write_wav(tones.speak(digits, number), 8_000))
        rows.append(f"{number}\t{digits[0]} {digits[1]}\n")
    (folder / "transcripts.tsv").write_text("".join(rows))
    return str(folder)


def small(folder, **changes):
    return Config.tiny(**{"data": folder, "d_model": 16, "d_ff": 16, "epochs": 1, **changes})


@pytest.fixture(scope="session")
def run(sounds_folder):
    return speech.train(small(sounds_folder))


def test_call_and_evaluate(run):
    texts = run(SOUNDS)
    assert len(texts) == 3
    assert all(type(text) is str for text in texts)
    scores = run.evaluate()
    assert set(scores) == FIGURES
    assert run.scores == scores
    assert run.data.report.endswith(f"\ntest: {run.speech.test.report(8_000)}")


def test_a_picture(run, tmp_path):
    assert run.draw(SOUNDS[0], tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_saved_and_loaded(run, tmp_path):
    loaded = speech.load(run.save(tmp_path / "new" / "run"))
    assert loaded.config == run.config
    assert loaded(SOUNDS) == run(SOUNDS)
    assert loaded.speech.test.texts == run.speech.test.texts


@pytest.mark.slow
def test_exported(run, tmp_path):
    run.scores = {"word_error_rate": 12.5}
    path = run.export(tmp_path / "model")
    for number, sound in enumerate(SOUNDS):
        (tmp_path / f"{number}.wav").write_bytes(write_wav(sound, 8_000))
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures
files = [tf.io.read_file({str(tmp_path)!r} + f"/{{i}}.wav") for i in range(3)]
audio = tf.stack([*files, b"no sound"])
found = served["serving_default"](audio=audio)
print([text.decode() for text in found["text"].numpy()])
print(found["score"].numpy()[-1], served["n_best"](audio=audio)["text"].shape)
print(sorted(served["detailed"](audio=audio)))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    texts, last, names = done.stdout.splitlines()
    assert texts == str([*run(SOUNDS), ""])
    assert last == "0.0 (4, 1)"
    assert names == str(
        ["attention", "ids", "is_audio", "score", "seconds", "text", "token_log_probabilities"]
        + ["tokens"]
    )
    assert "| word_error_rate | 12.50 |" in (path / "README.md").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("arch", SPEECH_RECOGNIZERS)
def test_it_hears(arch):
    run = speech.train(Config.tiny(arch=arch))
    scores = run.evaluate()
    assert scores["word_error_rate"] < scores["unheard_word_error_rate"] - 20
    assert scores["exact_match"] > scores["unheard_exact_match"]


@pytest.mark.slow
def test_killed_and_resumed_is_the_same_bit_for_bit(sounds_folder, tmp_path):
    options = {"arch": "gru_attention", "deterministic": True, "dropout_rate": 0.1}
    whole = speech.train(small(sounds_folder, **{**options, "epochs": 3}))
    halves = [
        speech.train(small(sounds_folder, **{**options, "epochs": n, "run_dir": str(tmp_path)}))
        for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
def test_exported_small(sounds_folder, tmp_path):
    config = small(sounds_folder, arch="transformer")
    data = speech.load_data(config)
    run = speech.Run(config, data, speech.build_model(config, data))
    path = run.export(tmp_path / "model", storage="int8")
    served = tf.saved_model.load(str(path)).signatures
    found = served["serving_default"](audio=tf.constant([write_wav(SOUNDS[0], 8_000)]))
    assert found["text"].shape == (1,)
    assert "| unheard_word_error_rate |" in (path / "README.md").read_text()


@pytest.mark.slow
def test_fixed_shapes_and_two_replicas(sounds_folder):
    """In a process of its own: devices are made before TensorFlow starts."""
    code = f"""
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from recipes import speech
import zoo.training.fit
config = speech.Config.tiny(data={sounds_folder!r}, d_model=8, d_ff=8, epochs=2, arch="transformer")
one = speech.train(config, strategy="none").model.get_weights()
mirrored = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
speech.get_strategy = zoo.training.fit.get_strategy = lambda name: mirrored
two = speech.train(config, strategy="mirrored").model.get_weights()
print("worst", max(float(abs(a - b).max()) for a, b in zip(one, two) if a.dtype.kind == "f"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert float(done.stdout.split("worst")[1]) < 1e-3


def test_a_folder_belongs_to_one_run(sounds_folder, tmp_path):
    config = small(sounds_folder, run_dir=str(tmp_path))
    data = speech.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        speech.build_model(replace(config, seed=1), data)
    speech.build_model(replace(config, epochs=7), data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "lstm"}, r"`arch` must be one of \['lstm_attention', 'gru_attention', "),
        ({"tokenizer": "bpe"}, r"`tokenizer` must be one of \['byte', 'character', .*\]"),
        ({"d_model": 15}, "`d_model` must be even, half for each direction, got 15"),
        ({"mel_bins": 500}, "`mel_bins` must leave each band a frequency"),
        ({"step_milliseconds": 0}, "`step_milliseconds` must be at least 1, got 0"),
        ({"max_seconds": 0.0}, "`max_seconds` must be at least 0.1, got 0.0"),
        ({"max_seconds": 0.2}, "`max_seconds` and `max_length` must leave an utterance"),
        ({"data": "tones", "max_digits": 99}, "`max_digits` must be an integer from 2 to 12"),
    ],
)
def test_options_that_will_not_do(sounds_folder, changes, message):
    with pytest.raises(ValueError, match=message):
        speech.train(small(sounds_folder, **changes))


def test_a_folder_without_a_run(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"`directory` must hold config\.json"):
        speech.load(tmp_path)
