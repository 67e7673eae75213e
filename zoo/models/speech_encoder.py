"""What all encoders of speech share: samples to a spectrogram, and a quarter of its steps."""

import keras
from keras import ops

from zoo.layers import masks
from zoo.layers.dropout_options import check_rate
from zoo.layers.empty_batches import call_with_a_row
from zoo.layers.log_mel_spectrogram import LogMelSpectrogram
from zoo.layers.number_checks import check_sizes
from zoo.models.memory import Memory

_KERNEL = 3


class SpeechEncoder(keras.layers.Layer):
    """Base of the encoders of speech: a vector for each four frames of a spectrogram.

    ```python
    x = log_mel(audio)                              # (B, F, M)
    x = relu(conv(x, strides=2)), twice             # (B, ceil(ceil(F / 2) / 2), D)
    values = listen(x)
    ```

    A subclass has `listen`.

    Args:
        mel_bins: M.
        sampling_rate: Samples a second.
        frame_length: Samples of a frame, see `LogMelSpectrogram`.
        frame_step: Samples from one frame to the next.
        d_model: D.
        dropout_rate: Dropout on the steps' vectors.

    Call arguments:
        audio: (B, N) samples, floats from -1 to 1 or 16-bit integers.
        lengths: (B,) integers, samples of each row.
        training: Whether dropout is active.

    Raises:
        ValueError: A size is below 1, or `dropout_rate` is not in [0, 1).
        TypeError: A size is no whole number.
    """

    def __init__(
        self,
        *,
        mel_bins: int = 40,
        sampling_rate: int = 16_000,
        frame_length: int | None = None,
        frame_step: int | None = None,
        d_model: int = 128,
        dropout_rate: float = 0.1,
        **kwargs,
    ):
        super().__init__(autocast=False, **kwargs)  # see `LogMelSpectrogram`
        check_sizes(d_model=d_model)
        check_rate("dropout_rate", dropout_rate)
        self.d_model = d_model
        self.dropout_rate = dropout_rate
        policy = self.dtype_policy
        self.log_mel = LogMelSpectrogram(
            mel_bins,
            sampling_rate=sampling_rate,
            frame_length=frame_length,
            frame_step=frame_step,
            dtype=policy,
        )
        self.convolutions = [
            keras.layers.Conv1D(
                d_model,
                _KERNEL,
                strides=2,
                kernel_initializer="he_normal",
                dtype=policy,
                name=f"convolution_{i}",
            )
            for i in range(2)
        ]
        self.dropout = keras.layers.Dropout(dropout_rate, dtype=policy)

    @property
    def sampling_rate(self) -> int:
        """Samples a second."""
        return self.log_mel.sampling_rate

    @property
    def step(self) -> int:
        """Samples from one vector to the next."""
        return 4 * self.log_mel.frame_step

    def build(self, audio_shape=None, lengths_shape=None):
        width = self.log_mel.mel_bins
        for convolution in self.convolutions:
            convolution.build((None, None, width))
            width = self.d_model

    def call(self, audio, lengths, training=None):
        x, keep = self.log_mel(audio, lengths)
        for convolution in self.convolutions:
            # Zeros on both sides and where there is padding, wherever a batch ends.
            x = ops.pad(masks.zero_padding(x, keep), ((0, 0), (_KERNEL // 2,) * 2, (0, 0)))
            x, keep = ops.relu(call_with_a_row(convolution, x)), keep[:, ::2]
        return self.listen(self.dropout(x, training=training), keep, training)

    def listen(self, x, keep, training) -> Memory:
        """Vectors (B, S, D) of four frames each, and which are sound, to the `Memory` of them."""
        raise NotImplementedError

    def get_config(self):
        of_log_mel = self.log_mel.get_config()
        names = ("mel_bins", "sampling_rate", "frame_length", "frame_step")
        return {
            **super().get_config(),
            **{name: of_log_mel[name] for name in names},
            "d_model": self.d_model,
            "dropout_rate": self.dropout_rate,
        }
