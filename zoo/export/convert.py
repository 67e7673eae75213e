"""Other formats than TensorFlow's: what a converter cannot take is named."""

from collections.abc import Callable
from pathlib import Path

import keras
import tensorflow as tf

from zoo.export.without_cudnn import without_cudnn
from zoo.models import Seq2Seq


def check_lengths(**lengths: int) -> None:
    """Raise unless each is at least 1.

    Raises:
        ValueError: One is not.
    """
    for name, value in lengths.items():
        if value < 1:
            raise ValueError(f"`{name}` must be at least 1, got {value}.")


def write_converted(
    path: str | Path,
    converter: Callable[[tf.types.experimental.PolymorphicFunction], bytes],
    model: Seq2Seq,
    function: Callable,
    specs: list[tf.TensorSpec],
    *,
    into: str,
) -> Path:
    """Write what a converter makes of a function of the model.

    Args:
        path: The file; its folder is made.
        converter: From a traced function to the content.
        model: What the function computes with.
        function: Its first argument is source ids.
        specs: Of its arguments.
        into: The format's name.

    Returns:
        The path.

    Raises:
        ValueError: `path` is a folder, or the converter cannot: the message names the part that it
            cannot convert alone, the encoder, or else the decoder.
    """
    path = Path(path)
    if path.is_dir():
        raise ValueError(f"`path` must be a file to write to, got the folder {str(path)!r}.")
    with without_cudnn(model):
        traced = _traced(function, specs)
        try:
            content = converter(traced)
        except Exception as error:  # converters raise whatever they like
            part = _failing_part(converter, model, specs[0])
            name = type(getattr(model, part)).__name__
            raise ValueError(
                f"`model` must hold what {into} can express, which its {part} {name} does not: "
                f"{error!s:.500}"
            ) from error
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _failing_part(converter, model, source_spec):
    def encode(source_ids):
        memory = keras.tree.flatten(model.encode(source_ids, training=False))
        return {str(i): leaf for i, leaf in enumerate(memory) if leaf is not None}

    try:
        converter(_traced(encode, [source_spec]))
    except Exception:
        return "encoder"
    return "decoder"


def _traced(function, specs):
    """A mistake in what is traced is raised here, as it is."""
    function = tf.function(function, input_signature=specs, autograph=False)
    function.get_concrete_function()
    return function
