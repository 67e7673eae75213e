"""Other formats than TensorFlow's: what a converter cannot take is named."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from zoo.export.without_cudnn import without_cudnn
from zoo.models import Seq2Seq


def convert(
    converter: Callable[[Callable, list[tf.TensorSpec]], Any],
    model: Seq2Seq,
    function: Callable,
    specs: list[tf.TensorSpec],
    *,
    into: str,
) -> Any:
    """What `converter` makes of a function of the model and the specs of its arguments.

    The first argument is the source ids.

    Raises:
        ValueError: It cannot; the message names the part that it cannot alone, the encoder, or
            else the decoder.
    """
    try:
        with without_cudnn(model):
            return converter(function, specs)
    except Exception as error:  # converters raise whatever they like
        part = _failing_part(converter, model, specs[0])
        name = type(getattr(model, part)).__name__
        raise ValueError(
            f"`model` must hold what {into} can express, which its {part} {name} does not: "
            f"{error!s:.500}"
        ) from error


def _failing_part(converter, model, source_spec):
    def encode(source_ids):
        memory = keras.tree.flatten(model.encode(source_ids, training=False))
        return {str(i): leaf for i, leaf in enumerate(memory) if leaf is not None}

    try:
        with without_cudnn(model):
            converter(encode, [source_spec])
    except Exception:
        return "encoder"
    return "decoder"
