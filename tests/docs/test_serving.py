"""The page's requests are read as TensorFlow Serving reads them, and answered as it says."""

import json
import re
from concurrent import futures
from pathlib import Path

import pytest
import tensorflow as tf

from zoo.export import export_saved_model
from zoo.models import build_seq2seq
from zoo.predictor import Predictor
from zoo.text import WordTokenizer

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
REASON = "tensorflow-serving-api is not installed: pip install seqzoo[serving]"


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.S)


@pytest.fixture(scope="module")
def signatures(tmp_path_factory):
    """Of an untrained model: what is tested is the form of requests and answers."""
    words = WordTokenizer.train(["저는 강사입니다", "커피는 아주 씁니다"], vocabulary_size=20)
    size = words.vocabulary_size
    sizes = {"source_vocabulary_size": size, "target_vocabulary_size": size, "d_model": 8}
    model = build_seq2seq("gru_attention", **sizes, num_layers=1)
    model.build()
    predictor = Predictor(model, words, words, width=2, max_length=6)
    path = export_saved_model(predictor, tmp_path_factory.mktemp("exported"), card="")
    return tf.saved_model.load(str(path)).signatures


def answer(signatures, body):
    """What the server's REST interface makes of a body, by rows or by columns."""
    assert set(body) <= {"signature_name", "instances", "inputs"}
    function = signatures[body.get("signature_name", "serving_default")]
    specs = function.structured_input_signature[1]
    inputs = body.get("inputs") or {"texts": body["instances"]}
    assert set(inputs) == set(specs)
    answer = function(**{name: tf.constant(x, specs[name].dtype) for name, x in inputs.items()})
    columns = {"text": [text.decode() for text in answer["text"].numpy()]}
    columns["score"] = answer["score"].numpy().tolist()
    if "inputs" in body:
        return {"outputs": columns}
    rows = zip(columns["text"], columns["score"], strict=True)
    return {"predictions": [{"text": text, "score": score} for text, score in rows]}


def form(value):
    """A value with its numbers and texts left out."""
    if isinstance(value, dict):
        return {name: form(x) for name, x in value.items()}
    return [form(x) for x in value] if isinstance(value, list) else type(value)


def test_rest(signatures):
    bodies = [json.loads(body) for body in re.findall(r"-d '(.*?)'\n", PAGE, flags=re.S)]
    shown = [json.loads(block) for block in blocks("json")]
    assert len(bodies) == len(shown) == 2
    for body, expected in zip(bodies, shown, strict=True):
        assert form(answer(signatures, body)) == form(expected)


def test_grpc(signatures):
    pytest.importorskip("tensorflow_serving", reason=REASON)
    import grpc
    from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc

    class Service(prediction_service_pb2_grpc.PredictionServiceServicer):
        def Predict(self, request, context):
            assert request.model_spec.name == "korean_english"
            inputs = {name: tf.constant(tf.make_ndarray(x)) for name, x in request.inputs.items()}
            response = predict_pb2.PredictResponse()
            for name, x in signatures[request.model_spec.signature_name](**inputs).items():
                response.outputs[name].CopyFrom(tf.make_tensor_proto(x))
            return response

    server = grpc.server(futures.ThreadPoolExecutor(1))
    prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(Service(), server)
    port = server.add_insecure_port("localhost:0")
    server.start()
    [code] = [block for block in blocks("python") if "grpc" in block]
    assert "localhost:8500" in code
    names = {}
    try:
        exec(code.replace("localhost:8500", f"localhost:{port}"), names)
    finally:
        server.stop(None)
    [text] = names["texts"]
    expected = signatures["serving_default"](texts=tf.constant(["저는 강사입니다"]))["text"]
    assert text == expected.numpy()[0].decode()


def test_the_table_names_what_there_is(signatures):
    table = dict(re.findall(r"^\| `(\w+)` \|(.*)\|$", PAGE, flags=re.M))
    assert set(table) == set(signatures)
    for name, row in table.items():
        takes, gives = row.split("|", 1)
        inputs = signatures[name].structured_input_signature[1]
        assert set(inputs) == set(re.findall(r"`(\w+)`", takes))
        if name != "compiled":
            assert set(signatures[name].structured_outputs) == set(re.findall(r"`(\w+)`", gives))
