"""A toy decoder whose every logit depends on the source and on the whole history."""

import numpy as np
import pytest
from keras import ops, tree

from zoo.decoding import Request
from zoo.layers.beams import take_parents

START, END, PAD = 1, 2, 0
BUCKETS = 509  # enough to give every history of a test its own logits


class ToyDecoder:
    """Logits are looked up by the source and a hash of all tokens so far, kept in a cache.

    The logits change if a cache row does not move with its hypothesis, or if a row of the context
    or of the first state is read for the wrong source.
    """

    def __init__(self, vocabulary_size=5, sources=4, seed=0, scale=2.0):
        self.vocabulary_size = vocabulary_size
        shape = (sources, BUCKETS, vocabulary_size)
        self.table = np.random.default_rng(seed).normal(0, scale, shape).astype("float32")
        self.steps = 0  # of an eager loop

    def start(self, context, length):
        (batch,) = ops.shape(context["source"])
        offset = ops.cast(context["source"], "int32") * 11
        return {"cache": ops.zeros((batch, length), "int32"), "offset": offset, "nothing": ()}

    def step(self, ids, index, state, context):
        self.steps += 1
        rows, length = ops.shape(state["cache"])
        (batch,) = ops.shape(context["source"])
        columns = ops.arange(length, dtype="int32")
        cache = ops.where(columns == index, ids[:, None], state["cache"])
        hashed = ops.where(columns <= index, (cache + 1) * (37 * columns**2 + 3), 0)
        bucket = (ops.sum(hashed, axis=1) + state["offset"]) % BUCKETS
        beams = rows // ops.maximum(batch, 1)
        source = ops.take(context["source"], ops.arange(rows) // ops.maximum(beams, 1))
        logits = ops.take(
            ops.reshape(self.table, (-1, self.vocabulary_size)), source * BUCKETS + bucket, axis=0
        )
        return logits, {**state, "cache": cache}

    def prefill(self, ids, keep, state, context):
        """Steps through the prompt; what is padded leaves no trace but its column."""
        logits = None
        for column in range(ops.shape(ids)[1]):
            stepped, after = self.step(ids[:, column], column, state, context)
            is_real = ops.convert_to_tensor(keep)[:, column, None]
            logits = stepped if logits is None else ops.where(is_real, stepped, logits)
            state = {**after, "cache": ops.where(is_real, after["cache"], state["cache"])}
        return logits, state

    def reorder(self, state, parents):
        return tree.map_structure(lambda leaf: take_parents(leaf, parents), state)

    def log_probabilities(self, source, history):
        """The same in NumPy: of the next token after `history`, without the start token."""
        tokens = [START, *history]
        hashed = sum((token + 1) * (37 * i**2 + 3) for i, token in enumerate(tokens))
        logits = self.table[source, (hashed + 11 * source) % BUCKETS].astype("float64")
        with np.errstate(divide="ignore"):
            return logits - np.log(np.sum(np.exp(logits - logits.max()))) - logits.max()


@pytest.fixture
def toy_decoder():
    return ToyDecoder


@pytest.fixture
def ask():
    def make(max_length, **options):
        return Request(start_id=START, end_id=END, pad_id=PAD, max_length=max_length, **options)

    return make
