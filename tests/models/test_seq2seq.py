"""The joined model: padding, sharing, training, files."""

import keras
import numpy as np
import pytest

from zoo.models import RNNDecoder, RNNEncoder, SelfAttentionEncoder, Seq2Seq, build_seq2seq

pytest.importorskip("tensorflow")

V, D = 11, 8
SIZES = {
    "source_vocabulary_size": V,
    "target_vocabulary_size": V,
    "d_model": D,
    "num_layers": 1,
    "num_heads": 2,
    "d_ff": 12,
}
BATCH = {
    "source_ids": np.array([[3, 4, 5, 6, 7], [8, 9, 0, 0, 0]], "int32"),
    "target_in_ids": np.array([[1, 5, 6, 7], [1, 8, 0, 0]], "int32"),
}
ARCHITECTURES = ["lstm", "lstm_attention", "conv", "transformer"]


@pytest.mark.parametrize("arch", ARCHITECTURES)
@pytest.mark.parametrize("share", [False, True])
def test_file(arch, share, tmp_path):
    model = build_seq2seq(arch, **SIZES, share_embedding=share)
    logits = model(BATCH)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    np.testing.assert_allclose(loaded(BATCH), logits, atol=1e-6)
    assert (loaded.encoder.embedding is loaded.decoder.embedding) == share
    assert loaded.count_params() == model.count_params()


def test_a_shared_embedding_is_one_weight():
    own, shared = (build_seq2seq("transformer", **SIZES, share_embedding=x) for x in (False, True))
    for model in (own, shared):
        model.build()
    assert own.count_params() - shared.count_params() == V * D


def test_pad_id():
    model = build_seq2seq("transformer", **SIZES, pad_id=10)
    ids = np.where(BATCH["source_ids"] == 0, 10, BATCH["source_ids"])
    memory = model.encode(ids)
    np.testing.assert_array_equal(memory.keep, ids != 10)
    short = model({**BATCH, "source_ids": ids[1:, :2], "target_in_ids": ids[1:, :4]})
    full = model({**BATCH, "source_ids": ids[1:], "target_in_ids": ids[1:, :4]})
    np.testing.assert_allclose(short, full, atol=1e-6)
    assert Seq2Seq.from_config(model.get_config()).pad_id == 10


def test_any_encoder_with_any_decoder(tmp_path):
    encoder = SelfAttentionEncoder(V, num_layers=1, d_model=D, num_heads=2, d_ff=12)
    model = Seq2Seq(encoder, RNNDecoder(9, d_model=6, memory_dim=D))
    logits = model(BATCH)
    assert logits.shape == (2, 4, 9)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert isinstance(loaded.encoder, SelfAttentionEncoder)
    np.testing.assert_allclose(loaded(BATCH), logits, atol=1e-6)


def test_parts_may_have_names_of_their_own():
    model = Seq2Seq(RNNEncoder(V, d_model=D, name="reader"), RNNDecoder(V, d_model=D), name="pair")
    twin = Seq2Seq.from_config(model.get_config())
    assert (twin.name, twin.encoder.name) == ("pair", "reader")


def test_fit_learns_a_batch():
    model = build_seq2seq("transformer", **SIZES, dropout_rate=0.0)
    model.compile(
        keras.optimizers.Adam(0.02),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=False,
    )
    targets = np.array([[5, 6, 7, 2], [8, 2, 0, 0]], "int32")
    inputs, targets = keras.tree.map_structure(lambda x: np.tile(x, (15, 1)), (BATCH, targets))
    weights = (targets > 0).astype("float32")
    history = model.fit(inputs, targets, 2, 2, sample_weight=weights, verbose=0)
    losses = history.history["loss"]
    assert losses[1] < 0.4 * losses[0]
