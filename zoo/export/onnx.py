"""ONNX: the forward pass that scores outputs, for runtimes that are not TensorFlow's."""

from importlib.util import find_spec
from pathlib import Path

import tensorflow as tf

from zoo.export.convert import check_lengths, write_converted
from zoo.models import Seq2Seq

_OPSET = 18


def export_onnx(
    model: Seq2Seq, path: str | Path, *, source_length: int = 64, target_length: int = 64
) -> Path:
    """Write a model's forward pass as an ONNX file.

    ```python
    logits = model({"source_ids": source_ids, "target_in_ids": target_in_ids})
    ```

    From int32 `source_ids` (B, source_length) and `target_in_ids` (B, target_length), both filled
    up with the model's `pad_id`, to float32 `logits` (B, target_length, V); B is free.

    Args:
        model: A trained model.
        path: The file.
        source_length: Tokens of a source, its end included.
        target_length: Tokens of a target, its start included.

    Returns:
        The path.

    Raises:
        ImportError: tf2onnx is missing.
        TypeError: `model` is another than a `Seq2Seq`.
        ValueError: A length is below 1, `path` is a folder, or ONNX cannot express a part of the
            model, which is named.
    """
    if not isinstance(model, Seq2Seq):
        raise TypeError(f"`model` must be a `Seq2Seq`, got a {type(model).__name__}.")
    if find_spec("tf2onnx") is None:
        raise ImportError("ONNX needs tf2onnx: pip install seqzoo[onnx]")
    check_lengths(source_length=source_length, target_length=target_length)

    def forward(source_ids, target_in_ids):
        inputs = {"source_ids": source_ids, "target_in_ids": target_in_ids}
        return {"logits": tf.cast(model(inputs, training=False), tf.float32)}

    specs = [
        tf.TensorSpec([None, source_length], tf.int32, name="source_ids"),
        tf.TensorSpec([None, target_length], tf.int32, name="target_in_ids"),
    ]
    return write_converted(path, _to_onnx, model, forward, specs, into="ONNX")


def _to_onnx(function):
    import tf2onnx

    signature = function.input_signature
    proto, _ = tf2onnx.convert.from_function(function, input_signature=signature, opset=_OPSET)
    return proto.SerializeToString()
