"""Prompts: a row goes on as if it had generated its prompt, whatever the others' lengths."""

import numpy as np
import pytest
from keras import ops

from zoo.decoding import beam_search, greedy

START, END, PAD, V, T = 1, 2, 0, 7, 6
PROMPT = np.array([[START, 3, 4, 5], [START, 6, PAD, PAD], [START, PAD, PAD, PAD]], "int32")
SOURCES = np.array([0, 1, 2], "int32")


class Bigrams:
    """The next token depends on the last one and the source; the state counts what was read."""

    def __init__(self, seed=0):
        self.table = np.random.default_rng(seed).normal(0, 2, (3, V, V)).astype("float32")

    def start(self, context, length):
        return {"read": ops.zeros_like(context["source"]), "source": context["source"]}

    def step(self, ids, index, state, context):
        flat = ops.reshape(self.table, (-1, V))
        logits = ops.take(flat, state["source"] * V + ids, axis=0)
        return logits, {**state, "read": state["read"] + 1}

    def prefill(self, ids, keep, state, context):
        counts = ops.sum(ops.cast(keep, "int32"), axis=1)
        return None, {**state, "read": counts}

    def reorder(self, state, parents):
        from zoo.layers.beams import take_parents

        return {name: take_parents(leaf, parents) for name, leaf in state.items()}


def test_a_row_with_a_prompt_goes_on_from_it(ask):
    decoder = Bigrams()
    request = ask(T, prompt=PROMPT, prompt_keep=PROMPT != PAD)
    found = ops.convert_to_numpy(greedy(decoder, {"source": SOURCES}, request).ids)[:, 0]
    for row, last in enumerate((5, 6, START)):
        expected = []
        while len(expected) < T and END not in expected:
            last = int(np.argmax(decoder.table[row, last]))
            expected.append(last)
        assert found[row].tolist() == expected + [PAD] * (T - len(expected))


@pytest.mark.parametrize("search", [greedy, beam_search])
def test_prompts_of_different_lengths_in_a_batch_give_what_each_alone_gives(ask, search):
    decoder = Bigrams(1)
    request = ask(T, prompt=PROMPT, prompt_keep=PROMPT != PAD)
    together = search(decoder, {"source": SOURCES}, request)
    for row, length in enumerate((4, 2, 1)):
        prompt = PROMPT[row : row + 1, :length]
        request = ask(T, prompt=prompt, prompt_keep=prompt != PAD)
        alone = search(decoder, {"source": SOURCES[row : row + 1]}, request)
        for one, many in zip(alone, together, strict=True):
            np.testing.assert_allclose(one[0], many[row], rtol=1e-5)


def test_a_prompt_of_the_start_token_is_none(ask):
    decoder = Bigrams(2)
    prompt = np.full((3, 1), START, "int32")
    request = ask(T, prompt=prompt, prompt_keep=prompt != PAD)
    found = beam_search(decoder, {"source": SOURCES}, request)
    for one, other in zip(found, beam_search(decoder, {"source": SOURCES}, ask(T)), strict=True):
        np.testing.assert_array_equal(one, other)
