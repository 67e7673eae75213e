import numpy as np

from zoo.models import build_speech_recognizer


def test_padding_is_said_by_lengths_not_by_zeros():
    """Silence within a row is sound, too."""
    model = build_speech_recognizer(
        "transformer", vocabulary_size=9, sampling_rate=8_000, d_model=8, num_heads=2, d_ff=16
    )
    audio = np.zeros((1, 8_000), "int16")
    audio[:, :2_000] = np.random.default_rng(0).integers(-9_000, 9_000, 2_000)
    short, long = (model.encode(audio, np.array([n])).keep.numpy().sum() for n in (2_000, 8_000))
    assert (short, long) == (7, 25)
    ids = np.array([[1, 4, 5]])
    logits = [
        model({"audio": audio, "audio_lengths": np.array([n]), "target_in_ids": ids}).numpy()
        for n in (2_000, 8_000)
    ]
    assert np.abs(logits[0] - logits[1]).max() > 1e-4
