import subprocess
import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
import tensorflow as tf

from recipes import tagging
from recipes.tagging import Config
from zoo.data.pair_stream import spread_sample
from zoo.models import ENCODERS
from zoo.predictor import TaggedWord

TEXTS = ["I watch the book .", "", "the  drink"]
FIGURES = "accuracy macro_f1 ambiguous_accuracy plain_accuracy unknown_accuracy".split()


@pytest.fixture(scope="session")
def words_file(tmp_path_factory):
    """A small file in columns: only the word before says what a word is."""
    words = "watch book cook walk drink plant cut play run work call visit paint dance".split()
    lines = []
    for a in words:
        for b in words:
            lines += [f"I PRON\n{a} VERB\nthe DET\n{b} NOUN\n. PUNCT\n"]
            lines += [f"the DET\n{b} NOUN\n, PUNCT\nwe PRON\n{a} VERB\n"]
    path = tmp_path_factory.mktemp("data") / "words.conll"
    path.write_text("-DOCSTART- O\n\n" + "\n".join(lines), encoding="utf-8")
    return str(path)


def tiny(words_file, **changes):
    small = {"arch": "transformer", "tokenizer": "word", "d_model": 16, "num_heads": 2, "epochs": 1}
    small |= {"peak_learning_rate": 2e-2, "warmup_steps": 10, "tokens_per_batch": 64}
    return Config.tiny(data=words_file, **{**small, **changes})


@pytest.fixture(scope="session")
def run(words_file):
    return tagging.train(tiny(words_file, epochs=6))


def test_call_and_evaluate(run):
    answers = run(TEXTS)
    assert answers[0][1] == TaggedWord("watch", "VERB")
    assert [word for word, _ in answers[0]] == TEXTS[0].split()
    assert [tag for _, tag in answers[0]] == "PRON VERB DET NOUN PUNCT".split()
    assert answers[1] == []
    assert len(answers[2]) == 2
    scores = run.evaluate()
    assert list(scores) == [*FIGURES[:-1], *(f"baseline_{name}" for name in FIGURES[:-1])]
    assert scores["accuracy"] > scores["baseline_accuracy"] + 8
    assert scores["ambiguous_accuracy"] > scores["baseline_ambiguous_accuracy"] + 20
    assert scores["baseline_plain_accuracy"] == 100.0
    assert run.scores == scores


def test_saved_and_loaded(run, tmp_path):
    loaded = tagging.load(run.save(tmp_path / "new" / "run"))
    assert loaded.config == run.config
    assert loaded(TEXTS) == run(TEXTS)
    assert type(loaded.model) is type(run.model)


@pytest.mark.slow
def test_a_loaded_run_is_evaluated(run, tmp_path):
    loaded = tagging.load(run.save(tmp_path / "run"))
    assert loaded.evaluate() == pytest.approx(run.evaluate())


@pytest.mark.slow
def test_exported(run, tmp_path):
    run.scores = {"accuracy": 97.5}
    path = run.export(tmp_path / "model")
    # A process with nothing but TensorFlow: Keras and the project cannot be imported.
    code = f"""
import sys
sys.modules.update(dict.fromkeys(["keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
served = tf.saved_model.load({str(path)!r}).signatures["serving_default"]
found = served(texts=tf.constant({TEXTS!r}))
print([[word.decode() for word in row] for row in found["words"].numpy()])
print([[tag.decode() for tag in row] for row in found["tags"].numpy()])
print(found["scores"].shape, served(texts=tf.constant([""]))["tags"].shape)
"""
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True
    )
    words, tags, shapes = done.stdout.splitlines()
    answers = run(TEXTS)
    for i, line in enumerate((words, tags)):
        assert eval(line) == [
            [pair[i] for pair in answer] + [""] * (5 - len(answer)) for answer in answers
        ]
    assert shapes == "(3, 5) (1, 0)"
    assert "| accuracy | 97.50 |" in (path / "README.md").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["english", "korean"])
def test_it_learns_what_words_do_not_tell(language):
    scores = tagging.train(Config.tiny(data=f"{language}_pos")).evaluate()
    # A third of the baseline's errors at most.
    assert 3 * (100 - scores["accuracy"]) < 100 - scores["baseline_accuracy"]
    assert scores["ambiguous_accuracy"] > scores["baseline_ambiguous_accuracy"] + 20


