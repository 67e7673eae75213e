"""Which words of a text mattered for its class, as text and as a picture."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from zoo.predictor.classifier_predictor import ClassifierPredictor
from zoo.predictor.hangul_font import hangul_font
from zoo.text.romanise import romanise
from zoo.text.split import CONTINUATION

METHODS = {"integrated_gradients": "attributed", "attention": "detailed"}
_OUTPUTS = {"integrated_gradients": "attribution", "attention": "attention"}
_BAR = 20


class Explanation(NamedTuple):
    """A class, its probability, and what each word of the text weighs in it.

    Weights of integrated gradients say how much a word raised the probability (or lowered it, below
    zero); those of attention are shares, which need not say why.
    """

    label: str
    score: float
    words: tuple[str, ...]
    weights: tuple[float, ...]
    method: str

    def __str__(self) -> str:
        """A line a word, with a bar."""
        largest = max([abs(weight) for weight in self.weights], default=0.0) or 1.0
        lines = [f"{self.label} {self.score:.2f} ({self.method.replace('_', ' ')})"]
        for word, weight in zip(self.words, self.weights, strict=True):
            bar = round(_BAR * abs(weight) / largest) * ("█" if weight > 0 else "░")
            lines.append(f"{weight:+.3f} {bar:<{_BAR}} {word}")
        return "\n".join(lines)


def explain(
    predictor: ClassifierPredictor, text: str, *, method: str = "integrated_gradients"
) -> Explanation:
    """Classify a text, and say which of its words mattered.

    Pieces of a word count together.

    Args:
        predictor: The classifier.
        text: The text.
        method: "integrated_gradients", for every model, see
            `ClassifierPredictor.predict_attributed`; or "attention", what attention pooling looked
            at.

    Raises:
        ValueError: `method` is unknown, or "attention" and the model has no attention pooling.
    """
    if method not in METHODS:
        raise ValueError(f"`method` must be one of {list(METHODS)}, got {method!r}.")
    if method == "attention" and not predictor.has_attention:
        raise ValueError(
            "`method` must be 'integrated_gradients' for a model without attention pooling, got "
            "'attention'."
        )
    found = predictor.signatures[METHODS[method]](tf.constant([text]))
    tokens = [token.decode() for token in found["tokens"].numpy()[0]]
    end = tokens.index(predictor.tokenizer.vocabulary[predictor.tokenizer.special.end])
    weights = found[_OUTPUTS[method]].numpy()[0]
    words, sums = _whole_words(tokens[:end], weights[:end])
    label, score = found["label"].numpy()[0].decode(), float(found["score"].numpy()[0])
    return Explanation(label, score, tuple(words), tuple(sums), method)


def draw_explanation(explanation: Explanation, path: str | Path) -> Path:
    """Write an explanation as bars (PNG), a word a line.

    Hangul is romanised where no installed font shows it.

    Args:
        explanation: What `explain` gave.
        path: The file to write; its folder is made where missing.

    Returns:
        The path.
    """
    import matplotlib
    from matplotlib.figure import Figure

    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    font, words = hangul_font(), explanation.words
    if font is None:
        words = [romanise(word) for word in words]
    colours = ["tab:blue" if weight > 0 else "tab:red" for weight in explanation.weights]
    with matplotlib.rc_context({"font.family": ["DejaVu Sans", font] if font else ["DejaVu Sans"]}):
        # Not by pyplot: a notebook's own backend and open figures are none of ours.
        figure = Figure(figsize=(6.0, 1.2 + 0.25 * len(words)), layout="constrained")
        axes = figure.subplots()
        axes.barh(range(len(words)), explanation.weights, color=colours)
        axes.set_yticks(range(len(words)), words)
        axes.invert_yaxis()
        axes.axvline(0.0, color="black", linewidth=0.8)
        axes.set_title(f"{explanation.label} {explanation.score:.2f}")
        axes.set_xlabel(explanation.method.replace("_", " "))
        figure.savefig(path, dpi=120)
    return path


def _whole_words(tokens: list[str], weights: np.ndarray) -> tuple[list[str], list[float]]:
    words, sums = [], []
    for token, weight in zip(tokens, weights.tolist(), strict=True):
        if words and token.startswith(CONTINUATION) and token != CONTINUATION:
            words[-1] += token[len(CONTINUATION) :]
            sums[-1] += weight
        else:
            words.append(token)
            sums.append(weight)
    return words, sums
