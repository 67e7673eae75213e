"""What is trained, on which batch: everything that the peers have in common."""

from typing import NamedTuple

import numpy as np

VOCABULARY = 8_000
BATCH = 64
DROPOUT_RATE = 0.1  # wherever PyTorch's layers have it
# Adam's; PyTorch's own epsilon is another one than Keras's.
LEARNING_RATE, EPSILON = 1e-3, 1e-7
NORM_EPSILON = 1e-5
CLASSES = 2


class Case(NamedTuple):
    """One row of the table."""

    model: str  # "transformer", "classifier" or "seq2seq"
    length: int  # tokens of a row, of its source and of its target
    d_model: int
    num_layers: int = 1
    num_heads: int = 1
    d_ff: int = 0
    bidirectional: bool = False

    @property
    def tokens(self) -> int:
        """Those of a step that are counted: a translation's target, a classifier's text."""
        return BATCH * self.length


CASES = {
    "Transformer": Case("transformer", 32, 128, num_layers=4, num_heads=4, d_ff=256),
    "LSTM classifier": Case("classifier", 200, 128),
    "bidirectional LSTM classifier": Case("classifier", 200, 128, bidirectional=True),
    "LSTM with attention": Case("seq2seq", 32, 256, bidirectional=True),
}


def batch_of(case: Case) -> tuple:
    """(inputs, targets, weights) as `fit` takes them; rows are full, and none knows of it."""
    rng = np.random.default_rng(0)

    def ids():
        return rng.integers(4, VOCABULARY, (BATCH, case.length)).astype("int32")

    if case.model == "classifier":
        return ids(), rng.integers(0, CLASSES, BATCH).astype("int32"), np.ones(BATCH, "float32")
    target = np.concatenate([ids()[:, :1], ids()], axis=1)
    inputs = {"source_ids": ids(), "target_in_ids": target[:, :-1]}
    return inputs, target[:, 1:], np.ones((BATCH, case.length), "float32")
