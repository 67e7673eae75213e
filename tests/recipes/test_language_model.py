import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from recipes import language_model
from recipes.__main__ import main
from recipes.language_model import Config
from zoo import text
from zoo.data.plain_text import TextPart
from zoo.models import LANGUAGE_MODEL_OPTIONS
from zoo.models.kneser_ney import best_order

POEM = "to be or not to be\nthat is the question\nwhether it is nobler\nin the mind to suffer\n"
PROMPTS = ["to be", "", "that is\nwhether"]
SERVE = """
import json, sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
signatures = tf.saved_model.load(sys.argv[1]).signatures
prompts = tf.constant(json.loads(sys.argv[2]))
options = dict(temperature=tf.constant(0.0), top_k=tf.constant(0), top_p=tf.constant(1.0))
options |= dict(max_length=tf.constant(9), seed=tf.constant(1))
found = [signatures[name](texts=prompts, **options)["text"] for name in ("sampled", "compiled")]
found += [signatures["serving_default"](texts=prompts)["text"]]
bits = signatures["scored"](texts=prompts)["bits_per_character"].numpy().tolist()
print(json.dumps([[[t.decode() for t in texts.numpy()] for texts in found], bits]))
"""


@pytest.fixture(scope="module")
def text_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "poem.txt"
    path.write_text(POEM * 40)
    return str(path)


def small(text_file, **changes):
    options = {"context": 16, "batch_size": 8, "steps_per_epoch": 20, "data": text_file}
    return Config.tiny(**{"arch": "gru", **options, **changes})


@pytest.mark.parametrize(
    "arch",
    [
        pytest.param(arch, marks=[] if arch == "simple_rnn" else [pytest.mark.slow])
        for arch in LANGUAGE_MODEL_OPTIONS
    ],
)
def test_tiny_learns_hello(arch):
    run = language_model.train(Config.tiny(arch=arch))
    assert run(["H"], temperature=0) == ["HELLO"]
    scores = run.evaluate()
    assert scores["bits_per_character"] < 0.1 < 1 < scores["ngram_bits_per_character"]
    assert scores["perplexity"] < 1.1 < scores["ngram_perplexity"]


@pytest.fixture(scope="module", params=["gru", pytest.param("transformer", marks=pytest.mark.slow)])
def run(request, text_file):
    return language_model.train(small(text_file, arch=request.param))


def test_call_and_evaluate(run):
    answers = run(PROMPTS, temperature=0.5, seed=1, max_length=7)
    assert [len(a) - len(p) for a, p in zip(answers, PROMPTS, strict=True)] == [7] * 3
    scores = run.evaluate()
    assert scores == run.scores
    assert scores["perplexity"] == pytest.approx(2 ** scores["bits_per_character"], rel=1e-5)
    assert scores["unknown_share"] == 0
    assert run(["xyz"])[0].startswith("xyz")
    assert len(run(["to be " * 100], max_length=3)[0]) == 603
    assert len(run.predictor.encode(tf.constant(["to be " * 100]))[0]) == 600


def test_what_is_unknown_is_told_and_n_grams_are_counted_once(tmp_path, monkeypatch):
    (tmp_path / "train.txt").write_text(POEM * 10)
    (tmp_path / "test.txt").write_text("to be or not xyz\n" * 4)
    counted = []

    def count(train, *rest, **options):
        counted.append(train)
        return best_order(train, *rest, **options)

    monkeypatch.setattr(language_model, "best_order", count)
    config = small(str(tmp_path), max_length=5_000)
    data = language_model.load_data(config)
    run = language_model.Run(config, data, language_model.build_model(config, data))
    assert not counted
    assert run.predictor.max_length == 5_000
    assert run.evaluate()["unknown_share"] == pytest.approx(100 * 3 / 17, rel=0.02)
    run.evaluate()
    assert len(counted) == 1


def test_n_grams_are_counted_on_a_sample_of_a_large_text():
    characters = text.get("character").train(["word "], vocabulary_size=9)
    part = TextPart.of(b"word " * 1_000, piece=100)
    assert 700 < language_model._encode_sample(part, characters, 8).characters < 900
    assert language_model._encode_sample(part, characters, 50).characters == 5_000


def test_saved_and_loaded(run, tmp_path):
    loaded = language_model.load(run.save(tmp_path / "new" / "run"))
    assert loaded.config == run.config
    assert loaded(PROMPTS, seed=1) == run(PROMPTS, seed=1)
    assert loaded.evaluate() == run.evaluate()


