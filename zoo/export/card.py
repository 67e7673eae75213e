"""The card beside an exported model: what it is, how it was made, how to use it."""

from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from zoo import __version__
from zoo.predictor.predictor import Predictor


def translation_card(
    predictor: Predictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a translation model.

    Args:
        predictor: The exported predictor.
        settings: What it was trained with.
        scores: Figures on its test split by the weights' storage, the exported one last; empty
            where they were not measured.

    Returns:
        Markdown.
    """
    model = predictor.model
    settings = portable(settings)
    tokenizers = predictor.source_tokenizer, predictor.target_tokenizer
    needed = sorted({each.needed_import for each in tokenizers} - {""})
    lines = [
        f"# Translation, {settings['arch']}, {settings['data']}",
        "",
        "A TensorFlow SavedModel: strings in, strings out. It holds tokenizers, model and beam",
        "search." if needed else "search, and needs nothing but TensorFlow.",
        *(f"It loads only after `import {name}`, or in TF Serving." for name in needed),
        "",
        "```python",
        "import tensorflow as tf",
        *(f"import {name}" for name in needed),
        'served = tf.saved_model.load("path/to/this/folder")',
        'served.signatures["serving_default"](texts=tf.constant(["..."]))  # {"text", "score"}',
        f'served.signatures["n_best"](texts=tf.constant(["..."]))  # the {predictor.width} best',
        'served.signatures["compiled"](texts=tf.constant(["..."]))  # faster after its first call',
        'served.signatures["detailed"](texts=tf.constant(["..."]))  # tokens, attention, ...',
        'served.signatures["sampled"](  # drawn at random',
        '    texts=tf.constant(["..."]), temperature=tf.constant(0.8), top_k=tf.constant(0),',
        "    top_p=tf.constant(0.9), seed=tf.constant(1),",
        ")",
        "```",
        "",
        f"- Parameters: {model.count_params():,}",
        f"- Vocabulary: {predictor.source_tokenizer.vocabulary_size:,} source, "
        f"{predictor.target_tokenizer.vocabulary_size:,} target",
        f"- Decoding: beam {predictor.width}, length penalty {predictor.length_penalty}, at most "
        f"{predictor.max_length} tokens; a source is cut after {predictor.max_source_length}",
        "- `score`: log-probability over ((5 + length) / 6) ** length penalty",
        f"- Made with seqzoo {__version__}, Keras {keras.__version__}, TensorFlow {tf.__version__}",
        "",
    ]
    return "\n".join([*lines, *score_lines(scores), *setting_lines(settings)]) + "\n"


def portable(settings: dict[str, Any]) -> dict[str, Any]:
    """Settings for a card, which travels: the folders of the machine say nothing elsewhere."""
    settings = {name: value for name, value in settings.items() if name != "run_dir"}
    return {**settings, "data": Path(settings["data"]).name}


def score_lines(scores: dict[str, dict[str, float]]) -> list[str]:
    """Figures on the test split by the weights' storage, the exported one last; none without."""
    return ["## Test split", "", *_table(scores), ""] if scores else []


def setting_lines(settings: dict[str, Any]) -> list[str]:
    """What a model was trained with."""
    rows = [f"| {name} | {value} |" for name, value in settings.items()]
    return ["## Settings", "", "| setting | value |", "|---|---|", *rows]


def _table(scores):
    """A column for each storage, and what the last one lost against the first."""
    head = ["figure", *(scores if len(scores) > 1 else ["value"])]
    first, last = (list(scores.values())[i] for i in (0, -1))
    rows = [[name, *(f"{of[name]:.2f}" for of in scores.values())] for name in first]
    if len(scores) > 1:
        head.append("lost")
        rows = [[*row, f"{first[row[0]] - last[row[0]]:.2f}"] for row in rows]
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
