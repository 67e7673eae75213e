import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from recipes import sentiment
from recipes.sentiment import Config
from zoo import text
from zoo.data.pair_stream import spread_sample
from zoo.models import CLASSIFIERS
from zoo.predictor import Answer

TEXTS = ["영화 great plot", "", "나쁘다"]
FIGURES = {"accuracy", "macro_f1", "calibration_error", "log_loss", "majority", "bag_of_words"}


def tiny(labels_file, **changes):
    small = {"tokenizer": "word", "d_model": 16, "epochs": 1, "tokens_per_batch": 64}
    small |= {"peak_learning_rate": 3e-2, "warmup_steps": 10, "ema_momentum": 0.9}
    return Config.tiny(data=labels_file, **{**small, **changes})


def untrained(config):
    data = sentiment.load_data(config)
    return sentiment.Run(config, data, sentiment.build_model(config, data))


@pytest.fixture(scope="module")
def run(labels_file):
    return sentiment.train(tiny(labels_file, epochs=6))


def test_tokens_that_training_does_not_see(labels_file):
    config = tiny(labels_file, token_dropout_rate=0.25)
    dropout = sentiment.build_model(config, sentiment.load_data(config)).token_dropout
    assert (dropout.rate, dropout.unknown_id) == (0.25, text.SPECIAL_IDS.unknown)


def test_call_and_evaluate(run):
    answers = run(TEXTS)
    assert [answer.label for answer in answers] == ["good", "", "bad"]
    assert all(type(answer) is Answer and 0.0 <= answer.score <= 1.0 for answer in answers)
    scores = run.evaluate()
    assert set(scores) == FIGURES
    assert scores["accuracy"] == 100.0
    assert scores["majority"] < 100.0
    assert scores["bag_of_words"] > scores["majority"]  # here words are enough
    assert run.scores == scores


@pytest.mark.parametrize("method", ["integrated_gradients", "attention"])
def test_which_words_mattered(run, method):
    found = run.explain("오늘 film great plot", method=method)
    assert (found.label, found.words) == ("good", ("오늘", "film", "great", "plot"))
    if method == "integrated_gradients":
        assert np.argmax(found.weights) == 2


def test_saved_and_loaded(run, tmp_path):
    loaded = sentiment.load(run.save(tmp_path / "new" / "run"))
    assert loaded.config == run.config
    assert loaded(TEXTS) == run(TEXTS)
    again = sentiment.build_model(loaded.config, loaded.data)
    assert (again.classes, again.count_params()) == (run.model.classes, run.model.count_params())
    assert loaded._score() == pytest.approx(run._score())
    assert type(keras.saving.load_model(tmp_path / "new" / "run" / "model.keras")) is type(
        run.model
    )


def test_a_table_that_was_changed_since(labels_file, tmp_path):
    path = tmp_path / "labels.tsv"
    path.write_bytes(Path(labels_file).read_bytes())
    untrained(tiny(str(path), arch="bag_of_words")).save(tmp_path / "run")
    assert sentiment.load(tmp_path / "run").evaluate()["accuracy"] >= 0
    with path.open("a") as file:
        file.write("and one more\tgood\n")
    with pytest.raises(ValueError, match="`data` must hold the examples that the run was"):
        sentiment.load(tmp_path / "run").evaluate()


def test_the_baseline_shares_the_texts_alone(labels_file, monkeypatch):
    run = untrained(tiny(labels_file, arch="gru", gradient_accumulation_steps=4, max_length=9))
    loaded = sentiment.Run(run.config, replace(run.data, text=None, encoded=None), run.model)
    made = []
    monkeypatch.setattr(sentiment, "_fit", lambda *given: made.append(given))
    loaded._bag_of_words()
    for name in ("load_labelled_text", "encode_texts"):  # they were read before
        monkeypatch.delattr(sentiment, name)
    run._bag_of_words()
    of_loaded, (config, data) = made
    assert of_loaded[0] == config
    assert of_loaded[1].text == data.text
    assert (config.arch, config.data, config.max_length) == ("bag_of_words", labels_file, 9)
    defaults = Config()
    for name in ("gradient_accumulation_steps", "ema_momentum", "d_model"):
        assert getattr(config, name) == getattr(defaults, name) != getattr(run.config, name)
    assert (data.text, data.encoded) == (run.data.text, run.data.encoded)


