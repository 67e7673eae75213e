"""LiteRT: greedy search in one file, for phones and boards."""

from pathlib import Path

import keras
import tensorflow as tf

from zoo.decoding.row_loop import decode_rows
from zoo.export.convert import convert
from zoo.predictor.predictor import Predictor


def export_litert(
    predictor: Predictor, path: str | Path, *, source_length: int = 64, max_length: int = 64
) -> Path:
    """Write greedy search for one source at a time as a LiteRT (`.tflite`) file.

    Signature `serving_default`: `source_ids` (1, source_length), as `predictor.encode` gives them
    and padded, to `ids` (1, max_length), for `predictor.target_tokenizer.detokenize`, and `score`
    (1,). Tokenizers are not in it: LiteRT has no ops for strings. Penalties, rules and limits are
    the predictor's.

    Args:
        predictor: A small model; its width does not matter.
        path: The file.
        source_length: Tokens of a source, its end included.
        max_length: Most tokens of an output.

    Returns:
        The path.

    Raises:
        ValueError: A length is below 1, or LiteRT cannot express a part of the model, which is
            named.
    """
    for name, value in (("source_length", source_length), ("max_length", max_length)):
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1, got {value}.")
    model = predictor.model
    weights = [(variable, variable.numpy()) for variable in model.variables]

    def greedy(source_ids):
        memory = model.encode(source_ids, training=False)
        decoded = decode_rows(
            model.decoder,
            model.decoder.prepare(memory),
            predictor.request(predictor.limits(source_ids), max_length),
            # Keras's own tells -0 from 0 by bits, which LiteRT cannot.
            lambda log_probabilities, index: tf.argmax(log_probabilities, axis=-1),
            length_penalty=predictor.length_penalty,
        )
        return {"ids": decoded.ids[:, 0], "score": decoded.scores[:, 0]}

    def to_litert(function, specs):
        @tf.function(autograph=False)
        def traced(source_ids):
            # Weights as constants: LiteRT's loops read no variables.
            with keras.StatelessScope(state_mapping=weights):
                return function(source_ids)

        concrete = traced.get_concrete_function(*specs)
        return tf.lite.TFLiteConverter.from_concrete_functions([concrete], tf.Module()).convert()

    spec = tf.TensorSpec([1, source_length], tf.int32, name="source_ids")
    content = convert(to_litert, model, greedy, [spec], into="LiteRT")
    path = Path(path)
    path.write_bytes(content)
    return path
