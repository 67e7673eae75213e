"""What is decoded: models of given sizes with random weights, sources, and how many tokens."""

from typing import NamedTuple

import numpy as np

VOCABULARY = 8_000
SPECIAL = {"pad": 0, "start": 1, "end": 2, "unknown": 3}


class Size(NamedTuple):
    """Of a model; an encoder has as many layers as its decoder."""

    num_layers: int
    d_model: int
    num_heads: int
    d_ff: int
    vocabulary: int = VOCABULARY


class Case(NamedTuple):
    """One row of the table."""

    size: str
    batch: int
    width: int  # beams; 1 is greedy
    source: int  # tokens of the source, or of a language model's prompt
    new: int  # tokens generated; none of them ends a row

    @property
    def name(self) -> str:
        search = "greedy" if self.width == 1 else f"beam {self.width}"
        return f"{self.size}, {search}, {self.batch} {'row' if self.batch == 1 else 'rows'}"


SEQ2SEQ = {"tiny": Size(4, 128, 4, 256), "base": Size(6, 512, 8, 2_048)}
ALONE = {
    "decoder tiny": Size(4, 256, 4, 1_024),
    "GPT-2 small": Size(12, 768, 12, 3_072, vocabulary=50_257),
}
RECURRENT = {"LSTM": Size(1, 256, 0, 0)}
SIZES = {**SEQ2SEQ, **ALONE, **RECURRENT}
CASES = {
    case.name: case
    for case in (
        Case("tiny", 1, 1, 32, 64),
        Case("tiny", 32, 1, 32, 64),
        Case("tiny", 1, 4, 32, 64),
        Case("tiny", 32, 4, 32, 64),
        Case("base", 1, 1, 32, 64),
        Case("base", 32, 1, 32, 64),
        Case("base", 1, 4, 32, 64),
        Case("base", 32, 4, 32, 64),
        Case("decoder tiny", 1, 1, 32, 128),
        Case("GPT-2 small", 1, 1, 32, 128),
        Case("LSTM", 1, 1, 32, 64),
        Case("LSTM", 32, 1, 32, 64),
    )
}


def sources(case: Case) -> np.ndarray:
    """Ids (B, S) without special tokens: every row as long as the others."""
    shape = (case.batch, case.source)
    return np.random.default_rng(0).integers(4, VOCABULARY, shape).astype("int32")
