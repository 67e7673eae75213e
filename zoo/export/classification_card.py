"""The card beside an exported classifier of texts."""

from typing import Any

import keras
import tensorflow as tf

from zoo import __version__
from zoo.export.card import portable, score_lines, setting_lines
from zoo.predictor.classifier_predictor import ClassifierPredictor


def classification_card(
    predictor: ClassifierPredictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a classifier.

    Args:
        predictor: The exported predictor.
        settings: What it was trained with.
        scores: Figures on its test split by the weights' storage, the exported one last; empty
            where they were not measured.

    Returns:
        Markdown.
    """
    settings = portable(settings)
    needed = predictor.tokenizer.needed_import
    weights = ", attention" if predictor.has_attention else ""
    lines = [
        f"# Classification of texts, {settings['arch']}, {settings['data']}",
        "",
        "A TensorFlow SavedModel: strings in, classes and probabilities out. It holds tokenizer",
        "and model." if needed else "and model, and needs nothing but TensorFlow.",
        *([f"It loads only after `import {needed}`, or in TF Serving."] if needed else []),
        "",
        "```python",
        "import tensorflow as tf",
        *([f"import {needed}"] if needed else []),
        'served = tf.saved_model.load("path/to/this/folder")',
        'served.signatures["serving_default"](texts=tf.constant(["..."]))',
        "# label (B,), score (B,); classes (B, C), probabilities (B, C)",
        'served.signatures["detailed"](texts=tf.constant(["..."]))  # tokens' + weights,
        "```",
        "",
        f"- Classes: {', '.join(predictor.classes)}",
        f"- Parameters: {predictor.model.count_params():,}",
        f"- Vocabulary: {predictor.tokenizer.vocabulary_size:,}",
        f"- Of a text of more than {predictor.max_length} tokens the middle is left out; a blank",
        '  one has the label "" and the score 0',
        "- `score`: the probability of `label`. `calibration_error` says how far that can be",
        "  trusted, in percent: 0 is best (Guo et al. 2017)",
        "- `majority` and `bag_of_words`: the accuracy of the most frequent class, and of a linear",
        "  model on token counts",
        f"- Made with seqzoo {__version__}, Keras {keras.__version__}, TensorFlow {tf.__version__}",
        "",
    ]
    return "\n".join([*lines, *score_lines(scores), *setting_lines(settings)]) + "\n"
