"""The page's requests are read as TensorFlow Serving reads them, and answered as it says."""

import json
import re
from concurrent import futures
from pathlib import Path

import pytest
import tensorflow as tf

from zoo.export import export_saved_model
from zoo.models import build_captioner, build_classifier, build_language_model, build_seq2seq
from zoo.predictor import CaptionPredictor, ClassifierPredictor, Predictor, TextGenerator
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


def sections():
    """Of each heading of the page, what its table's rows say: signature, takes, gives."""
    parts = re.split(r"^### (.*)\n", PAGE.split("\n## ")[0], flags=re.M)[1:]
    tables = (
        re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", part, flags=re.M) for part in parts[1::2]
    )
    return {name: table for name, table in zip(parts[::2], tables, strict=True) if table}


def untrained(build, *args, **sizes):
    model = build(*args, d_model=8, num_heads=2, **sizes)
    model.build()
    return model


WORDS = WordTokenizer.train(["저는 강사입니다"], vocabulary_size=20)
SIZE = WORDS.vocabulary_size
PREDICTORS = {
    "Translation": lambda: Predictor(
        untrained(
            build_seq2seq,
            "gru_attention",
            source_vocabulary_size=SIZE,
            target_vocabulary_size=SIZE,
            num_layers=1,
        ),
        WORDS,
        WORDS,
    ),
    "Language models": lambda: TextGenerator(
        untrained(build_language_model, "gru", vocabulary_size=SIZE), WORDS
    ),
    "Classification of texts": lambda: ClassifierPredictor(
        untrained(build_classifier, "lstm_attention", vocabulary_size=SIZE, classes=("no", "yes")),
        WORDS,
    ),
    "Captions": lambda: CaptionPredictor(
        untrained(
            build_captioner,
            "lstm_attention",
            encoder="cnn",
            vocabulary_size=SIZE,
            image_size=16,
            width=4,
        ),
        WORDS,
    ),
}


@pytest.mark.parametrize("name", PREDICTORS)
def test_the_tables_name_what_there_is(name):
    table = sections()[name]
    predictor = PREDICTORS[name]()  # its functions hold it weakly
    found = predictor.signatures
    assert [signature for signature, *_ in table] == list(found)
    before = {}
    for signature, takes, gives in table:
        inputs = {spec.name for spec in found[signature].input_signature}
        outputs = set(found[signature].get_concrete_function().structured_outputs)
        named = {
            key: set(re.findall(r"`(\w+)`", text)) for key, text in (("in", takes), ("out", gives))
        }
        as_another = re.match(r"as `(\w+)`", takes)
        assert inputs == (before[as_another[1]][0] if as_another else named["in"])
        if not re.match("the same, by|as `", gives):
            if gives.startswith("the same, "):
                named["out"] |= before["serving_default"][1]
            assert named["out"] == outputs
        before[signature] = inputs, outputs


def test_every_table_is_checked():
    assert set(sections()) == set(PREDICTORS)
