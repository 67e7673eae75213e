"""LiteRT: greedy search in one file, for phones and boards."""

from pathlib import Path

import keras
import tensorflow as tf

from zoo.decoding.row_loop import decode_rows
from zoo.export.convert import check_lengths, write_converted
from zoo.predictor.predictor import Predictor


def export_litert(
    predictor: Predictor, path: str | Path, *, source_length: int = 64, max_length: int = 64
) -> Path:
    """Write greedy search for one source at a time as a LiteRT (`.tflite`) file.

    Signature `serving_default`: `source_ids` (1, source_length), as `predictor.encode` gives them
    and padded, to `ids` (1, max_length), for `predictor.target_tokenizer.detokenize`, and `score`
    (1,). Tokenizers are not in it: LiteRT has no ops for strings. Length penalty, rules and limits
    are the predictor's; there is no coverage penalty. A blank source has a blank answer.

    Args:
        predictor: A small model; its width does not matter.
        path: The file.
        source_length: Tokens of a source, its end included.
        max_length: Most tokens of an output.

    Returns:
        The path.

    Raises:
        TypeError: `predictor` is another than a `Predictor`, which writes texts from texts.
        ValueError: A length is below 1, `path` is a folder, or LiteRT cannot express a part of the
            model, which is named.
    """
    if not isinstance(predictor, Predictor):
        raise TypeError(f"`predictor` must be a `Predictor`, got a {type(predictor).__name__}.")
    check_lengths(source_length=source_length, max_length=max_length)
    model = predictor.model
    weights = [(variable, variable.numpy()) for variable in model.variables]

    def greedy(source_ids):
        # Weights as constants: LiteRT's loops read no variables.
        with keras.StatelessScope(state_mapping=weights):
            memory = model.encode(source_ids, training=False)
            decoded = decode_rows(
                model.decoder,
                model.decoder.prepare(memory),
                predictor.request(predictor.limits(source_ids), max_length),
                # Keras's own tells -0 from 0 by bits, which LiteRT cannot.
                lambda log_probabilities, index: tf.argmax(log_probabilities, axis=-1),
                length_penalty=predictor.length_penalty,
            )
        is_blank, pad = predictor.is_blank(source_ids), predictor.target_tokenizer.special.pad
        return {
            "ids": tf.where(is_blank[:, None], pad, decoded.ids[:, 0]),
            "score": tf.where(is_blank, 0.0, decoded.scores[:, 0]),
        }

    spec = tf.TensorSpec([1, source_length], tf.int32, name="source_ids")
    return write_converted(path, _to_litert, model, greedy, [spec], into="LiteRT")


def _to_litert(function):
    concrete = function.get_concrete_function()
    return tf.lite.TFLiteConverter.from_concrete_functions([concrete], tf.Module()).convert()
