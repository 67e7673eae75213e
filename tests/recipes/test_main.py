import json
import subprocess
import sys
from pathlib import Path

import pytest

from recipes import translation
from recipes.__main__ import RECIPES, main

ROOT = Path(__file__).parents[2]


def call(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["recipes", *arguments])
    main()


@pytest.mark.parametrize("recipe", RECIPES)
def test_help_names_every_option(monkeypatch, capsys, recipe):
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, recipe, "--help")
    assert not stop.value.code
    text = capsys.readouterr().out
    assert all(option in text for option in ("--arch", "--data", "--strategy", "--export"))
    assert RECIPES[recipe].__doc__.split(":")[0] in text


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--arch", "nope"], "error: `arch` must be one of ['simple_rnn', 'lstm', "),
        (["--data", "/no/such"], "error: `data` must be one of ['korean_english', 'multi30k', "),
        (["--save", __file__], "error: `save` must be a folder to write to, got the file "),
        (["--save", "x", "--export", "x"], "error: `export` must be a folder of its own"),
        (["--export", __file__], "error: `export` must be a folder to write to, got the file "),
        (["--storage", "int8"], "error: `storage` and `warmup_rows` are of an export"),
        (["--export", "x", "--warmup-rows", "0"], "error: `warmup_rows` must be at least 1 each"),
    ],
)
def test_a_mistake_is_one_line(monkeypatch, arguments, message):
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "translation", *arguments)
    assert stop.value.code.startswith(message)  # a string: printed to stderr, exit status 1
    assert "\n" not in stop.value.code


def test_a_missing_package_is_one_line(monkeypatch):
    monkeypatch.setattr("zoo.text.sentencepiece.find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "translation", "--tokenizer", "sentencepiece")
    assert stop.value.code.startswith("error: the tokenizer `sentencepiece` needs keras-nlp, ")


@pytest.mark.parametrize("arguments", [["--epochs", "many"], ["--no-such-option"]])
def test_options_that_cannot_be_read(monkeypatch, capsys, arguments):
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "translation", *arguments)
    assert stop.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_the_command_in_a_process_of_its_own():
    command = [sys.executable, "-m", "recipes", "translation", "--arch", "nope"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.rstrip().splitlines()[-1].startswith("error: `arch` must be one of")
    assert "Traceback" not in done.stderr


def test_train_score_save_and_export(monkeypatch, capsys, pairs_file, tmp_path):
    options = {
        "arch": "lstm",
        "data": pairs_file,
        "tokenizer": "word",
        "d-model": "16",
        "num-layers": "1",
        "epochs": "1",
        "width": "1",
        "save": str(tmp_path / "run"),
        "export": str(tmp_path / "model"),
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    call(monkeypatch, "translation", *arguments, "--lowercase")
    *_, saved, scores, exported = capsys.readouterr().out.splitlines()
    assert set(json.loads(scores)) == {"bleu", "bleu_lowercase", "chrf", "exact_match"}
    assert saved == f"Saved: {tmp_path / 'run'}"
    assert exported == f"Exported: {tmp_path / 'model'}"
    config = translation.load(tmp_path / "run").config
    assert (config.d_model, config.lowercase) == (16, True)


def test_another_recipe(monkeypatch, capsys, labels_file, tmp_path):
    options = ["--arch", "bag_of_words", "--data", labels_file, "--tokenizer", "word"]
    options += ["--epochs", "2", "--save", str(tmp_path / "run"), "--label", "label"]
    call(monkeypatch, "sentiment", *options, "--text", "text")
    *_, saved, scores = capsys.readouterr().out.splitlines()
    assert {"accuracy", "majority", "bag_of_words"} < set(json.loads(scores))
    assert saved == f"Saved: {tmp_path / 'run'}"


def test_a_loss_that_is_no_number_fails_the_command(monkeypatch, capsys, pairs_file, tmp_path):
    options = ["--arch", "lstm", "--data", pairs_file, "--tokenizer", "word", "--d-model", "8"]
    options += ["--num-layers", "1", "--epochs", "3", "--width", "1", "--warmup-steps", "1"]
    options += ["--peak-learning-rate", "1e38"]
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "translation", *options, "--save", str(tmp_path / "run"))
    assert stop.value.code.startswith("error: training stopped early: the loss was no number")
    assert "training stops, with the weights of the last good epoch" in capsys.readouterr().out
    assert translation.load(tmp_path / "run")  # nothing is lost
