"""Decoding: from a decoder's step to sequences. Knows the decoder protocol, imports no model."""

from zoo.decoding.beam_search import beam_search
from zoo.decoding.contrastive_search import contrastive_search
from zoo.decoding.coverage import rerank_by_coverage
from zoo.decoding.greedy import greedy
from zoo.decoding.request import Request
from zoo.decoding.result import Decoded
from zoo.decoding.rules import (
    AllowedPhrases,
    ForbiddenTokens,
    ForcedPrefix,
    MinLength,
    NoRepeatNgram,
    Past,
    RepetitionPenalty,
    Rule,
)
from zoo.decoding.sampling import sample

__all__ = [
    "AllowedPhrases",
    "Decoded",
    "ForbiddenTokens",
    "ForcedPrefix",
    "MinLength",
    "NoRepeatNgram",
    "Past",
    "RepetitionPenalty",
    "Request",
    "Rule",
    "beam_search",
    "contrastive_search",
    "greedy",
    "rerank_by_coverage",
    "sample",
]
