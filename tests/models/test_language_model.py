"""The decoder alone: one pass and decoding agree, files, training."""

import keras
import numpy as np
import pytest

from zoo.decoding import Request, greedy
from zoo.models import LANGUAGE_MODEL_OPTIONS, LanguageModel, RNNDecoder, build_language_model

tf = pytest.importorskip("tensorflow")

V = 11
SIZES = {"vocabulary_size": V, "d_model": 8, "num_layers": 2, "num_heads": 2, "d_ff": 12}
IDS = np.array([[3, 4, 5, 6, 7], [8, 9, 10, 3, 4]], "int32")
ARCHITECTURES = list(LANGUAGE_MODEL_OPTIONS)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_file(arch, tmp_path):
    model = build_language_model(arch, **SIZES)
    logits = model({"target_in_ids": IDS})
    assert logits.shape == (2, 5, V)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert isinstance(loaded, LanguageModel)
    np.testing.assert_allclose(loaded({"target_in_ids": IDS}), logits, atol=1e-6)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_what_is_written_is_what_one_pass_finds_best(arch):
    model = build_language_model(arch, **SIZES)
    model.build()
    prompt = IDS[:, :2]
    request = Request(
        start_id=1, end_id=-1, pad_id=0, max_length=4, prompt=prompt, prompt_keep=prompt > 0
    )
    written = np.array(greedy(model.decoder, model.prepare(prompt), request).ids)[:, 0]
    whole = np.concatenate([prompt, written], axis=1)
    best = np.argmax(model({"target_in_ids": whole}, training=False), axis=-1)
    np.testing.assert_array_equal(best[:, 1:-1], written)


def test_it_has_its_name_and_decoder_again():
    model = LanguageModel(RNNDecoder(V, d_model=4, memory_dim=0, name="writer"), name="poet")
    twin = LanguageModel.from_config(model.get_config())
    assert (twin.name, twin.decoder.name, twin.decoder.memory_dim) == ("poet", "writer", 0)


def test_fit_learns_a_batch():
    model = build_language_model("gru", **SIZES, dropout_rate=0.0)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.05), loss, jit_compile=False)
    inputs, targets = np.tile(IDS[:, :-1], (20, 1)), np.tile(IDS[:, 1:], (20, 1))
    history = model.fit({"target_in_ids": inputs}, targets, 2, 2, verbose=0).history["loss"]
    assert history[1] < 0.4 * history[0]
