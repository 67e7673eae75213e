import io
import wave

import numpy as np
import pytest
import tensorflow as tf

from zoo.audio import decode_wavs, read_wav, write_wav

SAMPLES = np.array([0, 1, -1, 32_767, -32_768, 1_234], "int16")


def wav(data, *, channels=1, width=2, rate=8_000):
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(width)
        writer.setframerate(rate)
        writer.writeframes(data)
    return file.getvalue()


GOOD = wav(SAMPLES.tobytes())
BAD = {
    "nothing": b"",
    "text": b"no sound",
    "half a header": GOOD[:20],
    "cut short": GOOD[:-3],
    "8 bits": wav(b"\x80" * 8, width=1),
    "24 bits": wav(b"\x01" * 9, width=3),
}


def test_it_comes_back_bit_for_bit():
    samples, rate = read_wav(write_wav(SAMPLES, 11_025))
    assert samples.dtype == np.int16
    assert rate == 11_025
    np.testing.assert_array_equal(samples, SAMPLES)


def test_the_mean_of_the_channels():
    stereo = np.array([[100, 200], [-4, 2], [32_767, 32_767]], "int16")
    np.testing.assert_array_equal(read_wav(wav(stereo.tobytes(), channels=2))[0], [150, -1, 32_767])


def test_floats_are_cut():
    samples, _ = read_wav(write_wav(np.array([0.0, 0.5, 2.0, -2.0]), 8_000))
    np.testing.assert_array_equal(samples, [0, 16_384, 32_767, -32_768])


@pytest.mark.parametrize("name", BAD)
def test_what_is_none(name):
    with pytest.raises(
        ValueError, match=r"must be a whole WAV file of 16-bit PCM: .*[a-z]"
    ) as raised:
        read_wav(BAD[name])
    assert "node" not in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("samples", [np.zeros((2, 2), "int16"), np.zeros(3, "int64")])
def test_what_cannot_be_written(samples):
    with pytest.raises(ValueError, match=r"`samples` must be \(N,\), int16 or floats"):
        write_wav(samples, 8_000)


def test_a_batch_in_the_graph():
    other_rate = wav(SAMPLES.tobytes(), rate=16_000)
    contents = [GOOD, *BAD.values(), other_rate, wav(b""), wav(SAMPLES[:3].tobytes())]

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string)])
    def decode(contents):
        return decode_wavs(contents, 8_000, 5)

    audio, lengths, is_audio = (x.numpy() for x in decode(tf.constant(contents)))
    assert audio.dtype == np.int16
    assert audio.shape == (len(contents), 5)
    np.testing.assert_array_equal(audio[0], SAMPLES[:5])  # cut
    np.testing.assert_array_equal(audio[-1], [*SAMPLES[:3], 0, 0])
    assert not audio[1:-1].any()
    assert lengths.tolist() == [5, *[0] * (len(contents) - 2), 3]
    # A file without a sample is one, too.
    assert is_audio.tolist() == [True, *[False] * (len(BAD) + 1), True, True]
    audio, lengths, is_audio = decode(tf.constant([], tf.string))
    assert audio.shape == (0, 1)
    assert lengths.shape == is_audio.shape == (0,)
