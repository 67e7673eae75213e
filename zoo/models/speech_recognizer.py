"""An encoder of speech and a decoder of text, joined to one trainable model."""

import keras

from zoo.models.seq2seq import Seq2Seq


@keras.saving.register_keras_serializable("zoo")
class SpeechRecognizer(Seq2Seq):
    """Listens to speech, then predicts every token of its transcript from those before it.

    ```python
    memory = encoder(audio, audio_lengths)
    logits = decoder(target_in_ids, memory)
    ```

    Decoders are those of `Seq2Seq`. Lengths are given with the sound: silence is zero, too.

    Args:
        encoder: Layer from (audio, lengths) to `Memory`; see `RNNSpeechEncoder`.
        decoder: Layer from (target_in_ids, memory) to logits, with the decoding protocol
            `prepare, start, step, prefill`.
        pad_id: The id that fills rows up.
        sampling: A `ScheduledSampling`: in training the decoder then reads some of its own
            predictions. Not by default.

    Call arguments:
        inputs: dict of `audio` (B, N), floats from -1 to 1 or 16-bit integers, `audio_lengths`
            (B,), samples of each row, and `target_in_ids` (B, T), integers, right-padded.
        training: Whether dropout and `sampling` are active.

    Returns:
        Logits (B, T, V).

    Reference:
        Chan et al. 2016, "Listen, Attend and Spell: A Neural Network for Large Vocabulary
        Conversational Speech Recognition", section 3; Dong et al. 2018, "Speech-Transformer".

    Example:
        >>> from zoo.models import AttentionRNNDecoder, RNNSpeechEncoder
        >>> encoder = RNNSpeechEncoder(mel_bins=20, sampling_rate=8000, d_model=8)
        >>> model = SpeechRecognizer(encoder, AttentionRNNDecoder(60, d_model=8))
        >>> sound = {"audio": np.zeros((2, 800), "int16"), "audio_lengths": np.array([800, 400])}
        >>> model({**sound, "target_in_ids": np.ones((2, 4), int)}).shape
        TensorShape([2, 4, 60])
    """

    source = ("audio", "audio_lengths")

    def __init__(self, encoder, decoder, **kwargs):
        super().__init__(encoder, decoder, autocast=False, **kwargs)  # see `LogMelSpectrogram`

    def encode(self, audio, lengths, training=None):
        """`Memory` of (B, N) samples, of which each row has `lengths` (B,)."""
        return self.encoder(audio, lengths, training=training)
