"""Decoding: from a decoder's step to sequences. Knows the decoder protocol, imports no model."""

from zoo.decoding.beam_search import beam_search
from zoo.decoding.greedy import greedy
from zoo.decoding.result import Decoded

__all__ = ["Decoded", "beam_search", "greedy"]
