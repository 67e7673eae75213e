import keras
import numpy as np
import pytest

from zoo.layers import LogMelSpectrogram
from zoo.layers.log_mel_spectrogram import mel_triangles

RATE = 8_000


def sound(count=1_234, seed=0):
    """Noise and two tones."""
    t = np.arange(count) / RATE
    noise = 0.05 * np.random.default_rng(seed).normal(size=count)
    return (0.3 * np.sin(2 * np.pi * 440 * t) + 0.2 * np.sin(2 * np.pi * 1900 * t) + noise).astype(
        "float32"
    )


def by_hand(audio, layer):
    """Frame by frame in NumPy, by the equations of the docstring."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(layer.frame_length) / layer.frame_length)
    audio = np.asarray(audio, "float64")
    rows = []
    for begin in range(0, len(audio), layer.frame_step):
        frame = audio[begin : begin + layer.frame_length]
        frame = np.pad(frame, (0, layer.frame_length - len(frame)))
        power = np.abs(np.fft.rfft(window * frame, layer.fft_length)) ** 2
        peaks = mel_triangles(
            layer.mel_bins, layer.fft_length, RATE, layer.min_hertz, layer.max_hertz
        )
        rows.append(np.log(power @ peaks + 1e-6))
    y = np.array(rows)
    return (y - y.mean(axis=0)) / np.sqrt(y.var(axis=0) + 0.01)


@pytest.mark.parametrize("options", [{}, {"frame_length": 128, "frame_step": 50}])
def test_it_is_its_equations(options):
    layer = LogMelSpectrogram(24, sampling_rate=RATE, **options)
    audio = sound()
    values, keep = layer(audio[None], np.array([len(audio)]))
    expected = by_hand(audio, layer)
    assert keep.numpy().all()
    np.testing.assert_allclose(values[0], expected, atol=2e-4)


def test_energies_are_those_of_tensorflow():
    tf = pytest.importorskip("tensorflow")
    layer = LogMelSpectrogram(30, sampling_rate=RATE, frame_length=256, frame_step=80)
    audio = sound(256 + 80 * 20)  # 21 whole frames
    spectrum = tf.abs(tf.signal.stft(audio, 256, 80, 256)) ** 2
    matrix = tf.signal.linear_to_mel_weight_matrix(30, 129, RATE, 20.0, RATE / 2)
    expected = spectrum @ matrix
    found = layer._energies(tf.pad(audio[None], [[0, 0], [0, 256]]))[0, :21]
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=1e-5)


def test_bands_are_those_of_keras():
    theirs = keras.layers.MelSpectrogram().linear_to_mel_weight_matrix(40, 257, 16_000, 20, 8_000)
    np.testing.assert_allclose(mel_triangles(40, 512, 16_000, 20, 8_000), theirs, atol=2e-3)


def test_sixteen_bits_are_floats():
    layer = LogMelSpectrogram(20, sampling_rate=RATE)
    samples = np.rint(sound() * 32_768).astype("int16")
    lengths = np.array([len(samples)])
    for dtype in ("int16", "int32"):
        found = layer(samples[None].astype(dtype), lengths)[0]
        expected = layer(samples[None].astype("float32") / 32_768, lengths)[0]
        np.testing.assert_array_equal(found, expected)


def test_samples_keep_their_precision_in_half_precision():
    audio = sound(4_000)
    lengths = np.array([4_000])
    half = LogMelSpectrogram(20, sampling_rate=RATE, dtype="mixed_bfloat16")(audio[None], lengths)
    full = LogMelSpectrogram(20, sampling_rate=RATE)(audio[None], lengths)
    assert half[0].dtype == "bfloat16"
    error = np.abs(np.asarray(half[0], "float32") - full[0])
    assert error.max() <= 2**-8 * np.abs(full[0]).max()  # of the rounding in the end alone


def test_loudness_does_not_count():
    layer = LogMelSpectrogram(20, sampling_rate=RATE)
    audio, lengths = sound()[None], np.array([1_234])
    np.testing.assert_allclose(layer(audio, lengths)[0], layer(3 * audio, lengths)[0], atol=1e-2)


def test_a_tone_is_where_it_belongs():
    layer = LogMelSpectrogram(20, sampling_rate=RATE)
    t = np.arange(4_000) / RATE
    audio = np.where(t < 0.25, np.sin(2 * np.pi * 300 * t), np.sin(2 * np.pi * 3000 * t))
    values = layer(audio[None].astype("float32"), np.array([4_000]))[0][0].numpy()
    peaks = np.linspace(*2595 * np.log10(1 + np.array([20, 4_000]) / 700), 22)[1:-1]
    peaks = 700 * (10 ** (peaks / 2595) - 1)
    low, high = (np.argmin(np.abs(peaks - hertz)) for hertz in (300, 3_000))
    assert values[:20, low].min() > values[30:, low].max()
    assert values[:20, high].max() < values[30:, high].min()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mel_bins": 0}, "`mel_bins` must be at least 1, got 0"),
        ({"frame_step": 0}, "`frame_step` must be at least 1, got 0"),
        ({"fft_length": 100}, "`fft_length` must be at least `frame_length`=200, got 100"),
        ({"max_hertz": 5_000.0}, "half of `sampling_rate`=8000, got 20.0 and 5000.0"),
        ({"mel_bins": 100}, "`mel_bins` must leave each band a frequency of the 256-point"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        LogMelSpectrogram(**{"sampling_rate": RATE, **options})
