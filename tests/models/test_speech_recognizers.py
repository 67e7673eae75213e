import numpy as np
import pytest

from zoo.models import SPEECH_RECOGNIZERS, build_speech_recognizer

SIZES = {"vocabulary_size": 9, "sampling_rate": 8_000, "d_model": 8, "num_heads": 2, "d_ff": 16}


@pytest.mark.parametrize("arch", SPEECH_RECOGNIZERS)
def test_every_architecture_is_made(arch):
    model = build_speech_recognizer(arch, decoder_layers=2, frame_step=100, **SIZES)
    sound = {"audio": np.zeros((2, 900), "int16"), "audio_lengths": np.array([900, 4])}
    assert model({**sound, "target_in_ids": np.ones((2, 5), int)}).shape == (2, 5, 9)
    assert model.encoder.step == 400


def test_bad_options():
    with pytest.raises(ValueError, match=r"`arch` must be one of \['lstm_attention', .*'lstm'"):
        build_speech_recognizer("lstm", **SIZES)
    with pytest.raises(ValueError, match=r"`decoder_layers` must be at least 1, got 0\."):
        build_speech_recognizer("lstm_attention", decoder_layers=0, **SIZES)
