import random

import pytest
import tensorflow as tf

from zoo.export import export_saved_model
from zoo.export.warmup import WARMUP, warmup_requests
from zoo.models import build_forecaster
from zoo.predictor import ForecastPredictor, Predictor

REASON = "tensorflow-serving-api is not installed: pip install seqzoo[serving]"


@pytest.fixture(scope="module")
def requests(predictor):
    return list(warmup_requests(predictor, rows=[1, 3]))


def shapes(predictor, texts):
    inputs = predictor.compiled_inputs(predictor.encode(tf.constant(texts)))
    return tuple(tuple(x.shape) for x in inputs)


def test_every_signature_has_a_request(predictor, requests):
    assert [name for name, _ in requests if name != "compiled"] == [
        name for name in predictor.signatures if name != "compiled"
    ]
    for name, inputs in requests:
        assert set(inputs) == {spec.name for spec in predictor.signatures[name].input_signature}


def test_compiled_is_warm_for_every_text_of_up_to_64_tokens(predictor, requests):
    warm = [shapes(predictor, inputs["texts"]) for name, inputs in requests if name == "compiled"]
    assert len(set(warm)) == len(warm)
    generator = random.Random(0)
    words = ["저는", "read", "?"]
    for rows, padded in ((1, 1), (3, 4), (4, 4)):
        met = {
            shapes(predictor, [" ".join(generator.choices(words, k=k))] * rows) for k in range(64)
        }
        assert met <= set(warm)
        assert {shape for shape in warm if shape[0][0] == padded} == met


def test_a_blank_text_and_rows_of_one_size(predictor):
    roomy = Predictor(predictor.model, *[predictor.source_tokenizer] * 2, width=2, max_length=128)
    found = [x["texts"] for name, x in warmup_requests(roomy, rows=[3, 4]) if name == "compiled"]
    assert shapes(roomy, [""] * 4) in [shapes(roomy, texts) for texts in found]
    assert len({shapes(roomy, texts) for texts in found}) == len(found)


@pytest.mark.slow
def test_requests_that_are_no_longer_asked_for_go(predictor, tmp_path):
    pytest.importorskip("tensorflow_serving", reason=REASON)
    export_saved_model(predictor, tmp_path, card="", warmup_rows=[1])
    assert (tmp_path / WARMUP).exists()
    export_saved_model(predictor, tmp_path, card="")
    assert not (tmp_path / WARMUP).exists()


@pytest.mark.slow
def test_requests_are_written_and_answered(predictor, tmp_path):
    prediction_log = pytest.importorskip(
        "tensorflow_serving.apis.prediction_log_pb2", reason=REASON
    )
    path = export_saved_model(predictor, tmp_path, card="", warmup_rows=[2])
    records = [
        prediction_log.PredictionLog.FromString(record.numpy())
        for record in tf.data.TFRecordDataset(str(path / WARMUP))
    ]
    expected = list(warmup_requests(predictor, rows=[2]))
    assert len(records) == len(expected) > len(predictor.signatures)
    served = tf.saved_model.load(str(path)).signatures
    for record, (name, inputs) in zip(records, expected, strict=True):
        request = record.predict_log.request
        assert request.model_spec.signature_name == name
        found = {key: tf.constant(tf.make_ndarray(x)) for key, x in request.inputs.items()}
        assert {key: x.numpy().tolist() for key, x in found.items()} == {
            key: tf.constant(x).numpy().tolist() for key, x in inputs.items()
        }
        assert len(served[name](**found)["text"]) == len(inputs["texts"])


def test_without_the_package(predictor, tmp_path, monkeypatch):
    monkeypatch.setattr("zoo.export.warmup.find_spec", lambda name: None)
    with pytest.raises(ImportError, match=r"pip install seqzoo\[serving\]"):
        export_saved_model(predictor, tmp_path / "new", card="", warmup_rows=[1])
    assert not (tmp_path / "new").exists()
    assert not (export_saved_model(predictor, tmp_path, card="") / "assets.extra").exists()


def test_rows_that_there_are_not(predictor, tmp_path):
    with pytest.raises(ValueError, match=r"`warmup_rows` must be at least 1 each, got \[1, 0\]"):
        export_saved_model(predictor, tmp_path / "new", card="", warmup_rows=[1, 0])


def test_a_forecaster_is_warmed_by_zeros():
    model = build_forecaster("linear", context=6, horizon=2, columns=["a", "b"])
    model.build()
    predictor = ForecastPredictor(model)
    [(signature, inputs)] = warmup_requests(predictor, rows=[4])
    assert signature == "serving_default"
    assert {name: (x.shape, x.dtype) for name, x in inputs.items()} == {
        "values": ((1, 6, 2), "float32")
    }
    assert predictor.predict(**inputs)["forecast"].shape == (1, 2, 2)
