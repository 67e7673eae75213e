from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from recipes import translation
from recipes.translation import Config
from tests.architectures import spread
from zoo.models import ARCHITECTURES
from zoo.models.positions import KINDS
from zoo.predictor import text_scores

TEXTS = ["나는 물을 봐", "", "처음 보는 말"]


def tiny(pairs_file, **changes):
    small = {"tokenizer": "word", "d_model": 16, "epochs": 1, "width": 2}
    return Config.tiny(data=pairs_file, **{**small, **changes})


@pytest.fixture(scope="module", params=spread(ARCHITECTURES, ["transformer"]))
def run(request, pairs_file):
    # One vocabulary of pieces for one arch: what loading has to share again.
    joint = {"joint_vocabulary": True, "tokenizer": "subword"}
    options = joint if request.param == "transformer" else {}
    return translation.train(tiny(pairs_file, arch=request.param, **options))


def test_call_and_evaluate(run):
    outputs = run(TEXTS)
    assert [type(output) for output in outputs] == [str] * 3
    assert outputs[1] == ""
    scores = run.evaluate()
    assert set(scores) == {"bleu", "bleu_lowercase", "chrf", "exact_match"}
    assert all(0 <= score <= 100 for score in scores.values())
    assert run.scores == scores


def test_saved_and_loaded(run, tmp_path):
    loaded = translation.load(run.save(tmp_path / "new" / "run"))
    assert loaded.config == run.config
    assert loaded(TEXTS) == run(TEXTS)
    assert loaded.evaluate() == run.evaluate()
    for a, b in zip(loaded.model.weights, run.model.weights, strict=True):
        np.testing.assert_array_equal(a, b)


def test_exported(run, tmp_path):
    run.scores = {"bleu": 1.5}
    path = run.export(tmp_path / "model")
    answers = tf.saved_model.load(str(path)).signatures["serving_default"](texts=tf.constant(TEXTS))
    assert [text.decode() for text in answers["text"].numpy()] == run(TEXTS)
    assert "| bleu | 1.50 |" in (path / "README.md").read_text()


@pytest.mark.slow
def test_exported_small(pairs_file, tmp_path):
    config = tiny(pairs_file, arch="gru")
    data = translation.load_data(config)
    run = translation.Run(config, data, translation.build_model(config, data))
    path = run.export(tmp_path / "model", storage="int8")
    found = tf.saved_model.load(str(path)).signatures["serving_default"](
        texts=tf.constant([source for source, _ in data.text.test])
    )
    texts = [text.decode() for text in found["text"].numpy()]
    scores = text_scores(texts, [target for _, target in data.text.test])
    full = run.scores
    assert full == run.evaluate()
    change = scores["chrf"] - full["chrf"]
    row = f"| chrf | {full['chrf']:.2f} | {scores['chrf']:.2f} | {change:+.2f} |"
    assert row in (path / "README.md").read_text()


@pytest.mark.slow
def test_sentencepiece(pairs_file, tmp_path):
    options = {"arch": "lstm", "tokenizer": "sentencepiece", "vocabulary_size": 60}
    run = translation.train(tiny(pairs_file, **options))
    outputs = run(TEXTS)
    assert outputs[1] == ""
    assert translation.load(run.save(tmp_path / "run"))(TEXTS) == outputs
    path = run.export(tmp_path / "model")
    answers = tf.saved_model.load(str(path)).signatures["serving_default"](texts=tf.constant(TEXTS))
    assert [text.decode() for text in answers["text"].numpy()] == outputs
    assert "only after `import tensorflow_text`" in (path / "README.md").read_text()


