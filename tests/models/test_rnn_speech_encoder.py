import numpy as np
import pytest

from zoo.models import RNNSpeechEncoder


def test_it_reads_both_ways():
    encoder = RNNSpeechEncoder(mel_bins=10, sampling_rate=8_000, d_model=6, dropout_rate=0.0)
    audio = np.random.default_rng(0).normal(size=(1, 4_000)).astype("float32")
    before = encoder(audio, np.array([4_000])).values.numpy()
    audio[:, 3_000:] *= -1.7
    after = encoder(audio, np.array([4_000])).values.numpy()
    assert before.shape == (1, 13, 6)
    assert np.abs(after[0, 0, 3:] - before[0, 0, 3:]).max() > 1e-4  # the backward half


def test_state_of_each_layer():
    encoder = RNNSpeechEncoder(cell="gru", depth=2, mel_bins=10, sampling_rate=8_000, d_model=6)
    state = encoder(np.zeros((2, 800), "int16"), np.array([800, 0])).state
    assert [[leaf.shape for leaf in layer] for layer in state] == [[(2, 6)], [(2, 6)]]


def test_bad_options():
    with pytest.raises(ValueError, match="`d_model` must be even, half for each direction, got 7"):
        RNNSpeechEncoder(d_model=7)
    with pytest.raises(ValueError, match="`cell` must be one of"):
        RNNSpeechEncoder(cell="conv")
