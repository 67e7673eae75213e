import numpy as np
import pytest

from zoo.data.tones import SAMPLING_RATE, speak


def loud_parts(sound):
    """Begin and end of what is not silence, in seconds."""
    size = SAMPLING_RATE // 50
    frames = sound[: len(sound) // size * size].reshape(-1, size).astype(float)
    is_loud = np.sqrt((frames**2).mean(axis=1)) > 0.06 * np.abs(sound).max()
    steps = np.flatnonzero(np.diff(np.concatenate([[0], is_loud, [0]])))
    return steps.reshape(-1, 2) / 50


def test_digits_and_pauses():
    parts = loud_parts(speak([1, 0, 2, 9], 0))
    assert len(parts) == 4
    assert ((parts[:, 1] - parts[:, 0]) > 0.08).all()
    assert ((parts[1:, 0] - parts[:-1, 1]) > 0.03).all()


@pytest.mark.parametrize(
    ("digit", "hertz"), [(0, (270, 2_290)), (1, (730, 1_090)), (2, (300, 870))]
)
def test_vowels_have_their_formants(digit, hertz):
    [(begin, end)] = loud_parts(speak([digit], 3))
    sound = speak([digit], 3)[int(begin * SAMPLING_RATE) : int(end * SAMPLING_RATE)]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 8_000))
    strongest = np.argsort(spectrum)[-1]
    assert any(0.85 * f < strongest < 1.17 * f for f in hertz)


def test_each_time_otherwise():
    first, again, other = speak([3, 1], 5), speak([3, 1], 5), speak([3, 1], 6)
    np.testing.assert_array_equal(first, again)
    assert len(first) != len(other)
    assert np.abs(first).max() < 32_767  # nothing is cut
