"""The Transformer's encoder of speech."""

import keras

from zoo.layers import masks
from zoo.layers.number_checks import check_sizes
from zoo.layers.positional_encoding import SinusoidalPositionalEncoding
from zoo.layers.residual import make_norm
from zoo.layers.transformer_encoder import TransformerEncoderLayer
from zoo.models.memory import Memory
from zoo.models.speech_encoder import SpeechEncoder


@keras.saving.register_keras_serializable("zoo")
class SelfAttentionSpeechEncoder(SpeechEncoder):
    """A spectrogram, two convolutions that halve its steps, and `TransformerEncoderLayer`s.

    ```python
    x = relu(conv(log_mel(audio), strides=2)), twice
    values = norm(layers(x + positions))            # sinusoidal; pre-norm
    ```

    Args:
        num_layers: Depth.
        d_model: D, even.
        num_heads: N.
        d_ff: F.
        dropout_rate: Dropout on the steps' vectors and on each sublayer's output.
        mel_bins, sampling_rate, frame_length, frame_step: See `LogMelSpectrogram`.

    Call arguments:
        audio: (B, N) samples, floats from -1 to 1 or 16-bit integers.
        lengths: (B,) integers, samples of each row.
        training: Whether dropout is active.

    Returns:
        `Memory(values (B, S, D), keep (B, S), ())`, a step for four frames; values are zero where
        there is padding.

    Raises:
        ValueError: A size is below 1, `d_model` is odd or `num_heads` is no divisor of it, or
            `dropout_rate` is not in [0, 1).
        TypeError: A size is no whole number.

    Reference:
        Dong et al. 2018, "Speech-Transformer: A No-Recurrence Sequence-to-Sequence Model for
        Speech Recognition", section 3 and figure 2.

    Example:
        >>> sizes = dict(num_layers=1, d_model=8, num_heads=2, d_ff=16)
        >>> encoder = SelfAttentionSpeechEncoder(mel_bins=20, sampling_rate=8000, **sizes)
        >>> encoder(np.zeros((2, 8000), "int16"), np.array([8000, 4000])).values.shape
        TensorShape([2, 25, 8])
    """

    def __init__(
        self,
        *,
        num_layers: int = 2,
        d_model: int = 128,
        num_heads: int = 4,
        d_ff: int = 512,
        dropout_rate: float = 0.1,
        **kwargs,
    ):
        super().__init__(d_model=d_model, dropout_rate=dropout_rate, **kwargs)
        check_sizes(num_layers=num_layers)
        if d_model % 2:
            raise ValueError(f"`d_model` must be even, got {d_model}.")
        self.num_layers = num_layers
        self.num_heads = num_heads
        self.d_ff = d_ff
        policy = self.dtype_policy
        self.positions = SinusoidalPositionalEncoding(dtype=policy)
        self.layers = [
            TransformerEncoderLayer(
                d_model=d_model,
                num_heads=num_heads,
                d_ff=d_ff,
                dropout_rate=dropout_rate,
                norm="pre",
                dtype=policy,
                name=f"layer_{i}",
            )
            for i in range(num_layers)
        ]
        self.norm = make_norm("layer", policy)

    def build(self, audio_shape=None, lengths_shape=None):
        super().build()
        for part in (*self.layers, self.norm):
            part.build((None, None, self.d_model))

    def listen(self, x, keep, training):
        x = self.positions(x)
        for layer in self.layers:
            x = layer(x, keep=keep, training=training)
        return Memory(masks.zero_padding(self.norm(x), keep), keep, ())

    def get_config(self):
        return {
            **super().get_config(),
            "num_layers": self.num_layers,
            "num_heads": self.num_heads,
            "d_ff": self.d_ff,
        }
