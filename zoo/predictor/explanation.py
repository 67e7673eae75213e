"""Which words of a text mattered for its class, as text and as a picture."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import tensorflow as tf

from zoo.predictor.classifier_predictor import ClassifierPredictor
from zoo.predictor.hangul_font import hangul_font
from zoo.text.close_rows import head_length
from zoo.text.romanise import romanise

METHODS = {"integrated_gradients": "attributed", "attention": "detailed"}
_OUTPUTS = {"integrated_gradients": "attribution", "attention": "attention"}
_BAR = 20
_MOST_BARS = 60  # of a picture: a longer one is no picture
_LONGEST = 40  # letters of a word in it
_SPACE = "␣"  # a space before a cut, which is a word by itself


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

    The tokens between two spaces, letters or bytes too, count together, and a space with the word
    after it. Of a text that is cut, the words on both sides of the cut are two.

    Args:
        predictor: The classifier.
        text: The text.
        method: "integrated_gradients", for every model, see
            `ClassifierPredictor.predict_attributed`; or "attention", what attention pooling looked
            at.

    Raises:
        TypeError: `text` is no string.
        ValueError: `method` is unknown, or "attention" and the model has no attention pooling.
    """
    if method not in METHODS:
        raise ValueError(f"`method` must be one of {list(METHODS)}, got {method!r}.")
    if method == "attention" and not predictor.has_attention:
        raise ValueError(
            "`method` must be 'integrated_gradients' for a model without attention pooling, got "
            "'attention'."
        )
    if not isinstance(text, str):
        raise TypeError(f"`text` must be a string, got {text!r:.80}.")
    texts = tf.constant([text])
    found = predictor.signatures[METHODS[method]](texts)
    ids = predictor.encode(texts).numpy()[0]
    end = ids.tolist().index(predictor.tokenizer.special.end)
    weights = found[_OUTPUTS[method]].numpy()[0, :end]
    words, sums = _whole_words(predictor, text, ids[:end], weights, _place_of_cut(predictor, texts))
    label, score = found["label"].numpy()[0].decode(), float(found["score"].numpy()[0])
    return Explanation(label, score, tuple(words), tuple(sums), method)


def draw_explanation(explanation: Explanation, path: str | Path) -> Path:
    """Write an explanation as bars (PNG), a word a line.

    Of more than 60 words those that weigh most are drawn, and the picture says so; of a long word
    its beginning. Hangul is romanised where no installed font shows it.

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
    places = _heaviest(explanation.weights)
    weights = [explanation.weights[i] for i in places]
    words = [_shortened(explanation.words[i]) for i in places]
    left_out = len(explanation.words) - len(words)
    font = hangul_font()
    if font is None:
        words = [romanise(word) for word in words]
    colours = ["tab:blue" if weight > 0 else "tab:red" for weight in weights]
    with matplotlib.rc_context({"font.family": ["DejaVu Sans", font] if font else ["DejaVu Sans"]}):
        # Not by pyplot: a notebook's own backend and open figures are none of ours.
        figure = Figure(figsize=(6.0, 1.2 + 0.25 * len(words)), layout="constrained")
        axes = figure.subplots()
        axes.barh(range(len(words)), weights, color=colours)
        axes.set_yticks(range(len(words)), words, parse_math=False)
        axes.invert_yaxis()
        axes.axvline(0.0, color="black", linewidth=0.8)
        axes.set_title(f"{explanation.label} {explanation.score:.2f}", parse_math=False)
        method = explanation.method.replace("_", " ")
        less = f"\n{left_out:,} words that weigh less are not shown" if left_out else ""
        axes.set_xlabel(method + less)
        figure.savefig(path, dpi=120)
    return path


def _heaviest(weights: Sequence[float]) -> list[int]:
    """Where the words are that a picture has room for, in the order of the text."""
    return sorted(np.argsort(-np.abs(weights), kind="stable")[:_MOST_BARS].tolist())


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"


def _place_of_cut(predictor: ClassifierPredictor, texts: tf.Tensor) -> int:
    """The first token after what was left out of a text, 0 where nothing was."""
    length = int(predictor.tokenizer.tokenize(texts).row_lengths()[0])
    is_cut = length + 1 > predictor.max_length
    return head_length(predictor.max_length) if is_cut else 0


def _whole_words(predictor, text, ids, weights, cut: int) -> tuple[list[str], list[float]]:
    """Words by white space, and the sums of their tokens' weights.

    Words are the text's own where its tokens are those of its words one by one, with spaces in
    between. Else, as where it is cut, they are as the tokenizer writes them.
    """
    if not len(ids):
        return [], []
    tokenizer, names = predictor.tokenizer, text.split()
    word = _word_of_each(tokenizer, names, ids.tolist())
    if word is None:
        begins = np.array(tokenizer.begins_word)[ids]
        begins[[0, cut]] = True  # what is missing in between may be whole words
        word = np.cumsum(begins) - 1
        words = tokenizer.detokenize(tf.RaggedTensor.from_value_rowids(ids, word)).numpy()
        names = [name.decode().strip() or _SPACE for name in words]
    return names, np.bincount(word, weights, len(names)).tolist()


def _word_of_each(tokenizer, names: list[str], ids: list[int]) -> list[int] | None:
    """The number of the word that each token is of; None where words alone have other tokens."""
    found: list[int] = []
    for number, tokens in enumerate(tokenizer.tokenize(tf.constant(names)).to_list()):
        begin = len(found)
        while begin < len(ids) and tokenizer.vocabulary[ids[begin]].isspace():
            begin += 1
        end = begin + len(tokens)
        if ids[begin:end] != tokens:
            return None
        found += [number] * (end - len(found))
    return found if len(found) == len(ids) else None
