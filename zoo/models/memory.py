"""What an encoder hands to a decoder."""

from typing import Any, NamedTuple

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
