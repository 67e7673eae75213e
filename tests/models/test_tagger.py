import numpy as np
import pytest

from zoo.models import ENCODERS, Tagger, build_encoder

SIZES = {"vocabulary_size": 12, "d_model": 8, "num_heads": 2, "d_ff": 16}
IDS = np.array([[5, 6, 7, 2], [8, 2, 0, 0]])


def test_the_head_reads_each_step():
    encoder = build_encoder("gru", **SIZES)
    model = Tagger(encoder, "abc")
    logits = model({"source_ids": IDS})
    values = encoder(IDS, IDS != 0).values
    np.testing.assert_allclose(logits, model.head(values), rtol=1e-5)
    assert logits.shape == (2, 4, 3)


@pytest.mark.parametrize("arch", ENCODERS)
def test_where_a_word_is_read(arch):
    model = Tagger(build_encoder(arch, **SIZES), "ab")
    assert model.read == ("first" if arch in ("bilstm", "transformer") else "last")


def test_bad_options():
    encoder = build_encoder("gru", **SIZES)
    with pytest.raises(ValueError, match=r"`classes` must be at least 2, got \['a'\]"):
        Tagger(encoder, "a")
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1\.0"):
        Tagger(encoder, "ab", dropout_rate=1.0)
