import numpy as np
import pytest

from zoo.models import ENCODERS, build_encoder

SIZES = {"d_model": 8, "num_heads": 2, "d_ff": 16}
IDS = np.array([[5, 6, 7, 2], [8, 2, 0, 0]])


@pytest.mark.parametrize("arch", ENCODERS)
def test_what_reads_ahead(arch):
    """What stands at the first token hangs on the last one, or does not."""
    encoder = build_encoder(arch, vocabulary_size=9, **SIZES)
    other = np.where(np.arange(4) == 3, 3, IDS)
    values = [np.array(encoder(ids, IDS != 0).values)[0, 0] for ids in (IDS, other)]
    assert np.allclose(*values, atol=1e-6) == (arch in ("simple_rnn", "lstm", "gru"))


def test_bad_options():
    with pytest.raises(ValueError, match=r"`arch` must be one of \['simple_rnn', .*, got 'cnn'"):
        build_encoder("cnn", vocabulary_size=9)
    with pytest.raises(ValueError, match=r"`num_layers` must be at least 1, got 0\."):
        build_encoder("lstm", vocabulary_size=9, num_layers=0)
