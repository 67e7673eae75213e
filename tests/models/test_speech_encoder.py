import numpy as np
import pytest

from zoo.models import RNNSpeechEncoder
from zoo.models.memory import Memory
from zoo.models.speech_encoder import SpeechEncoder


class Steps(SpeechEncoder):
    """The steps as they come."""

    def listen(self, x, keep, training):
        return Memory(x, keep, ())


def made():
    return Steps(mel_bins=10, sampling_rate=8_000, frame_step=100, d_model=6, dropout_rate=0.0)


@pytest.mark.parametrize("count", [1, 99, 100, 399, 400, 401, 800, 1_234])
def test_a_step_is_four_frames(count):
    audio = np.random.default_rng(0).normal(size=(1, count)).astype("float32")
    encoder = made()
    values, keep, _, _ = encoder(audio, np.array([count]))
    assert values.shape[1] == -(-count // encoder.step)
    assert keep.numpy().all()


def test_what_stands_beside_a_row_in_its_batch_does_not_count():
    encoder, rng = made(), np.random.default_rng(0)
    audio = rng.normal(size=(2, 1_300)).astype("float32")
    together = encoder(audio, np.array([1_300, 510]))
    alone = encoder(audio[1:, :510], np.array([510]))
    np.testing.assert_array_equal(together.keep.numpy().sum(axis=1), [4, 2])
    np.testing.assert_allclose(together.values[1, :2], alone.values[0], atol=1e-5)


def test_bad_options():
    with pytest.raises(ValueError, match=r"`d_model` must be at least 1, got 0\."):
        RNNSpeechEncoder(d_model=0)
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1"):
        RNNSpeechEncoder(dropout_rate=1.0)
    with pytest.raises(ValueError, match="`mel_bins` must be at least 1, got 0"):
        RNNSpeechEncoder(mel_bins=0)
