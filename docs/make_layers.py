"""Writes docs/layers.md from the docstrings of `zoo.layers`: python -m docs.make_layers"""

import inspect
import re
import textwrap
from pathlib import Path

from zoo import layers
from zoo.layers.recurrent_cell import RecurrentCell

PAGE = Path(__file__).parent / "layers.md"
_GROUPS = {
    "Cells": (
        "SimpleRNNCell LSTMCell GRUCell LayerNormLSTMCell LayerNormGRUCell PeepholeLSTMCell "
        "ZoneoutCell"
    ),
    "Recurrent layers": "StackedRNN StateBridge",
    "Attention": "AdditiveAttention DotProductAttention AttentionCell MultiHeadAttention",
    "Pooling": "MeanPooling AttentionPooling",
    "Positions": (
        "SinusoidalPositionalEncoding LearnedPositionalEmbedding RotaryEmbedding "
        "RelativePositionBias ALiBiBias"
    ),
    "Convolutions": "GatedConvolution MultiStepAttention",
    "Tokens": "TokenDropout",
    "Numbers": "SeriesPatches",
    "Images": "PatchEmbedding",
    "Sound": "LogMelSpectrogram",
    "Transformer": "FeedForward Residual TransformerEncoderLayer TransformerDecoderLayer",
}
# What the layers of a group have from their base, by its title.
_SHARED = {"Cells": {"Recurrent dropout": RecurrentCell}}
_HEAD = """# The layers

Every public layer of `zoo.layers`, and what the cells share: what it does in one line, its
equations, and where they come from. Written from the docstrings by `python -m docs.make_layers`.
"""


def page() -> str:
    """The whole page.

    Raises:
        ValueError: A public layer is in no group, or a group names what is none.
    """
    grouped = " ".join(_GROUPS.values()).split()
    if sorted(grouped) != sorted(layers.__all__):
        raise ValueError(
            "`_GROUPS` must hold each public layer once, got a difference in "
            f"{sorted(set(grouped) ^ set(layers.__all__))}."
        )
    parts = [_HEAD]
    for title, names in _GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_entry(f"`{name}`", getattr(layers, name)) for name in names.split()]
        parts += [_entry(*shared) for shared in _SHARED.get(title, {}).items()]
    return "\n".join(parts)


def _entry(title: str, layer: type) -> str:
    text = inspect.getdoc(layer)
    equations = re.search(r"```python\n.*?```\n", text, flags=re.S)
    reference = re.search(r"^Reference:\n((?:    .*\n?)+)", text, flags=re.M)
    module = layer.__module__.replace(".", "/")
    lines = [f"### [{title}](../{module}.py)\n", f"{text.splitlines()[0]}\n"]
    if equations:
        lines.append(equations[0])
    if reference:
        source = " ".join(textwrap.dedent(reference[1]).split())
        lines.append(f"{source}\n")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
