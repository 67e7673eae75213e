"""What an encoder hands to a decoder."""

from typing import Any, NamedTuple

from keras import ops

Tensor = Any


class Memory(NamedTuple):
    """An encoder's output.

    Keras hands a NamedTuple back as a plain list after loading, so a `call` that takes one starts
    with `memory = Memory(*memory)`.

    Attributes:
        values: (B, S, D), one vector for each source step.
        keep: (B, S) booleans, True where a source token stands.
        state: The recurrent state after the last token, a list with one entry a layer; `()`
            where the encoder has none (a Transformer).
        keys: (B, S, D), what a query is compared with, where these are not the values
            (`ConvEncoder`); `()` where they are.
    """

    values: Tensor
    keep: Tensor
    state: Any = ()
    keys: Any = ()


def no_memory(ids: Tensor) -> Memory:
    """The memory of a decoder alone, which has read nothing: no values, a mask of no columns.

    Args:
        ids: (B, T), the decoder's own tokens; they say how many rows there are.

    Example:
        >>> no_memory(np.ones((3, 4), int)).keep.shape
        TensorShape([3, 0])
    """
    return Memory((), ops.zeros_like(ids[:, :0], "bool"))