def test_streamed_texts_are_those_in_memory(labels_file):
    config = tiny(labels_file, streaming=True)
    data, in_memory = (
        sentiment.load_data(replace(config, streaming=streaming)) for streaming in (True, False)
    )
    assert not isinstance(data.text.train, list)
    assert list(data.text.train) == in_memory.text.train
    assert data.text._replace(train=()) == in_memory.text._replace(train=())
    assert data.report == in_memory.report
    assert data.checksum == in_memory.checksum
    assert data.tokenizer.get_config() == in_memory.tokenizer.get_config()
    assert data.train.cardinality() == in_memory.train.cardinality()


@pytest.mark.parametrize("streaming", [True, False])
def test_a_vocabulary_is_learnt_from_few_of_the_streamed_texts(streaming, labels_file, monkeypatch):
    monkeypatch.setattr(sentiment, "spread_sample", partial(spread_sample, most=20))
    learnt_from = []

    def train(texts, **settings):
        learnt_from.extend(texts)
        return learn(learnt_from, **settings)

    config = tiny(labels_file, streaming=streaming)
    tokenizer = text.get(config.tokenizer)
    learn = tokenizer.train
    monkeypatch.setattr(tokenizer, "train", train)
    rows = [row for row, _ in sentiment.load_data(config).text.train]
    step = next(2**k for k in range(9) if len(rows) <= 20 * 2**k) if streaming else 1
    assert learnt_from == rows[::step]


@pytest.mark.slow
def test_streamed_scored_and_resumed(labels_file, tmp_path):
    config = tiny(labels_file, arch="gru", streaming=True, run_dir=str(tmp_path / "a"), epochs=3)
    run = sentiment.train(config)
    assert run.evaluate()["bag_of_words"] > run.scores["majority"]
    loaded = sentiment.load(run.save(tmp_path / "b"))
    assert loaded.evaluate() == pytest.approx(run.scores, abs=5)
    with pytest.raises(ValueError, match=r"has streaming=True, got False"):
        sentiment.train(config, streaming=False)


def test_figures_where_texts_are_blank_and_classes_uneven(tmp_path):
    rows = [f"a{i}\t{'bad' if i % 3 else 'good'}\n" for i in range(20)]
    tables = {"train": rows, "val": rows[:4], "test": ["a\tgood\n", " \tbad\n", "b\tgood\n"]}
    for name, lines in tables.items():
        (tmp_path / f"{name}.tsv").write_text("".join(lines))
    scores = untrained(tiny(str(tmp_path), arch="bag_of_words")).evaluate()
    # "bad" is the class of most training texts, of one test text, and of every answer so far.
    assert scores["majority"] == pytest.approx(100 / 3)
    assert (scores["accuracy"], scores["blank"]) == (0.0, 1)


@pytest.mark.parametrize(
    "arch", ["bag_of_words", pytest.param("lstm_attention", marks=pytest.mark.slow)]
)
def test_exported(labels_file, tmp_path, arch):
    run = untrained(tiny(labels_file, arch=arch))
    for weight in run.model.trainable_weights:
        weight.assign(np.random.default_rng(1).normal(scale=0.5, size=weight.shape))
    run.scores = {"accuracy": 97.5}
    path = run.export(tmp_path / "model")
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures
texts = tf.constant({TEXTS!r})
found = served["serving_default"](texts=texts)
print([name.decode() for name in found["label"].numpy()], found["score"].numpy().tolist())
print(served["attributed"](texts=texts)["attribution"].shape)
print("attention" in served["detailed"](texts=texts))
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    labels, shape, has_attention = done.stdout.splitlines()
    answers = run(TEXTS)
    assert labels.startswith(str([answer.label for answer in answers]))
    np.testing.assert_allclose(
        eval(labels.split("] ")[1]), [answer.score for answer in answers], atol=1e-6
    )
    assert shape == "(3, 4)"
    assert has_attention == str(arch == "lstm_attention")
    assert "| accuracy | 97.50 |" in (path / "README.md").read_text()


