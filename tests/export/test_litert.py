import keras
import numpy as np
import pytest
import tensorflow as tf

from zoo.export import export_saved_model
from zoo.export.litert import export_litert
from zoo.models import ARCHITECTURES, build_forecaster, build_seq2seq
from zoo.predictor import ForecastPredictor, Predictor
from zoo.text import WordTokenizer

REASON = "the interpreter is not installed: pip install seqzoo[litert]"
TEXTS = ["저는 책을 읽습니다", "I read a book", "read 😀", ""]
WORDS = WordTokenizer.train(TEXTS, vocabulary_size=40)


def small(arch):
    keras.utils.set_random_seed(0)
    sizes = dict.fromkeys(
        ("source_vocabulary_size", "target_vocabulary_size"), len(WORDS.vocabulary)
    )
    model = build_seq2seq(arch, **sizes, d_model=16, num_layers=2, num_heads=2, d_ff=32)
    model.build()
    return Predictor(model, WORDS, WORDS, width=1, max_length=12)


@pytest.mark.slow
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_the_interpreter_gives_what_the_saved_model_gives(arch, tmp_path):
    interpreter = pytest.importorskip("ai_edge_litert.interpreter", reason=REASON)
    predictor = small(arch)
    path = export_litert(predictor, tmp_path / "model.tflite", source_length=10, max_length=12)
    runner = interpreter.Interpreter(str(path)).get_signature_runner("serving_default")
    exported = export_saved_model(predictor, tmp_path / "saved", card="")
    expected = tf.saved_model.load(str(exported)).signatures["serving_default"](
        texts=tf.constant(TEXTS)
    )
    for text, answer, score in zip(
        TEXTS, *(expected[k].numpy() for k in ("text", "score")), strict=True
    ):
        ids = predictor.encode(tf.constant([text]))
        ids = tf.pad(ids, [[0, 0], [0, 10 - ids.shape[1]]])
        found = runner(source_ids=ids.numpy())
        assert WORDS.detokenize(found["ids"])[0] == answer
        np.testing.assert_allclose(found["score"], [score], rtol=1e-4)


@pytest.mark.parametrize("name", ["source_length", "max_length"])
def test_lengths_that_there_are_not(name, tmp_path):
    with pytest.raises(ValueError, match=f"`{name}` must be at least 1, got 0"):
        export_litert(small("gru"), tmp_path / "model.tflite", **{name: 0})


def test_another_predictor(tmp_path):
    model = build_forecaster("linear", context=4, horizon=2, columns=["a"])
    with pytest.raises(TypeError, match="`predictor` must be a `Predictor`, got a ForecastPredic"):
        export_litert(ForecastPredictor(model), tmp_path / "model.tflite")
