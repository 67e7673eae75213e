"""A picture of when in a sound the model listens for each token that it writes."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from zoo.predictor.hangul_font import hangul_font
from zoo.predictor.speech_predictor import Sound, SpeechPredictor, padded
from zoo.text.romanise import romanise


def speech_attention(
    predictor: SpeechPredictor, sound: Sound
) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Transcribe one sound, and read when each token listened.

    Args:
        predictor: A predictor whose decoder attends to the sound.
        sound: A path, the bytes of a file, or samples.

    Returns:
        The spectrogram (F, M) as the model gets it, tokens (T), and weights (T, S), S steps of
        four frames; heads are averaged, and the weights of a token sum to 1.

    Raises:
        ValueError: The decoder has no attention, the sound holds no sample, or see
            `SpeechPredictor.__call__`.
    """
    if not predictor.has_attention:
        raise ValueError(
            "`predictor` must have a decoder with attention to the sound, got "
            f"{type(predictor.model.decoder).__name__}."
        )
    samples, lengths = padded(predictor.read([sound]))
    if not lengths[0]:
        raise ValueError("`sound` must hold at least one sample, got none.")
    ids = predictor.search(samples, lengths).ids[0, 0].numpy()
    ids = ids[ids != predictor.tokenizer.special.pad]
    weights = predictor.attention(samples, lengths, tf.constant(ids[None]))[0].numpy()
    spectrogram, _ = predictor.model.encoder.log_mel(samples, lengths)
    tokens = [predictor.tokenizer.vocabulary[i] for i in ids]
    return np.array(spectrogram[0], "float32"), tokens, weights


def draw_speech(predictor: SpeechPredictor, sound: Sound, path: str | Path) -> Path:
    """Write the spectrogram of a sound, and below it when each token listened (PNG).

    Hangul labels are romanised where no installed font shows them.

    Args:
        predictor: A predictor whose decoder attends to the sound.
        sound: A path, the bytes of a file, or samples.
        path: The file to write; its folder is made where missing.

    Returns:
        The path.

    Raises:
        ValueError: See `speech_attention`.
    """
    import matplotlib
    from matplotlib.figure import Figure

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    spectrogram, tokens, weights = speech_attention(predictor, sound)
    font = hangul_font()
    if font is None:
        tokens = [romanise(token) for token in tokens]
    encoder = predictor.model.encoder
    seconds = len(spectrogram) * encoder.log_mel.frame_step / predictor.sampling_rate
    until = weights.shape[1] * encoder.step / predictor.sampling_rate
    with matplotlib.rc_context({"font.family": ["DejaVu Sans", font] if font else ["DejaVu Sans"]}):
        # Not by pyplot: a notebook's own backend and open figures are none of ours.
        figure = Figure(figsize=(9.0, 3.0 + 0.3 * len(tokens)), layout="constrained")
        heights = [2.0, 1.0 + 0.3 * len(tokens)]
        above, below = figure.subplots(2, 1, sharex=True, height_ratios=heights)
        extent = (0.0, seconds, 0.0, spectrogram.shape[1])
        above.imshow(spectrogram.T, origin="lower", aspect="auto", extent=extent, cmap="magma")
        above.set_ylabel("mel band")
        image = below.imshow(
            weights,
            cmap="Blues",
            vmin=0.0,
            vmax=max(float(weights.max()), 1e-6),
            aspect="auto",
            extent=(0.0, until, len(tokens) - 0.5, -0.5),
            interpolation="nearest",
        )
        below.set_yticks(range(len(tokens)), tokens)
        below.set_xlim(0.0, seconds)
        below.set_xlabel("seconds")
        below.set_ylabel("output")
        figure.colorbar(image, ax=below, label="attention")
        figure.savefig(path, dpi=110)
    return path
