import importlib
import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from zoo.export import export_saved_model
from zoo.predictor import Predictor

TEXTS = ["저는 책을", "", "읽습니다 😀", unicodedata.normalize("NFD", "저는 책을")]
# TensorFlow imports Keras where it is installed; here the import fails.
SERVE = """
import json, sys
import numpy as np
sys.modules.update(dict.fromkeys(["keras", "tf_keras", "zoo", "tensorflow_text"]))
import tensorflow as tf
served = tf.saved_model.load(sys.argv[1])
answers = {}
scalars = {"temperature": 0.7, "top_k": 3, "top_p": 0.9, "seed": 5}
for name in ("serving_default", "compiled", "n_best", "detailed", "sampled"):
    more = {k: tf.constant(x) for k, x in scalars.items()} if name == "sampled" else {}
    answer = served.signatures[name](texts=tf.constant(json.loads(sys.argv[2])), **more)
    answers[name] = {
        "text": np.char.decode(answer["text"].numpy().astype(bytes), "utf-8").tolist(),
        "score": answer["score"].numpy().tolist(),
    }
    empty = served.signatures[name](texts=tf.constant([], tf.string), **more)
    assert len(empty["text"]) == len(empty["score"]) == 0
print("answers:" + json.dumps(answers))
"""


@pytest.fixture(scope="module")
def path(predictor, tmp_path_factory):
    path = tmp_path_factory.mktemp("exported") / "new" / "model"
    assert export_saved_model(predictor, str(path), card="# A card\n한글\n") == path
    return path


@pytest.fixture(scope="module")
def expected(predictor):
    texts = tf.constant(TEXTS)
    best = predictor.predict(texts)
    return {
        **dict.fromkeys(("serving_default", "compiled", "detailed"), best),
        "n_best": predictor.predict_n_best(texts),
        "sampled": predictor.predict_sampled(texts, *map(tf.constant, (0.7, 3, 0.9, 5))),
    }


def assert_same(answer, expected):
    text = np.vectorize(lambda text: text.decode(), otypes=[str])(expected["text"].numpy())
    assert np.array(answer["text"]).tolist() == text.tolist()
    np.testing.assert_allclose(answer["score"], expected["score"], rtol=1e-5)


