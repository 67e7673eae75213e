"""Sound in, text out: decoding of files, model, search and tokenizer as one thing."""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from zoo.audio import decode_wavs, read_wav
from zoo.audio.wav import as_int16, write_wav
from zoo.decoding import Decoded, Rule
from zoo.layers.number_checks import check_positive
from zoo.predictor.graph_predictor import first
from zoo.predictor.signal_predictor import SignalPredictor
from zoo.text.tokenizer import Tokenizer

AUDIO = tf.TensorSpec([None], tf.string, name="audio")
_HEARD = [tf.TensorSpec([None, None], tf.int16), tf.TensorSpec([None], tf.int32)]
_SECONDS_PER_CALL = 120

Sound = bytes | str | Path | np.ndarray


class SpeechPredictor(SignalPredictor):
    """A trained `SpeechRecognizer`, its tokenizer and a way to decode: what is scored and exported.

    A row gives the same result alone and in any batch. In the graph, what is no WAV file of 16-bit
    PCM with the model's sampling rate, or holds no sample, has the text "" and the score 0. No text
    holds a padding, start or unknown token.

    Args:
        model: A `SpeechRecognizer`.
        tokenizer: Ids to strings.
        width: Beams; 1 is greedy.
        length_penalty: Exponent of the length penalty, see `zoo.decoding.beam_search`.
        rules: What an output may hold, see `zoo.decoding.rules`.
        max_length: Most tokens of an output.
        max_seconds: A longer sound is cut.

    Raises:
        ValueError: `max_length` or `width` is below 1, `max_seconds` is not positive, or
            `length_penalty` is negative.
        TypeError: An argument is no number.

    Example:
        ```python
        predictor = SpeechPredictor(model, tokenizer, width=4)
        predictor(["speech.wav"])      # ["3 1 4"]
        ```
    """

    def __init__(
        self,
        model: keras.Model,
        tokenizer: Tokenizer,
        *,
        width: int = 4,
        length_penalty: float = 0.6,
        rules: Sequence[Rule] = (),
        max_length: int = 128,
        max_seconds: float = 30.0,
    ):
        super().__init__(
            model,
            tokenizer,
            width=width,
            length_penalty=length_penalty,
            rules=rules,
            max_length=max_length,
        )
        check_positive(max_seconds=max_seconds)
        self.max_seconds = max_seconds
        self.sampling_rate = model.encoder.sampling_rate

    @property
    def example(self) -> bytes:
        """A row that every signature takes."""
        return write_wav(np.zeros(self.sampling_rate, np.int16), self.sampling_rate)

    @property
    def max_samples(self) -> int:
        """Samples of a sound after which it is cut."""
        return max(1, int(self.max_seconds * self.sampling_rate))

    def __call__(self, audio: Sequence[Sound]) -> list[str]:
        """The best transcript of each sound.

        Args:
            audio: Paths of WAV files, their bytes, or samples (N,), int16 or floats from -1 to 1,
                at the model's sampling rate.

        Raises:
            FileNotFoundError: There is no such file.
            TypeError: `audio` is no list, or holds something else.
            ValueError: A file cannot be decoded, or has another sampling rate.
        """
        sounds = self.read(audio)
        # Rows of like length share a call: little padding.
        order = sorted(range(len(sounds)), key=lambda i: len(sounds[i]))
        outputs = [""] * len(sounds)
        while order:
            longest = max(len(sounds[order[-1]]), self.sampling_rate // 2)
            rows = order[-max(1, _SECONDS_PER_CALL * self.sampling_rate // longest) :]
            del order[-len(rows) :]
            samples, lengths = padded([sounds[i] for i in rows])
            found = self._written(*self.search(samples, lengths)[:2], lengths > 0)["text"]
            for i, text in zip(rows, found[:, 0].numpy(), strict=True):
                outputs[i] = text.decode()
        return outputs

    def read(self, audio: Sequence[Sound]) -> list[np.ndarray]:
        """Samples (N,) int16 of each sound; see `__call__`."""
        if isinstance(audio, (str, bytes, Path, np.ndarray)):
            raise TypeError(f"`audio` must be a list of sounds, got {audio!r:.80}.")
        return [self._samples(sound)[: self.max_samples] for sound in audio]

    @tf.function(input_signature=[AUDIO], autograph=False)
    def predict(self, audio: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of files (B,) -> `text` (B,) and `score` (B,), the best of each."""
        return first(self._best(audio))

    @tf.function(input_signature=[AUDIO], autograph=False)
    def predict_n_best(self, audio: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of files (B,) -> `text` (B, K) and `score` (B, K), best first."""
        return self._best(audio)

    @tf.function(input_signature=[AUDIO], autograph=False)
    def predict_detailed(self, audio: tf.Tensor) -> dict[str, tf.Tensor]:
        """In the graph: bytes of files (B,) -> all that is known of the best output of each.

        `text` (B,), `score` (B,), `is_audio` (B,), whether it could be read, `ids` (B, T) and
        `token_log_probabilities` (B, T) with padding after the end, `tokens` (B, T), "" after it,
        `attention` (B, T, S), where each token looked, and `seconds` (S,), where a step begins.
        """
        samples, lengths, is_audio = self.decode(audio)
        details = self._details(self.search(samples, lengths), lengths > 0)
        details["is_audio"] = is_audio
        if self.has_attention:
            attention = self.attention(samples, lengths, details["ids"])
            steps = tf.range(tf.shape(attention)[2], dtype=tf.float32)
            details["attention"] = attention
            details["seconds"] = steps * (self.model.encoder.step / self.sampling_rate)
        return details

    @tf.function(input_signature=[AUDIO], autograph=False)
    def decode(self, audio: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Bytes (B,) to samples (B, N), lengths (B,), and which could be read (B,)."""
        return decode_wavs(audio, self.sampling_rate, self.max_samples)

    @tf.function(input_signature=_HEARD, autograph=False)
    def search(self, samples: tf.Tensor, lengths: tf.Tensor) -> Decoded:
        """The best outputs of samples (B, N) int16: ids (B, K, T) and scores (B, K)."""
        return self._found(self._listen(samples, lengths), lengths > 0)

    def attention(self, samples: tf.Tensor, lengths: tf.Tensor, ids: tf.Tensor) -> tf.Tensor:
        """Where each of the tokens (B, T) looked: (B, T, S), heads averaged."""
        return self._attended(self._listen(samples, lengths), ids)

    def _best(self, audio):
        samples, lengths, _ = self.decode(audio)
        return self._written(*self.search(samples, lengths)[:2], lengths > 0)

    @tf.function(input_signature=_HEARD, autograph=False)
    def _listen(self, samples, lengths):
        with self._weights():
            return self.model.encode(samples, lengths, training=False)

    def _samples(self, sound: Sound) -> np.ndarray:
        if isinstance(sound, np.ndarray):
            return as_int16(sound)
        if not isinstance(sound, (bytes, str, Path)):
            raise TypeError(
                f"`audio` must hold paths, bytes of WAV files or arrays (N,), got {sound!r:.80}."
            )
        name = "`audio`" if isinstance(sound, bytes) else str(sound)
        try:
            samples, rate = read_wav(
                sound if isinstance(sound, bytes) else Path(sound).read_bytes()
            )
        except ValueError as error:
            raise ValueError(f"{name} {error}") from error
        if rate != self.sampling_rate:
            raise ValueError(
                f"{name} must have the model's sampling rate, {self.sampling_rate:,}, got {rate:,}."
            )
        return samples


def padded(sounds: Sequence[np.ndarray]) -> tuple[tf.Tensor, tf.Tensor]:
    """Sounds (N,) int16 as one batch (B, N), N at least 1, and their lengths (B,)."""
    lengths = [len(sound) for sound in sounds]
    batch = np.zeros((len(sounds), max(lengths, default=0) or 1), np.int16)
    for row, sound in zip(batch, sounds, strict=True):
        row[: len(sound)] = sound
    return tf.constant(batch), tf.constant(lengths, tf.int32)