@pytest.mark.slow
def test_exported_small(labels_file, tmp_path):
    run = untrained(tiny(labels_file, arch="bag_of_words"))
    path = run.export(tmp_path / "model", storage="int8")
    served = tf.saved_model.load(str(path)).signatures
    found = served["attributed"](texts=tf.constant(TEXTS))
    assert found["attribution"].shape == found["tokens"].shape == (3, 4)
    assert f"| majority | {run.scores['majority']:.2f} |" in (path / "README.md").read_text()


@pytest.mark.slow
def test_it_learns_what_words_do_not_tell():
    run = sentiment.train(Config.tiny())
    scores = run.evaluate()
    assert scores["accuracy"] > scores["bag_of_words"] + 8
    assert scores["accuracy"] > scores["majority"] + 8


@pytest.mark.slow
@pytest.mark.parametrize("arch", [arch for arch in CLASSIFIERS if arch != "bag_of_words"])
def test_every_architecture_learns(labels_file, tmp_path, arch):
    run = sentiment.train(tiny(labels_file, arch=arch, epochs=10, peak_learning_rate=1e-2))
    assert run.evaluate()["accuracy"] >= 90
    assert run.explain(TEXTS[0]).words == ("영화", "great", "plot")
    path = run.export(tmp_path / "model")
    found = tf.saved_model.load(str(path)).signatures["serving_default"](texts=tf.constant(TEXTS))
    assert [text.decode() for text in found["label"].numpy()] == [a.label for a in run(TEXTS)]


@pytest.mark.slow
@pytest.mark.parametrize("streaming", [False, True])
def test_killed_and_resumed_is_the_same_bit_for_bit(labels_file, tmp_path, streaming):
    options = {"arch": "gru", "deterministic": True, "dropout_rate": 0.1, "streaming": streaming}
    whole = sentiment.train(tiny(labels_file, epochs=3, **options))
    halves = [
        sentiment.train(tiny(labels_file, epochs=n, run_dir=str(tmp_path), **options))
        for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.slow
def test_two_devices_give_what_one_gives(labels_file):
    """In a process of its own: devices are made before TensorFlow starts."""
    code = f"""
import tensorflow as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
from recipes import sentiment
from zoo.training import distribution
config = sentiment.Config.tiny(data={labels_file!r}, tokenizer="word", arch="gru", d_model=8,
                               dropout_rate=0.0, epochs=2)
one = sentiment.train(config, strategy="none").model.get_weights()
mirrored = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
distribution.get_strategy = sentiment.get_strategy = lambda name: mirrored
import zoo.training.fit
zoo.training.fit.get_strategy = lambda name: mirrored
two = sentiment.train(config, strategy="mirrored").model.get_weights()
print("worst", max(float(abs(a - b).max()) for a, b in zip(one, two) if a.dtype.kind == "f"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert float(done.stdout.split("worst")[1]) < 1e-3


def test_a_folder_belongs_to_one_run(labels_file, tmp_path):
    config = tiny(labels_file, arch="gru", run_dir=str(tmp_path))
    data = sentiment.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        sentiment.build_model(replace(config, seed=1), data)
    sentiment.build_model(replace(config, epochs=7), data)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"arch": "rnn"},
            r"`arch` must be one of \['bag_of_words', 'simple_rnn', .*'transformer'\]",
        ),
        ({"tokenizer": "bpe"}, r"`tokenizer` must be one of \['byte', 'character', .*\]"),
        ({"epochs": 0}, "`epochs` must be at least 1, got 0"),
        ({"max_length": 4}, "`max_length` must be at least 8, got 4"),
        ({"dropout_rate": 1.5}, r"`dropout_rate` must be in \[0, 1\), got 1.5"),
        ({"d_model": 15}, "`d_model` must be even if `bidirectional`, got 15"),
        ({"text": "review"}, r"line 1: `text` must be a column's number or its name in the header"),
    ],
)
def test_options_that_will_not_do(labels_file, changes, message):
    with pytest.raises(ValueError, match=message):
        sentiment.train(tiny(labels_file, **changes))


def test_data_that_are_not_there():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['reviews', 'nsmc'\]"):
        sentiment.train(Config.tiny(data="/no/such_data"))


def test_a_folder_without_a_run(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"`directory` must hold config\.json"):
        sentiment.load(tmp_path)