def test_exported_it_is_served_by_tensorflow_alone(run, tmp_path):
    run.scores = {"bits_per_character": 1.5}
    path = run.export(tmp_path / "model")
    assert "| bits_per_character | 1.50 |" in (path / "README.md").read_text()
    command = [sys.executable, "-I", "-c", SERVE, str(path), json.dumps(PROMPTS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    (sampled, compiled, default), bits = json.loads(done.stdout.splitlines()[-1])
    assert sampled == compiled == run(PROMPTS, temperature=0, max_length=9)
    assert default == run(PROMPTS, seed=0)
    scored = run.predictor.predict_scored(tf.constant(PROMPTS))
    np.testing.assert_allclose(bits, scored["bits_per_character"], rtol=1e-4)


@pytest.mark.slow
def test_exported_small(text_file, tmp_path):
    config = small(text_file, epochs=1)
    data = language_model.load_data(config)
    run = language_model.Run(config, data, language_model.build_model(config, data))
    pytest.importorskip("tensorflow_serving")
    path = run.export(tmp_path / "model", storage="int8", warmup_rows=[1])
    assert (path / "assets.extra" / "tf_serving_warmup_requests").stat().st_size > 100
    full = run.scores["bits_per_character"]
    assert f"| bits_per_character | {full:.2f} |" in (path / "README.md").read_text()
    assert full == run.evaluate()["bits_per_character"]


@pytest.mark.slow
@pytest.mark.parametrize("tokenizer", ["byte", "word", "subword", "jamo"])
def test_tokenizers(text_file, tokenizer):
    config = small(text_file, tokenizer=tokenizer, vocabulary_size=300, epochs=1)
    data = language_model.load_data(config)
    run = language_model.Run(config, data, language_model.build_model(config, data))
    scores = run.evaluate()
    text = POEM * 2
    per_token = len(text) / len(data.tokenizer.tokenize([text]).flat_values)
    assert per_token > 3 or tokenizer in ("byte", "jamo")
    bits = np.log2(scores["perplexity"]) / scores["bits_per_character"]
    assert bits == pytest.approx(1.0 if tokenizer in ("byte", "jamo") else per_token, rel=0.2)
    assert all(a.startswith(p) for a, p in zip(run(PROMPTS, seed=0), PROMPTS, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("data", ["english", "korean"])
def test_generated(data):
    loaded = language_model.load_data(Config.tiny(data=data, size=60, context=16))
    (fed, targets, weights) = next(iter(loaded.train))
    assert fed["target_in_ids"].shape == targets.shape == weights.shape == (1, 16)


@pytest.mark.slow
def test_streaming_and_a_resumed_run(text_file, tmp_path):
    config = small(text_file, streaming=True, deterministic=False, run_dir=str(tmp_path / "a"))
    in_memory = language_model.load_data(replace(config, streaming=False, run_dir=""))
    data = language_model.load_data(config)
    assert data.report == in_memory.report
    assert data.tokenizer.get_config() == in_memory.tokenizer.get_config()
    whole = language_model.train(config)
    part = replace(config, run_dir=str(tmp_path / "b"))
    language_model.train(replace(part, epochs=1))
    resumed = language_model.train(part)
    for a, b in zip(whole.model.weights, resumed.model.weights, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match=r"`run_dir` must be .* has context=16, got 8"):
        language_model.train(part, context=8)
    with pytest.raises(ValueError, match="`config` must be that of `data`"):
        language_model.build_model(replace(config, d_model=8), data)


@pytest.mark.slow
def test_averaged_epochs(text_file, capsys):
    language_model.train(small(text_file, average_epochs=2))
    assert "The mean of the last 2 epochs has val_bits_per_character" in capsys.readouterr().out


def test_learned_positions_end_with_the_context(text_file):
    config = small(text_file, arch="transformer", positions="learned")
    data = language_model.load_data(config)
    run = language_model.Run(config, data, language_model.build_model(config, data))
    assert len(run(["to be"], max_length=99)[0]) == 16


def test_command_line(monkeypatch, capsys, text_file, tmp_path):
    arguments = ["--arch", "gru", "--data", text_file, "--d-model", "8", "--num-layers", "1"]
    arguments += ["--epochs", "1", "--steps-per-epoch", "3", "--save", str(tmp_path / "run")]
    monkeypatch.setattr(sys, "argv", ["recipes", "language_model", *arguments])
    main()
    saved, scores = capsys.readouterr().out.splitlines()[-2:]
    assert saved == f"Saved: {tmp_path / 'run'}"
    assert {"bits_per_character", "ngram_bits_per_character"} < set(json.loads(scores))
    model = keras.saving.load_model(tmp_path / "run" / "model.keras")
    assert type(model).__name__ == "LanguageModel"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "conv"}, "`arch` must be one of .'simple_rnn', 'lstm', 'gru', 'transformer'"),
        ({"tokenizer": "letters"}, "`tokenizer` must be one of"),
        ({"context": 0}, "`context` must be at least 1, got 0"),
        ({"temperature": -1.0}, "`temperature` must be at least 0, got -1.0"),
        ({"arch": "gru", "norm": "post"}, "`norm` must not be given with `arch='gru'`"),
        ({"arch": "transformer", "positions": "x"}, "`positions` must be one of"),
        (
            {"arch": "transformer", "positions": "learned", "context": 1},
            "`context` must be at least 2 with `positions='learned'`.* got 1",
        ),
        ({"precision": "half"}, "`precision` must be one of"),
        ({"tokenizer": "byte", "vocabulary_size": 99}, "`vocabulary_size` must be at least 260"),
    ],
)
def test_what_cannot_be_trained_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        language_model.train(Config.tiny(**changes))


@pytest.mark.slow
def test_tiny_shakespeare(tmp_path):
    """Within 400 steps, better than a 3-gram model."""
    import os

    folder = os.environ.get("ZOO_REAL_DATA")
    if not folder or not (Path(folder) / "tinyshakespeare").is_dir():
        pytest.skip("ZOO_REAL_DATA is not set: no tiny Shakespeare")
    options = {"steps_per_epoch": 400, "epochs": 1, "peak_learning_rate": 3e-3}
    config = Config(data=f"{folder}/tinyshakespeare", warmup_steps=50, ngram_order=3, **options)
    scores = language_model.train(config).evaluate()
    assert scores["bits_per_character"] < scores["ngram_bits_per_character"]
