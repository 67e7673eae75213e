"""Sound as a picture: how loud each band of pitch is, step by step."""

from typing import Any

import keras
import numpy as np
from keras import ops

from zoo.layers import masks
from zoo.layers.number_checks import check_integers, check_sizes

Tensor = Any

_FLOOR = 1e-6  # of an energy: the silence of 16 bits
_LEAST_VARIANCE = 1e-2  # a band that never changes is not blown up to noise


@keras.saving.register_keras_serializable("zoo")
class LogMelSpectrogram(keras.layers.Layer):
    """Waveforms to the logarithm of their energy in bands as wide as the ear's.

    ```python
    x_t = w * audio[t H : t H + L]                          # w: a periodic Hann window
    power_t[k] = |sum_n x_t[n] exp(-2 pi i k n / K)| ** 2   # K: fft_length, f_k = k rate / K
    mel(f) = 2595 log10(1 + f / 700)
    energy_t[m] = sum_k triangle_m(mel(f_k)) power_t[k]     # their peaks, evenly spaced in mel
    y_t[m] = log(energy_t[m] + 1e-6)
    y_t[m] = (y_t[m] - mean_t y[m]) / sqrt(variance_t y[m] + 0.01)  # over a row's own frames
    ```

    A frame begins every H samples within the sound; the last ones go on in silence. So a row's
    frames are the same alone and in any batch, which those of `keras.layers.MelSpectrogram` are
    not: it mirrors the end of the padded batch, and its decibels hang on the batch's maximum. By
    the normalisation, neither loudness nor the microphone's colour counts. Nothing is learned.

    Args:
        mel_bins: M, the bands.
        sampling_rate: Samples a second.
        frame_length: L, samples of a frame.
        frame_step: H, samples from one frame's begin to the next one's.
        fft_length: K; the next power of two from `frame_length` on where not given.
        min_hertz: Where the lowest band begins.
        max_hertz: Where the highest one ends; half of `sampling_rate` where not given.

    Call arguments:
        audio: (B, N) samples, floats from -1 to 1 or 16-bit integers; what is beyond a row's
            length does not count.
        lengths: (B,) integers, samples of each row.

    Returns:
        values (B, F, M), F = ceil(N / frame_step), zero where there is padding, and keep (B, F),
        True where a frame begins within the row. The transform is taken in float32 at least. On the
        JAX backend N must be known: Keras's `stft` takes no symbol there.

    Raises:
        ValueError: A size is below 1, `fft_length` is below `frame_length`, frequencies are out
            of order, or a band is so narrow that no frequency of the transform is in it.
        TypeError: A size is no whole number.

    Reference:
        Davis and Mermelstein 1980, "Comparison of Parametric Representations for Monosyllabic
        Word Recognition in Continuously Spoken Sentences", section II; Young et al. 2006, "The
        HTK Book", eq. 5.13 (the mel scale) and section 5.4.

    Example:
        >>> layer = LogMelSpectrogram(20, sampling_rate=8000)
        >>> values, keep = layer(np.zeros((2, 8000), "int16"), np.array([8000, 4000]))
        >>> values.shape, keep.numpy().sum(axis=1).tolist()
        (TensorShape([2, 100, 20]), [100, 50])
    """

    def __init__(
        self,
        mel_bins: int = 40,
        *,
        sampling_rate: int = 16_000,
        frame_length: int | None = None,
        frame_step: int | None = None,
        fft_length: int | None = None,
        min_hertz: float = 20.0,
        max_hertz: float | None = None,
        **kwargs,
    ):
        # Half precision would be too coarse for samples: they are not cast on their way in.
        super().__init__(autocast=False, **kwargs)
        check_sizes(mel_bins=mel_bins, sampling_rate=sampling_rate)
        self.mel_bins = mel_bins
        self.sampling_rate = sampling_rate
        self.frame_length = sampling_rate // 40 if frame_length is None else frame_length
        self.frame_step = sampling_rate // 100 if frame_step is None else frame_step
        check_sizes(frame_length=self.frame_length, frame_step=self.frame_step)
        least = 1 << (int(self.frame_length) - 1).bit_length()
        self.fft_length = least if fft_length is None else fft_length
        self.min_hertz = min_hertz
        self.max_hertz = sampling_rate / 2 if max_hertz is None else max_hertz
        self._check()
        angles = 2 * np.pi * np.arange(self.frame_length) / self.frame_length
        after = self.fft_length - self.frame_length
        self._window = np.pad(0.5 - 0.5 * np.cos(angles), (0, after))
        self._triangles = mel_triangles(
            mel_bins, self.fft_length, sampling_rate, self.min_hertz, self.max_hertz
        )
        if not self._triangles.any(axis=0).all():
            raise ValueError(
                f"`mel_bins` must leave each band a frequency of the {self.fft_length}-point "
                f"transform, got {mel_bins} from {self.min_hertz} to {self.max_hertz} hertz."
            )

    def build(self, audio_shape=None, lengths_shape=None):
        pass

    def call(self, audio, lengths):
        x = masks.to_float32(audio)
        if "int" in keras.backend.standardize_dtype(audio.dtype):
            x = x / 32_768.0
        x = ops.where(_before(lengths, ops.shape(x)[1]), x, 0.0)
        count = -(-ops.shape(x)[1] // self.frame_step)
        x = ops.pad(x, ((0, 0), (0, self.fft_length)))
        y = ops.log(self._energies(x)[:, :count] + _FLOOR)
        keep = _before(-(-lengths // self.frame_step), count)
        return ops.cast(_normalised(y, keep), self.compute_dtype), keep

    def get_config(self):
        return {
            **super().get_config(),
            "mel_bins": self.mel_bins,
            "sampling_rate": self.sampling_rate,
            "frame_length": self.frame_length,
            "frame_step": self.frame_step,
            "fft_length": self.fft_length,
            "min_hertz": self.min_hertz,
            "max_hertz": self.max_hertz,
        }

    def _energies(self, x):
        window = ops.cast(self._window, x.dtype)
        size = self.fft_length
        real, imaginary = ops.stft(x, size, self.frame_step, size, window=window, center=False)
        power = ops.square(real) + ops.square(imaginary)
        return ops.matmul(power, ops.cast(self._triangles, x.dtype))

    def _check(self):
        check_integers(fft_length=self.fft_length)
        if self.fft_length < self.frame_length:
            raise ValueError(
                f"`fft_length` must be at least `frame_length`={self.frame_length}, got "
                f"{self.fft_length}."
            )
        if not 0 <= self.min_hertz < self.max_hertz <= self.sampling_rate / 2:
            raise ValueError(
                f"`min_hertz` and `max_hertz` must be in order and from 0 to half of "
                f"`sampling_rate`={self.sampling_rate}, got {self.min_hertz} and {self.max_hertz}."
            )


def mel_triangles(
    mel_bins: int, fft_length: int, sampling_rate: int, min_hertz: float, max_hertz: float
) -> np.ndarray:
    """How much each frequency of a transform counts in each band: (K / 2 + 1, M)."""

    def mel(hertz):
        return 2595.0 * np.log10(1.0 + hertz / 700.0)

    peaks = np.linspace(mel(min_hertz), mel(max_hertz), mel_bins + 2)
    places = mel(np.linspace(0.0, sampling_rate / 2, fft_length // 2 + 1))[:, None]
    rising = (places - peaks[:-2]) / (peaks[1:-1] - peaks[:-2])
    falling = (peaks[2:] - places) / (peaks[2:] - peaks[1:-1])
    return np.maximum(0.0, np.minimum(rising, falling))


def _before(lengths: Tensor, size: int | Tensor) -> Tensor:
    """(B, size) booleans: the first `lengths` of each row."""
    return ops.arange(size)[None] < ops.cast(lengths, "int32")[:, None]


def _normalised(y: Tensor, keep: Tensor) -> Tensor:
    """Each band of a row has mean 0 and variance 1 over what is kept; the rest is zero."""
    count = ops.maximum(ops.sum(ops.cast(keep, y.dtype), axis=1), 1.0)[:, None, None]
    mean = ops.sum(masks.zero_padding(y, keep), axis=1, keepdims=True) / count
    centred = masks.zero_padding(y - mean, keep)
    variance = ops.sum(ops.square(centred), axis=1, keepdims=True) / count
    return centred / ops.sqrt(variance + _LEAST_VARIANCE)
