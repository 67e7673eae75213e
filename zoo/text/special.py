"""The four tokens that stand for no text, with the same ids in every tokenizer."""

from typing import NamedTuple


class SpecialIds(NamedTuple):
    """Ids of the special tokens; code refers to these names, never to the numbers."""

    pad: int
    start: int
    end: int
    unknown: int


# A vocabulary begins with these, in this order.
SPECIAL_TOKENS = ("[PAD]", "[START]", "[END]", "[UNK]")
SPECIAL_IDS = SpecialIds(pad=0, start=1, end=2, unknown=3)
