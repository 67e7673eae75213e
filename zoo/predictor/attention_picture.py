"""A picture of where the model looks while it writes."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from zoo.predictor.hangul_font import hangul_font
from zoo.predictor.predictor import Predictor
from zoo.text.romanise import romanise


def attention_scores(predictor: Predictor, source: str) -> tuple[list[str], list[str], np.ndarray]:
    """Decode one text, and read how much each output token looked at each source token.

    Args:
        predictor: A predictor whose decoder attends to the source.
        source: The text.

    Returns:
        Source tokens (S), output tokens (T) and weights (T, S); heads or layers are averaged, and
        each row sums to 1.

    Raises:
        ValueError: The decoder has no attention to the source.
    """
    model, tokenizer = predictor.model, predictor.target_tokenizer
    if not predictor.has_attention:
        raise ValueError(
            "`predictor` must have a decoder with attention to the source, got "
            f"{type(model.decoder).__name__}, which sees its last state alone."
        )
    source_ids = predictor.encode(tf.constant([source]))
    special = tokenizer.special
    output_ids = [special.end]
    if source_ids[0, 0] != predictor.source_tokenizer.special.end:  # a blank text has no output
        best = predictor.search(source_ids).ids[0, 0]
        output_ids = [int(i) for i in best if i != special.pad]
    target_in = tf.constant([[special.start, *output_ids[:-1]]])
    memory = model.encode(source_ids, training=False)
    weights = np.array(model.decoder.attention_scores(target_in, memory)[0], "float32")
    source_tokens = [predictor.source_tokenizer.vocabulary[i] for i in source_ids.numpy()[0]]
    return source_tokens, [tokenizer.vocabulary[i] for i in output_ids], weights


def draw_attention(predictor: Predictor, source: str, path: str | Path) -> Path:
    """Write the attention of one text as a heatmap (PNG).

    Hangul labels are romanised where no installed font shows them.

    Args:
        predictor: A predictor whose decoder attends to the source.
        source: The text.
        path: The file to write; its folder is made where missing.

    Returns:
        The path.

    Raises:
        ValueError: The decoder has no attention to the source.
    """
    import matplotlib
    from matplotlib.figure import Figure

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    sources, outputs, weights = attention_scores(predictor, source)
    font = hangul_font()
    if font is None:
        sources, outputs = ([romanise(t) for t in tokens] for tokens in (sources, outputs))
    size = (2.0 + 0.5 * len(sources), 1.6 + 0.4 * len(outputs))
    with matplotlib.rc_context({"font.family": ["DejaVu Sans", font] if font else ["DejaVu Sans"]}):
        # Not by pyplot: a notebook's own backend and open figures are none of ours.
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots()
        image = axes.imshow(weights, cmap="Blues", vmin=0.0, vmax=1.0, aspect="auto")
        axes.set_xticks(range(len(sources)), sources, rotation=45, ha="left")
        axes.set_yticks(range(len(outputs)), outputs)
        axes.xaxis.tick_top()
        axes.set_xlabel("source")
        axes.set_ylabel("output")
        figure.colorbar(image, label="attention")
        figure.savefig(path, dpi=120)
    return path
