import numpy as np
import pytest

from zoo.models import SelfAttentionSpeechEncoder

SIZES = {"mel_bins": 10, "sampling_rate": 8_000, "d_model": 8, "num_heads": 2, "d_ff": 16}


def test_order_counts():
    """Without positions the mean of the values would be the same backwards."""
    encoder = SelfAttentionSpeechEncoder(num_layers=1, dropout_rate=0.0, **SIZES)
    x = np.random.default_rng(0).normal(size=(1, 6, 8)).astype("float32")
    keep = np.ones((1, 6), bool)
    encoder.build()
    ahead, back = (encoder.listen(each, keep, False).values for each in (x, x[:, ::-1].copy()))
    assert np.abs(ahead.numpy().mean(axis=1) - back.numpy().mean(axis=1)).max() > 1e-3


def test_bad_options():
    with pytest.raises(ValueError, match="`num_layers` must be at least 1, got 0"):
        SelfAttentionSpeechEncoder(**SIZES, num_layers=0)
    with pytest.raises(ValueError, match="`d_model` must be even, got 7"):
        SelfAttentionSpeechEncoder(**{**SIZES, "d_model": 7})