def test_sentencepiece_where_it_is_not_installed(pairs_file, monkeypatch):
    monkeypatch.setattr("zoo.text.sentencepiece.find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"pip install seqzoo\[sentencepiece\]"):
        translation.load_data(tiny(pairs_file, tokenizer="sentencepiece"))


@pytest.mark.parametrize(
    ("arch", "positions"),
    [
        ("transformer", "sinusoidal"),
        ("conv", "learned"),
        *(
            pytest.param("transformer", kind, marks=pytest.mark.slow)
            for kind in KINDS
            if kind != "sinusoidal"
        ),
    ],
)
def test_a_text_longer_than_any_of_training(pairs_file, arch, positions):
    config = tiny(pairs_file, arch=arch, positions=positions, max_length=8)
    data = translation.load_data(config)
    predictor = translation.Run(config, data, translation.build_model(config, data)).predictor
    found = predictor.predict_n_best(tf.constant([" ".join(["물을"] * 50)]))
    assert np.all(np.isfinite(found["score"]))  # a place that there is not would be NaN


@pytest.mark.slow
def test_scheduled_sampling_and_averaged_epochs(pairs_file, capsys):
    options = {"sampling_rate": 0.5, "sampling_half_steps": 4, "average_epochs": 2}
    run = translation.train(tiny(pairs_file, arch="gru", epochs=2, **options))
    assert int(run.model.sampling.batches) >= len(run.data.train)  # of the best epoch
    assert run.model.sampling.half_steps == 4
    assert "The mean of the last 2 epochs has val_bleu" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_it_learns(pairs_file, arch):
    config = tiny(
        pairs_file,
        arch=arch,
        epochs=40,
        d_model=32,
        dropout_rate=0.0,
        peak_learning_rate=1e-2,
        warmup_steps=20,
        ema_momentum=0.9,
        tokens_per_batch=256,
    )
    run = translation.train(config)
    sources, targets = zip(*run.data.text.train, strict=True)
    assert text_scores(run(list(sources)), targets)["exact_match"] >= 80


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["mixed_bfloat16", "mixed_float16"])
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_half_precision(pairs_file, tmp_path, arch, precision):
    config = tiny(
        pairs_file,
        arch=arch,
        precision=precision,
        epochs=8,
        peak_learning_rate=1e-2,
        warmup_steps=10,
        ema_momentum=0.9,
        tokens_per_batch=256,
    )
    data = translation.load_data(config)
    model = translation.build_model(config, data)
    assert model.compute_dtype == precision.removeprefix("mixed_")
    assert {weight.dtype for weight in model.trainable_weights} == {"float32"}
    options = {"validation_data": data.validation, "callbacks": data.callbacks, "verbose": 0}
    history = model.fit(data.train, epochs=config.epochs, **options).history
    assert np.all(np.isfinite(history["val_loss"]))
    assert history["val_perplexity"][-1] < 0.7 * history["val_perplexity"][0]
    run = translation.Run(config, data, model)
    loaded = translation.load(run.save(tmp_path))
    assert loaded.model.dtype_policy.name == precision
    assert loaded(TEXTS) == run(TEXTS)


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(
            {"arch": "lstm_attention", "cell": "peephole_lstm", "zoneout_rate": 0.1},
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"arch": "gru", "cell": "layer_norm_gru", "recurrent_dropout_rate": 0.1},
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"arch": "conv", "kernel_size": 2, "positions": "learned"}, marks=pytest.mark.slow
        ),
        pytest.param(
            {
                "norm_type": "rms",
                "feed_forward": "swiglu",
                "num_kv_heads": 1,
                "positions": "rotary",
            },
            marks=pytest.mark.slow,
        ),
    ],
    ids=lambda options: options.get("arch", "transformer"),
)
def test_options_of_the_architecture(pairs_file, tmp_path, options):
    run = translation.train(tiny(pairs_file, **options))
    encoder = run.model.encoder.get_config()
    found = {name: encoder[name] for name in options if name in encoder}
    assert found.items() <= options.items()
    assert len(found) >= 2
    assert translation.load(run.save(tmp_path))(TEXTS) == run(TEXTS)


@pytest.mark.slow
def test_in_steps(pairs_file, tmp_path):
    config = tiny(pairs_file, arch="lstm", run_dir=str(tmp_path), tokens_per_batch=256)
    data = translation.load_data(config)
    assert data.report.startswith("train: ")
    model = translation.build_model(config, data)
    history = model.fit(
        data.train, validation_data=data.validation, epochs=1, callbacks=data.callbacks, verbose=0
    )
    expected = {"loss", "token_accuracy", "perplexity"}
    expected |= {f"val_{name}" for name in expected}
    assert expected | {"val_bleu", "val_chrf"} < set(history.history)
    run = translation.Run(config, data, model)
    assert len(run(TEXTS)) == 3
    # The same folder with other settings or pairs would resume what is not the same run.
    other = Path(pairs_file).with_name("other.tsv")
    other.write_text(Path(pairs_file).read_text().replace("dogs", "cats"))
    Path(pairs_file).rename(other.with_name("kept.tsv"))
    other.rename(pairs_file)
    try:
        with pytest.raises(ValueError, match=r"has pairs=\d+, got \d+"):
            translation.train(config)
    finally:
        other.with_name("kept.tsv").rename(pairs_file)
    with pytest.raises(ValueError, match=r"`run_dir` must be .* has d_model=16, got 8"):
        translation.train(config, d_model=8)


@pytest.mark.slow
def test_streaming(pairs_file, tmp_path):
    config = tiny(pairs_file, arch="lstm", epochs=1, run_dir=str(tmp_path), streaming=True)
    in_memory = translation.load_data(replace(config, streaming=False, run_dir=""))
    data = translation.load_data(config)
    assert data.report == in_memory.report
    assert data.source_tokenizer.get_config() == in_memory.source_tokenizer.get_config()
    assert data.train.cardinality() == in_memory.train.cardinality()
    assert not isinstance(data.text.train, list)
    translation.train(config)
    # It goes on from its first epoch, and knows its data again.
    run = translation.train(config, epochs=2)
    assert len((tmp_path / "log.jsonl").read_text().splitlines()) == 2
    assert run.evaluate()
    with pytest.raises(ValueError, match=r"has streaming=True, got False"):
        translation.train(config, streaming=False)


