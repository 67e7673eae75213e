"""A picture of where on an image the model looks for each word of its caption."""

from pathlib import Path

import numpy as np
import tensorflow as tf

from zoo.image.image_content import Image
from zoo.predictor.caption_predictor import CaptionPredictor

_COLUMNS = 5


def caption_attention(
    predictor: CaptionPredictor, image: Image
) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Caption one image, and read where each token looked.

    Args:
        predictor: A predictor whose decoder attends to the image.
        image: A path, the bytes of a file, or pixels.

    Returns:
        Pixels (size, size, 3) as the model gets them, tokens (T), and weights (T, rows, columns);
        heads are averaged, and the weights of a token sum to 1.

    Raises:
        ValueError: The decoder has no attention, or it is no image.
    """
    if not predictor.has_attention:
        raise ValueError(
            "`predictor` must have a decoder with attention to the image, got "
            f"{type(predictor.model.decoder).__name__}, which sees the mean of its grid alone."
        )
    pixels, is_image = predictor.read([image])
    if not is_image[0]:
        raise ValueError(f"`image` must be a JPEG, PNG, GIF, BMP or WebP, got {image!r:.80}.")
    special = predictor.tokenizer.special
    ids = predictor.search(pixels, is_image).ids[0, 0].numpy()
    ids = ids[ids != special.pad]
    weights = predictor.attention(pixels, tf.constant(ids[None]))[0].numpy()
    return pixels[0].numpy(), [predictor.tokenizer.vocabulary[i] for i in ids], weights


def draw_caption(predictor: CaptionPredictor, image: Image, path: str | Path) -> Path:
    """Write an image with its caption, and a panel for each word: bright where it looked (PNG).

    Args:
        predictor: A predictor whose decoder attends to the image.
        image: A path, the bytes of a file, or pixels.
        path: The file to write; its folder is made where missing.

    Returns:
        The path.

    Raises:
        ValueError: The decoder has no attention, or it is no image.
    """
    from matplotlib.figure import Figure

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels, tokens, weights = caption_attention(predictor, image)
    [caption] = predictor([image])
    rows = -(-(len(tokens) + 1) // _COLUMNS)
    # Not by pyplot: a notebook's own backend and open figures are none of ours.
    figure = Figure(figsize=(2.0 * _COLUMNS, 2.3 * rows + 0.5), layout="constrained")
    panels = figure.subplots(rows, _COLUMNS, squeeze=False).flatten()
    for panel in panels:
        panel.axis("off")
    side = len(pixels)
    panels[0].imshow(pixels)
    for panel, token, weight in zip(panels[1:], tokens, weights, strict=False):
        panel.imshow(pixels.mean(axis=-1), cmap="gray", vmin=0, vmax=255)
        panel.imshow(
            weight,
            cmap="inferno",
            alpha=0.6,
            vmin=0.0,
            vmax=max(float(weight.max()), 1e-6),
            extent=(-0.5, side - 0.5, side - 0.5, -0.5),
            interpolation="bilinear",
        )
        panel.set_title(f"{token} ({weight.max():.2f})", fontsize=9)
    figure.suptitle(caption)
    figure.savefig(path, dpi=110)
    return path
