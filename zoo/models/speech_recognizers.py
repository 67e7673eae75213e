"""Whole recognizers of speech by name: `arch` swaps the parts and nothing else."""

from zoo.layers.number_checks import check_sizes
from zoo.models.attention_rnn_decoder import AttentionRNNDecoder
from zoo.models.rnn_speech_encoder import RNNSpeechEncoder
from zoo.models.self_attention_decoder import SelfAttentionDecoder
from zoo.models.self_attention_speech_encoder import SelfAttentionSpeechEncoder
from zoo.models.speech_recognizer import SpeechRecognizer

# The cell on both sides; none in the Transformer.
SPEECH_RECOGNIZERS = {"lstm_attention": "lstm", "gru_attention": "gru", "transformer": None}


def build_speech_recognizer(
    arch: str,
    *,
    vocabulary_size: int,
    sampling_rate: int,
    mel_bins: int = 40,
    frame_length: int | None = None,
    frame_step: int | None = None,
    d_model: int = 128,
    num_layers: int = 2,
    decoder_layers: int = 1,
    num_heads: int = 4,
    d_ff: int = 512,
    dropout_rate: float = 0.1,
    pad_id: int = 0,
    dtype: str | None = None,
) -> SpeechRecognizer:
    """Make a `SpeechRecognizer`.

    Args:
        arch: "lstm_attention", "gru_attention": bidirectional layers, and a decoder that looks at
            them before every step (Listen, Attend and Spell); "transformer": self-attention on
            both sides (Speech-Transformer).
        vocabulary_size: V.
        sampling_rate: Samples a second.
        mel_bins: Bands of the spectrogram.
        frame_length: Samples of a frame; a 40th of a second where not given.
        frame_step: Samples from one frame to the next; a 100th of a second where not given.
        d_model: D.
        num_layers: Depth of the encoder, after its two convolutions.
        decoder_layers: Depth of the decoder.
        num_heads: N, where there are heads.
        d_ff: F, where there is a feed-forward network.
        dropout_rate: Dropout, where each part has it.
        pad_id: The id that fills rows up.
        dtype: Dtype policy of all parts; the global one where not given.

    Returns:
        An unbuilt model.

    Raises:
        ValueError: `arch` is unknown, a size is below 1, or a part refuses what it gets.
        TypeError: A size is no whole number.

    Example:
        >>> sizes = dict(vocabulary_size=14, sampling_rate=8000, d_model=8, num_heads=2)
        >>> type(build_speech_recognizer("gru_attention", **sizes).encoder).__name__
        'RNNSpeechEncoder'
    """
    if arch not in SPEECH_RECOGNIZERS:
        raise ValueError(f"`arch` must be one of {list(SPEECH_RECOGNIZERS)}, got {arch!r}.")
    check_sizes(num_layers=num_layers, decoder_layers=decoder_layers)
    check_sizes(num_heads=num_heads, d_ff=d_ff)
    common = {"d_model": d_model, "dropout_rate": dropout_rate, "dtype": dtype}
    sound = {
        "mel_bins": mel_bins,
        "sampling_rate": sampling_rate,
        "frame_length": frame_length,
        "frame_step": frame_step,
        **common,
    }
    cell = SPEECH_RECOGNIZERS[arch]
    if cell is None:
        blocks = {"num_heads": num_heads, "d_ff": d_ff}
        encoder = SelfAttentionSpeechEncoder(num_layers=num_layers, **blocks, **sound)
        decoder = SelfAttentionDecoder(
            vocabulary_size, num_layers=decoder_layers, **blocks, **common, norm="pre"
        )
    else:
        encoder = RNNSpeechEncoder(cell=cell, depth=num_layers, **sound)
        decoder = AttentionRNNDecoder(vocabulary_size, cell=cell, depth=decoder_layers, **common)
    return SpeechRecognizer(encoder, decoder, pad_id=pad_id, dtype=dtype)
