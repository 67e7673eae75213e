"""Whole models by name, and the size of the paper's."""

import pytest

from zoo.models import (
    ARCHITECTURES,
    AttentionRNNDecoder,
    RNNDecoder,
    RNNEncoder,
    SelfAttentionDecoder,
    SelfAttentionEncoder,
    Seq2Seq,
    build_seq2seq,
)

pytest.importorskip("tensorflow")

TINY = {"d_model": 8, "num_layers": 2, "num_heads": 2, "d_ff": 12}
PARTS = {
    "simple_rnn": (RNNEncoder, RNNDecoder),
    "lstm": (RNNEncoder, RNNDecoder),
    "gru": (RNNEncoder, RNNDecoder),
    "lstm_attention": (RNNEncoder, AttentionRNNDecoder),
    "gru_attention": (RNNEncoder, AttentionRNNDecoder),
    "lstm_luong": (RNNEncoder, AttentionRNNDecoder),
    "transformer": (SelfAttentionEncoder, SelfAttentionDecoder),
}
SIZES = {"source_vocabulary_size": 11, "target_vocabulary_size": 13, **TINY}


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_parts(arch):
    model = build_seq2seq(
        arch, source_vocabulary_size=11, target_vocabulary_size=13, **TINY, pad_id=3
    )
    assert (type(model.encoder), type(model.decoder)) == PARTS[arch]
    assert (model.encoder.vocabulary_size, model.decoder.vocabulary_size) == (11, 13)
    assert model.pad_id == 3


@pytest.mark.parametrize("arch", [arch for arch in ARCHITECTURES if arch != "transformer"])
def test_recurrent_options(arch):
    model = build_seq2seq(arch, **SIZES)
    assert {model.encoder.cell, model.decoder.cell} == {
        arch.removesuffix("_attention").removesuffix("_luong")
    }
    looks_back = isinstance(model.decoder, AttentionRNNDecoder)
    assert model.encoder.bidirectional == looks_back
    if looks_back:
        expected = ("general", "after") if arch == "lstm_luong" else ("additive", "before")
        assert (model.decoder.attention, model.decoder.order) == expected
    model = build_seq2seq(arch, **SIZES, bidirectional=not looks_back, skips="residual")
    assert model.encoder.bidirectional != looks_back
    assert (model.encoder.skips, model.decoder.skips) == ("residual", "residual")


def test_base_model_of_the_paper():
    """Table 3: 6 layers of 512 with 8 heads and 2048 inner features, a shared vocabulary of 37000.

    The paper's 65 million are of a vocabulary rounded up; counted by hand it is 63 million.
    """
    d_model, d_ff, vocabulary = 512, 2048, 37_000
    attention = 4 * (d_model * d_model + d_model)  # query, key, value, output, with biases
    feed_forward = d_model * d_ff + d_ff + d_ff * d_model + d_model
    norm = 2 * d_model
    encoder_layer = attention + feed_forward + 2 * norm
    decoder_layer = 2 * attention + feed_forward + 3 * norm
    expected = vocabulary * d_model + 6 * (encoder_layer + decoder_layer)
    assert expected == 63_082_496

    model = build_seq2seq(
        "transformer",
        source_vocabulary_size=vocabulary,
        target_vocabulary_size=vocabulary,
        share_embedding=True,
    )
    model.build()
    assert model.count_params() == expected

    decoder = SelfAttentionDecoder(vocabulary)  # the classes have the same defaults
    encoder = SelfAttentionEncoder(vocabulary, embedding=decoder.embedding)
    model = Seq2Seq(encoder, decoder)
    model.build()
    assert model.count_params() == expected


def test_pre_norm_adds_a_norm_on_either_side():
    counts = {}
    for place in ("post", "pre"):
        model = build_seq2seq(
            "transformer",
            source_vocabulary_size=11,
            target_vocabulary_size=11,
            **TINY,
            norm=place,
        )
        model.build()
        counts[place] = model.count_params()
    assert counts["pre"] - counts["post"] == 2 * (2 * 8)


def test_unknown_architecture():
    message = r"`arch` must be one of .*'lstm_luong', 'transformer'\], got 'rnn'"
    with pytest.raises(ValueError, match=message):
        build_seq2seq("rnn", source_vocabulary_size=11, target_vocabulary_size=11)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_vocabularies_of_a_shared_embedding(arch):
    with pytest.raises(ValueError, match="needs vocabularies of one size, got 11 and 13"):
        build_seq2seq(
            arch, source_vocabulary_size=11, target_vocabulary_size=13, share_embedding=True
        )
