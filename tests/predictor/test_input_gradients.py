"""The gradient to each input, against finite differences, and the picture."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.architectures import spread
from zoo import text
from zoo.models import build_language_model
from zoo.predictor.input_gradients import (
    _watched,
    draw_input_gradients,
    gradient_table,
    input_gradients,
)

CHARACTERS = text.get("character").train(["abcdef"], vocabulary_size=20)


def make(arch):
    keras.utils.set_random_seed(0)
    model = build_language_model(
        arch,
        vocabulary_size=CHARACTERS.vocabulary_size,
        d_model=8,
        num_layers=1,
        num_heads=2,
        d_ff=8,
        dtype="float64",
    )
    model.build()
    return model


@pytest.mark.parametrize("arch", spread(["simple_rnn", "lstm", "transformer"], ["simple_rnn"]))
def test_it_is_the_slope_of_the_loss(arch):
    model = make(arch)
    tokens, norms = input_gradients(model, CHARACTERS, "aabcdf")
    assert tokens == list("aabcd")
    ids = CHARACTERS.tokenize(["aabcdf"]).to_tensor()
    embedding = model.decoder.embedding
    plain, step, slopes = embedding.call, 1e-5, np.zeros((5, 8))

    def loss(moved):
        def call(inputs, reverse=False):
            return plain(inputs, reverse=reverse) + (0 if reverse else moved)

        embedding.call = call
        logits = model({"target_in_ids": ids[:, :-1]}, training=False)
        return float(-tf.nn.log_softmax(logits[0, -1])[ids[0, -1]])

    for place in np.ndindex(5, 8):
        moved = np.zeros((1, 5, 8))
        moved[0][place] = step
        slopes[place] = (loss(moved) - loss(-moved)) / (2 * step)
    np.testing.assert_allclose(norms, np.linalg.norm(slopes, axis=1), rtol=1e-4)


def test_the_model_is_as_it_was():
    model = make("simple_rnn")
    before = model({"target_in_ids": np.ones((1, 3), int)})
    input_gradients(model, CHARACTERS, "abc")
    np.testing.assert_array_equal(model({"target_in_ids": np.ones((1, 3), int)}), before)
    assert "call" not in vars(model.decoder.embedding)
    with pytest.raises(ValueError, match="broken"), _watched(model.decoder.embedding, None):
        raise ValueError("broken")
    assert "call" not in vars(model.decoder.embedding)


def test_table_and_picture(tmp_path):
    found = {arch: input_gradients(make(arch), CHARACTERS, "abcdef") for arch in ("lstm", "gru")}
    lines = gradient_table(*found["lstm"]).splitlines()
    assert len(lines) == 6
    assert lines[-1].split()[-1] == "1.00e+00"
    path = draw_input_gradients(found, tmp_path / "new" / "picture.png")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_one_token_has_no_past():
    with pytest.raises(ValueError, match="`text` must have at least 2 tokens, got 1 in 'a'"):
        input_gradients(make("gru"), CHARACTERS, "a")