def test_streamed_data_that_will_not_do(tmp_path):
    (tmp_path / "train.ko").write_bytes("가\n".encode() * 50 + b"\xff\n")
    (tmp_path / "train.en").write_text("a\n" * 51)
    for split in ("val", "test"):
        (tmp_path / f"{split}.ko").write_text("가\n")
        (tmp_path / f"{split}.en").write_text("a\n")
    config = Config.tiny(data=str(tmp_path), source="ko", target="en", streaming=True)
    with pytest.raises(ValueError, match=r"train.ko, line 51: must be UTF-8 text"):
        translation.train(config)


@pytest.mark.slow
def test_a_second_model_on_the_same_data_is_its_own(pairs_file):
    config = tiny(pairs_file, arch="lstm")
    data = translation.load_data(config)

    def fit(config):
        model = translation.build_model(config, data)
        model.fit(data.train, validation_data=data.validation, callbacks=data.callbacks, verbose=0)
        return model.get_weights()

    first = fit(config)
    other = fit(replace(config, seed=1))
    assert any((a != b).any() for a, b in zip(first, other, strict=True))
    fit(replace(config, d_model=8))  # of another shape, too


def test_a_folder_belongs_to_one_run(pairs_file, tmp_path):
    config = tiny(pairs_file, arch="lstm", run_dir=str(tmp_path))
    data = translation.load_data(config)
    with pytest.raises(ValueError, match=r"`config` must be that of `data`.*: seed is 0 there"):
        translation.build_model(replace(config, seed=1), data)
    translation.build_model(replace(config, epochs=7), data)


def test_a_run_that_never_began_leaves_its_folder_free(pairs_file, tmp_path):
    config = tiny(pairs_file, arch="lstm", run_dir=str(tmp_path))
    translation.load_data(config)
    translation.load_data(replace(config, d_model=8))


def test_the_same_seed_builds_the_same_model(pairs_file):
    config = tiny(pairs_file, arch="transformer")
    data = translation.load_data(config)
    first, second = (translation.build_model(config, data) for _ in range(2))
    for a, b in zip(first.variables, second.variables, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"arch": "rnn"}, r"`arch` must be one of .*'lstm_luong', 'conv', 'transformer'\]"),
        ({"precision": "float16"}, r"`precision` must be one of \['float32', 'mixed_bfloat16',"),
        ({"tokenizer": "bpe"}, r"`tokenizer` must be one of \['byte', 'character', .*\]"),
        ({"strategy": "tpu"}, r"`strategy` must be one of \['auto', 'none', 'mirrored', 'mul"),
        ({"epochs": 0}, "`epochs` must be at least 1, got 0"),
        ({"width": 0}, "`width` must be at least 1, got 0"),
        ({"length_penalty": -1.0}, "`length_penalty` must be at least 0, got -1.0"),
        ({"norm": "none"}, '`norm` must be "pre" or "post", got'),
        ({"skips": "residual"}, "`skips` must not be given with `arch='transformer'`, whose"),
        ({"arch": "lstm", "norm": "post"}, "`norm` must not be given with `arch='lstm'`, whose"),
        ({"arch": "lstm", "cell": "gru"}, "`cell` must be one of .* with `arch='lstm'`, got 'gru'"),
        ({"d_model": 18, "num_heads": 4}, "`d_model` must be divisible by `num_heads`, got 18"),
        ({"label_smoothing": 1.0}, r"`label_smoothing` must be in \[0, 1\), got 1.0"),
        ({"warmup_steps": -1}, "`warmup_steps` must be"),
        ({"sampling_rate": 1.5}, r"`sampling_rate` must be in \[0, 1\], got 1.5"),
        ({"sampling_schedule": "exp"}, r"`sampling_schedule` must be one of .*, got 'exp'"),
        ({"dropout_rate": 1.5}, r"`dropout_rate` must be in \[0, 1\), got 1.5"),
        ({"clip_norm": -1.0}, "`clip_norm` must be at least 0, got -1.0"),
        ({"tensorboard": True}, "`run_dir` must be given with `tensorboard`"),
        ({"max_length": 3}, "`pairs` must leave something to learn from, got 0 pairs"),
    ],
)
def test_options_that_will_not_do(pairs_file, changes, message):
    with pytest.raises(ValueError, match=message):
        translation.train(tiny(pairs_file, **changes))


def test_data_that_are_not_there():
    with pytest.raises(
        FileNotFoundError, match=r"`data` must be one of \['korean_english', 'multi30k'"
    ):
        translation.train(Config.tiny(data="no_such_data"))


@pytest.fixture(scope="module")
def saved(pairs_file, tmp_path_factory):
    """A saved run that was never trained."""
    config = tiny(pairs_file, arch="lstm")
    data = translation.load_data(config)
    run = translation.Run(config, data, translation.build_model(config, data))
    return run.save(tmp_path_factory.mktemp("saved"))


def test_what_is_saved_is_a_keras_model(saved):
    model = keras.saving.load_model(saved / "model.keras")
    assert type(model).__name__ == "Seq2Seq"
