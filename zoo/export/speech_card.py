"""The card beside an exported recognizer of speech."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.speech_predictor import SpeechPredictor


def speech_card(
    predictor: SpeechPredictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a recognizer of speech; arguments as in `zoo.export.card.write_card`."""
    attention = ", attention (B, T, S)" if predictor.has_attention else ""
    rate = predictor.sampling_rate
    return write_card(
        "Speech recognition",
        takes="bytes of WAV files in, transcripts out",
        holds="decoding of files, log-mel spectrogram, model, beam search and tokenizer",
        usage=[
            'audio = tf.io.read_file("speech.wav")',
            'served.signatures["serving_default"](audio=audio[None])  # {"text", "score"}',
            f'served.signatures["n_best"](audio=audio[None])  # the {predictor.width} best',
            f'served.signatures["detailed"](audio=audio[None])  # tokens (B, T){attention}',
        ],
        facts=[
            f"Parameters: {predictor.model.count_params():,}; vocabulary: "
            f"{predictor.tokenizer.vocabulary_size:,}",
            f"WAV files of 16-bit PCM with {rate:,} samples a second; of several channels the mean "
            f"is taken, and a sound is cut after {predictor.max_seconds:g} seconds. Other bytes, "
            'and other sampling rates, have the text "" and the score 0, and harm no other row; '
            "`is_audio` of `detailed` says which they are",
            f"Decoding: beam {predictor.width}, length penalty {predictor.length_penalty}, at most "
            f"{predictor.max_length} tokens",
            "`score`: log-probability over ((5 + length) / 6) ** length penalty",
            "`word_error_rate` and `character_error_rate`: substitutions, deletions and insertions "
            "in percent of what was said; less is better. `unheard_...`: of the best answer "
            "without hearing, the training transcript that is nearest to all others",
        ],
        settings=settings,
        scores=scores,
        needed=(predictor.tokenizer.needed_import,),
    )