def test_a_process_with_tensorflow_alone_gives_the_same(path, expected):
    command = [sys.executable, "-I", "-c", SERVE, str(path), json.dumps(TEXTS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "answers:" in done.stdout, done.stderr[-3000:]
    answers = json.loads(done.stdout.split("answers:")[1])
    assert len(answers["n_best"]["text"][0]) == 2
    assert answers["serving_default"]["text"][0] == answers["serving_default"]["text"][3]
    for name, answer in answers.items():
        assert_same(answer, expected[name])


@pytest.mark.slow
def test_sentencepiece_needs_tensorflow_text(sentencepiece_predictor, tmp_path):
    path = export_saved_model(sentencepiece_predictor, tmp_path, card="")
    serve = SERVE.replace('"keras", "tf_keras", "zoo", "tensorflow_text"', '"zoo", "keras_nlp"')
    arguments = [str(path), json.dumps(TEXTS)]

    def run(code):
        command = [sys.executable, "-I", "-c", code, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    alone = run(serve)
    assert alone.returncode
    assert "Op type not registered 'Sentencepiece" in alone.stderr
    needed = sentencepiece_predictor.source_tokenizer.needed_import
    done = run(serve.replace("tensorflow as tf", f"tensorflow as tf, {needed}"))
    assert "answers:" in done.stdout, done.stderr[-3000:]
    answers = json.loads(done.stdout.split("answers:")[1])
    expected = sentencepiece_predictor.predict(tf.constant(TEXTS))
    assert_same(answers["serving_default"], expected)
    assert any(expected["text"].numpy())


def test_signatures_take_and_give_what_they_say(path):
    signatures = tf.saved_model.load(str(path)).signatures
    ranks = {"serving_default": 1, "compiled": 1, "n_best": 2, "detailed": 1, "sampled": 1}
    assert set(signatures) == set(ranks)
    for name, rank in ranks.items():
        scalars = {"temperature", "top_k", "top_p", "seed"} if name == "sampled" else set()
        assert set(signatures[name].structured_input_signature[1]) == {"texts"} | scalars
        outputs = signatures[name].structured_outputs
        details = {"ids", "token_log_probabilities", "source_ids"} if name == "detailed" else set()
        assert set(outputs) - {"attention"} == {"text", "score"} | details
        assert len(outputs["text"].shape) == rank


def _cudnn_ops(graph):
    definition = graph.as_graph_def()
    nodes = [*definition.node, *(n for f in definition.library.function for n in f.node_def)]
    return [node.name for node in nodes if node.op.startswith("CudnnRNN")]


def test_no_op_of_a_gpu_is_traced_where_one_is_seen(predictor, tmp_path, monkeypatch):
    # What Keras asks before it takes the cuDNN kernel, which no CPU has.
    keras_rnn = importlib.import_module("keras.src.backend.tensorflow.rnn")
    monkeypatch.setattr(keras_rnn, "_is_gpu_available", lambda: True)
    tokenizer = predictor.source_tokenizer
    predictor = Predictor(predictor.model, tokenizer, tokenizer, width=2, max_length=6)
    outer = tf.function(lambda texts: predictor.predict(texts), autograph=False)
    assert _cudnn_ops(outer.get_concrete_function(tf.constant(TEXTS)).graph)
    path = export_saved_model(predictor, tmp_path, card="")
    assert not _cudnn_ops(tf.saved_model.load(str(path)).signatures["serving_default"].graph)
    fused = [layer for layer in predictor.model._flatten_layers() if hasattr(layer, "use_cudnn")]
    assert fused
    assert all(layer.use_cudnn == "auto" for layer in fused)


@pytest.mark.slow
@pytest.mark.parametrize("storage", ["float16", "int8"])
def test_smaller_weights(predictor, path, expected, tmp_path, storage):
    small = export_saved_model(predictor, tmp_path, card="", storage=storage)
    served = tf.saved_model.load(str(small)).signatures
    answer = served["n_best"](texts=tf.constant(TEXTS))
    np.testing.assert_allclose(answer["score"], expected["n_best"]["score"], rtol=0.1)
    compiled = served["compiled"](texts=tf.constant(TEXTS))
    np.testing.assert_allclose(compiled["score"], answer["score"][:, 0], rtol=1e-4)

    weights = predictor.model.get_weights()
    matrices, rest = (
        sum(w.size for w in weights if (w.ndim > 1) == is_matrix) for is_matrix in (True, False)
    )
    scales = sum(w.shape[-1] for w in weights if w.ndim > 1)
    expected_bytes = {
        "float32": 4 * matrices + 4 * rest,
        "float16": 2 * matrices + 4 * rest,
        "int8": matrices + 4 * scales + 4 * rest,
    }
    for folder, name in ((path, "float32"), (small, storage)):
        reader = tf.train.load_checkpoint(str(folder / "variables" / "variables"))
        tensors = map(reader.get_tensor, reader.get_variable_to_dtype_map())
        held = sum(x.nbytes for x in tensors if isinstance(x, np.ndarray) and x.dtype != "int64")
        assert held == expected_bytes[name]
    # What the predictor computes with is what it was.
    again = predictor.predict_n_best(tf.constant(TEXTS))
    np.testing.assert_array_equal(again["score"], expected["n_best"]["score"])


def test_a_storage_that_there_is_not(predictor, tmp_path):
    with pytest.raises(ValueError, match=r"`storage` must be one of \['float32', .*got 'int4'"):
        export_saved_model(predictor, tmp_path / "new", card="", storage="int4")
    assert not (tmp_path / "new").exists()


def test_the_card_lies_beside_it(path):
    assert (path / "README.md").read_text(encoding="utf-8") == "# A card\n한글\n"


def test_an_export_can_be_written_over(predictor, path, tmp_path):
    other = shutil.copytree(path, tmp_path / "other")
    export_saved_model(predictor, other, card="# Newer\n")
    assert (other / "README.md").read_text() == "# Newer\n"


def test_an_export_that_breaks_off_leaves_the_old_one(predictor, path, monkeypatch):
    def files():
        return {file: file.read_bytes() for file in path.rglob("*") if file.is_file()}

    def break_off(exported, folder, signatures):
        (Path(folder) / "variables").mkdir()
        raise KeyboardInterrupt

    before = files()
    monkeypatch.setattr(tf.saved_model, "save", break_off)
    with pytest.raises(KeyboardInterrupt):
        export_saved_model(predictor, path, card="# Newer\n")
    assert files() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_path_that_is_a_file(predictor, tmp_path):
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(ValueError, match="`path` must be a folder to write to, got the file "):
        export_saved_model(predictor, file, card="")


def test_a_folder_with_other_things_in_it(predictor, tmp_path):
    (tmp_path / "README.md").write_text("mine")
    with pytest.raises(ValueError, match=r"`path` must be a new or empty folder, .*README\.md"):
        export_saved_model(predictor, tmp_path, card="# A card\n")
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text() == "mine"


def run_cli(*arguments):
    """What TensorFlow's own command prints."""
    code = "from tensorflow.python.tools.saved_model_cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
def test_saved_model_cli(path, expected, tmp_path):
    signature = ["--tag_set", "serve", "--signature_def", "serving_default"]
    shown = run_cli("show", "--dir", path, *signature)
    assert "inputs['texts'] tensor_info:\n      dtype: DT_STRING\n      shape: (-1)" in shown
    assert "outputs['text']" in shown
    assert "outputs['score']" in shown
    options = ["--input_exprs", f"texts={TEXTS!r}", "--outdir", tmp_path]
    run_cli("run", "--dir", path, *signature, *options)
    texts = np.load(tmp_path / "text.npy", allow_pickle=True)
    assert texts.tolist() == expected["serving_default"]["text"].numpy().tolist()