@pytest.mark.slow
@pytest.mark.parametrize("arch", ENCODERS)
@pytest.mark.parametrize("tokenizer", ["subword", "character"])
def test_every_architecture_learns(words_file, tmp_path, arch, tokenizer):
    run = tagging.train(tiny(words_file, arch=arch, tokenizer=tokenizer, epochs=8, d_model=32))
    assert run.evaluate()["accuracy"] > 90
    path = run.export(tmp_path / "model", storage="float16")
    found = tf.saved_model.load(str(path)).signatures["serving_default"](texts=tf.constant(TEXTS))
    assert found["tags"].numpy()[0].tolist() == [tag.encode() for _, tag in run(TEXTS)[0]]


@pytest.mark.slow
def test_names_of_several_words(tmp_path):
    """What is begun and gone on with; chosen and scored by whole names."""
    lines = []
    for a in "Anna Ben Carl Dora Emil Fay Gus Hanna Ida Jan".split():
        for b in "Stone River Hill Lake Wood Moor Glen Ford Reed Marsh".split():
            lines += [f"{a} B-PER\n{b} I-PER\nis O\nin O\n{b} B-LOC\n"]
            lines += [f"in O\n{b} B-LOC\n{a} B-PER\nis O\n"]
    path = tmp_path / "names.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    run = tagging.train(tiny(str(path), epochs=8))
    scores = run.evaluate()
    assert {"span_f1", "span_precision", "span_recall", "macro_span_f1"} < set(scores)
    assert scores["span_f1"] > scores["baseline_span_f1"] + 20
    assert "val_span_f1" in run.model.history.history


@pytest.mark.slow
@pytest.mark.parametrize("streaming", [False, True])
def test_killed_and_resumed_is_the_same_bit_for_bit(words_file, tmp_path, streaming):
    options = {"arch": "gru", "deterministic": True, "dropout_rate": 0.1, "streaming": streaming}
    whole = tagging.train(tiny(words_file, epochs=3, **options))
    halves = [
        tagging.train(tiny(words_file, epochs=n, run_dir=str(tmp_path), **options)) for n in (1, 3)
    ]
    for a, b in zip(whole.model.get_weights(), halves[1].model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_folder_belongs_to_one_run(words_file, tmp_path):
    config = tiny(words_file, run_dir=str(tmp_path))
    data = tagging.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        tagging.build_model(replace(config, seed=1), data)
    assert data.report == "train: 355 sentences, 1,775 words\nvalidation: 19 sentences, 95 words"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "rnn"}, r"`arch` must be one of \['simple_rnn', .*'transformer'\], got 'rnn'"),
        ({"tokenizer": "bpe"}, r"`tokenizer` must be one of \['byte', 'character', .*\]"),
        ({"epochs": 0}, "`epochs` must be at least 1, got 0"),
        ({"max_length": 4}, "`max_length` must be at least 8, got 4"),
        ({"dropout_rate": 1.5}, r"`dropout_rate` must be in \[0, 1\), got 1.5"),
        ({"arch": "bilstm", "d_model": 15}, "`d_model` must be even if `bidirectional`, got 15"),
        ({"tags": "5"}, r"line 3: a row must have at least 6 columns, got 2"),
    ],
)
def test_options_that_will_not_do(words_file, changes, message):
    with pytest.raises(ValueError, match=message):
        tagging.train(tiny(words_file, **changes))


def test_streamed_sentences_are_those_in_memory(words_file, monkeypatch):
    config = tiny(words_file, streaming=True)
    data, in_memory = (
        tagging.load_data(replace(config, streaming=streaming)) for streaming in (True, False)
    )
    assert not isinstance(data.text.train, list)
    assert list(data.text.train) == in_memory.text.train
    assert data.text._replace(train=()) == in_memory.text._replace(train=())
    assert (data.report, data.checksum) == (in_memory.report, in_memory.checksum)
    assert data.tokenizer.get_config() == in_memory.tokenizer.get_config()
    assert data.train.cardinality() == in_memory.train.cardinality()
    monkeypatch.setattr(tagging, "spread_sample", partial(spread_sample, most=1))
    assert len(tagging.load_data(config).tokenizer.vocabulary) < len(data.tokenizer.vocabulary)


@pytest.mark.slow
def test_streamed_scored_and_refused_in_memory(words_file, tmp_path):
    config = tiny(words_file, streaming=True, run_dir=str(tmp_path / "a"), epochs=6)
    run = tagging.train(config)
    scores = run.evaluate()
    assert scores["accuracy"] > scores["baseline_accuracy"] + 8
    loaded = tagging.load(run.save(tmp_path / "b"))
    assert loaded.evaluate() == scores
    with pytest.raises(ValueError, match=r"has streaming=True, got False"):
        tagging.train(config, streaming=False)


def test_data_that_are_not_there():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['english_pos', .*\]"):
        tagging.train(Config.tiny(data="/no/such_data"))
