"""LiteRT: greedy search in one file, for phones and boards."""

from pathlib import Path

import keras
import tensorflow as tf

from zoo.decoding.row_loop import decode_rows
from zoo.export.without_cudnn import without_cudnn
from zoo.predictor.predictor import Predictor


def export_litert(
    predictor: Predictor, path: str | Path, *, source_length: int = 64, max_length: int = 64
) -> Path:
    """Write greedy search for one source at a time as a LiteRT (`.tflite`) file.

    Signature `serving_default`: `source_ids` (1, source_length), as `predictor.encode` gives them
    and padded, to `ids` (1, max_length), for `predictor.target_tokenizer.detokenize`, and `score`
    (1,). Tokenizers are not in it: LiteRT has no ops for strings. Penalties, rules and limits are
    the predictor's. Checked with `arch="transformer"`.

    Args:
        predictor: A small model; its width does not matter.
        path: The file.
        source_length: Tokens of a source, its end included.
        max_length: Most tokens of an output.

    Returns:
        The path.

    Raises:
        ValueError: A length is below 1, or LiteRT cannot express a part of the model.
    """
    for name, value in (("source_length", source_length), ("max_length", max_length)):
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1, got {value}.")
    model = predictor.model
    weights = [(variable, variable.numpy()) for variable in model.variables]

    @tf.function(autograph=False)
    def search(source_ids):
        # Weights as constants: LiteRT's loops read no variables.
        with keras.StatelessScope(state_mapping=weights):
            return greedy(source_ids)

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

    with without_cudnn(model):
        spec = tf.TensorSpec([1, source_length], tf.int32, name="source_ids")
        concrete = search.get_concrete_function(spec)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([concrete], tf.Module())
    try:
        content = converter.convert()
    except Exception as error:
        raise ValueError(_why(model, error)) from error
    path = Path(path)
    path.write_bytes(content)
    return path


def _why(model: keras.Model, error: Exception) -> str:
    parts = f"{type(model.encoder).__name__} and {type(model.decoder).__name__}"
    return f"`predictor` must hold what LiteRT can express, got {parts}: {error!s:.300}"
