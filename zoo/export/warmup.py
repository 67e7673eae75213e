"""Requests that TensorFlow Serving sends to a model by itself, before a user waits for them."""

import itertools
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf

from zoo.predictor.buckets import rows_bucket
from zoo.predictor.predictor import Predictor

WARMUP = "assets.extra/tf_serving_warmup_requests"  # where TF Serving looks
_TOKENS = 64  # the longest source that `compiled` is warmed for
_SAMPLING = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "seed": 0}


def check_warmup(rows: Sequence[int]) -> None:
    """Raise unless requests with so many rows each can be written.

    Raises:
        ImportError: tensorflow-serving-api, which has TF Serving's messages, is missing.
        TypeError: `rows` is no list of whole numbers.
        ValueError: `rows` holds a number below 1.
    """
    if not isinstance(rows, Sequence) or not all(isinstance(number, int) for number in rows):
        raise TypeError(f"`warmup_rows` must be a list of whole numbers, got {rows!r}.")
    if any(number < 1 for number in rows):
        raise ValueError(f"`warmup_rows` must be at least 1 each, got {list(rows)}.")
    if rows and find_spec("tensorflow_serving") is None:
        raise ImportError("`warmup_rows` needs tensorflow-serving-api: pip install seqzoo[serving]")


def write_warmup(predictor: Predictor, folder: Path, *, rows: Sequence[int]) -> Path:
    """Write the requests of `warmup_requests` as a SavedModel in `folder` keeps them.

    Returns:
        The file.

    Reference:
        https://www.tensorflow.org/tfx/serving/saved_model_warmup
    """
    from tensorflow_serving.apis import predict_pb2, prediction_log_pb2

    path = folder / WARMUP
    path.parent.mkdir(exist_ok=True)
    with tf.io.TFRecordWriter(str(path)) as writer:
        for signature, inputs in warmup_requests(predictor, rows):
            request = predict_pb2.PredictRequest()
            request.model_spec.signature_name = signature
            for name, value in inputs.items():
                request.inputs[name].CopyFrom(tf.make_tensor_proto(value))
            log = prediction_log_pb2.PredictLog(request=request)
            log = prediction_log_pb2.PredictionLog(predict_log=log)
            writer.write(log.SerializeToString())
    return path


def warmup_requests(
    predictor: Predictor, rows: Sequence[int]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """One request of each signature, and of `compiled` one of each size that it compiles.

    Args:
        predictor: What is exported.
        rows: The rows of those of `compiled`; it pads them to powers of two.

    Yields:
        Signature and inputs.
    """
    has_sizes = "compiled" in predictor.signatures
    texts = _texts_of_all_sizes(predictor) if has_sizes else [predictor.example]
    for signature in predictor.signatures:
        if signature == "compiled":
            sizes = {int(rows_bucket(number)): number for number in rows}.values()
            for number, text in itertools.product(sizes, texts):
                yield signature, _inputs(predictor, signature, [text] * number)
        else:
            yield signature, _inputs(predictor, signature, texts[:1])


def _inputs(predictor, signature, rows):
    """Values of all that a signature takes: `rows` for strings; of numbers one row of zeros."""
    known = {**_SAMPLING, "max_length": getattr(predictor, "max_length", None)}
    inputs = {}
    for spec in predictor.signatures[signature].input_signature:
        if spec.dtype == tf.string:
            inputs[spec.name] = rows
        elif spec.name in known:
            inputs[spec.name] = known[spec.name]
        else:
            inputs[spec.name] = np.zeros([n or 1 for n in spec.shape], spec.dtype.as_numpy_dtype)
    return inputs


def _texts_of_all_sizes(predictor):
    """A text for each shape of a source and its outputs that has at most `_TOKENS` tokens."""
    texts = [" ".join(["a"] * words) for words in range(_TOKENS)]
    by_shape = {}
    for text in texts:
        source_ids = predictor.encode(tf.constant([text]))
        if source_ids.shape[1] <= _TOKENS:
            shapes = tuple(tuple(x.shape) for x in predictor.compiled_inputs(source_ids))
            by_shape.setdefault(shapes, text)
    return list(by_shape.values())
