"""The recurrent encoder of speech: the listener of Listen, Attend and Spell."""

import keras

from zoo.layers import masks
from zoo.layers.stacked_rnn import StackedRNN
from zoo.models.memory import Memory
from zoo.models.speech_encoder import SpeechEncoder


@keras.saving.register_keras_serializable("zoo")
class RNNSpeechEncoder(SpeechEncoder):
    """A spectrogram, two convolutions that halve its steps, and bidirectional recurrent layers.

    ```python
    x = relu(conv(log_mel(audio), strides=2)), twice
    values = rnn(x)                                 # [forward; backward]
    ```

    Args:
        cell: "lstm" or "gru", or a variant, see `StackedRNN`.
        depth: Number of recurrent layers.
        d_model: D, even: half of the units read in each direction.
        dropout_rate: Dropout on each recurrent layer's inputs and on the values.
        mel_bins, sampling_rate, frame_length, frame_step: See `LogMelSpectrogram`.

    Call arguments:
        audio: (B, N) samples, floats from -1 to 1 or 16-bit integers.
        lengths: (B,) integers, samples of each row.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, S, D), keep (B, S), state)`, a step for four frames; values are zero
        where there is padding, and the state is a tuple a layer, (h,) or (h, c), each (B, D).

    Raises:
        ValueError: `d_model` is odd, or an option is unknown or out of its range.

    Reference:
        Chan et al. 2016, "Listen, Attend and Spell: A Neural Network for Large Vocabulary
        Conversational Speech Recognition", section 3.1; its pyramid of recurrent layers, which
        also gives up steps, stands here as the strided convolutions of Zhang et al. 2017, "Very
        Deep Convolutional Networks for End-to-End Speech Recognition", section 2.

    Example:
        >>> encoder = RNNSpeechEncoder(mel_bins=20, sampling_rate=8000, d_model=8)
        >>> encoder(np.zeros((2, 8000), "int16"), np.array([8000, 4000])).values.shape
        TensorShape([2, 25, 8])
    """

    def __init__(
        self,
        *,
        cell: str = "lstm",
        depth: int = 2,
        d_model: int = 128,
        dropout_rate: float = 0.1,
        **kwargs,
    ):
        super().__init__(d_model=d_model, dropout_rate=dropout_rate, **kwargs)
        if d_model % 2:
            raise ValueError(f"`d_model` must be even, half for each direction, got {d_model}.")
        self.cell = cell
        self.depth = depth
        self.rnn = StackedRNN(
            cell,
            d_model // 2,
            depth=depth,
            bidirectional=True,
            dropout_rate=dropout_rate,
            dtype=self.dtype_policy,
        )

    def build(self, audio_shape=None, lengths_shape=None):
        super().build()
        self.rnn.build((None, None, self.d_model))

    def listen(self, x, keep, training):
        values, state = self.rnn(masks.zero_padding(x, keep), keep, training=training)
        return Memory(self.dropout(values, training=training), keep, state)

    def get_config(self):
        return {**super().get_config(), "cell": self.cell, "depth": self.depth}
