"""The card beside an exported language model."""

from typing import Any

import keras
import tensorflow as tf

from zoo import __version__
from zoo.export.card import portable, score_lines, setting_lines
from zoo.predictor.text_generator import TextGenerator


def language_model_card(
    generator: TextGenerator, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a language model.

    Args:
        generator: What is exported.
        settings: What it was trained with.
        scores: Figures on its test part by the weights' storage, the exported one last; empty
            where they were not measured.

    Returns:
        Markdown.
    """
    settings = portable(settings)
    needed = generator.tokenizer.needed_import
    lines = [
        f"# Language model, {settings['arch']}, {settings['data']}",
        "",
        "A TensorFlow SavedModel: prompts in, texts out. It holds tokenizer, model and",
        "sampling." if needed else "sampling, and needs nothing but TensorFlow.",
        *([f"It loads only after `import {needed}`, or in TF Serving."] if needed else []),
        "",
        "```python",
        "import tensorflow as tf",
        *([f"import {needed}"] if needed else []),
        'served = tf.saved_model.load("path/to/this/folder")',
        'served.signatures["serving_default"](texts=tf.constant(["..."]))  # {"text", ...}',
        'served.signatures["sampled"](  # or "compiled": the same, faster after its first call',
        '    texts=tf.constant(["..."]), temperature=tf.constant(0.8), top_k=tf.constant(0),',
        "    top_p=tf.constant(0.9), max_length=tf.constant(100), seed=tf.constant(1),",
        ")",
        'served.signatures["scored"](texts=tf.constant(["..."]))  # {"log_probability", ...}',
        "```",
        "",
        f"- Parameters: {generator.model.count_params():,}",
        f"- Vocabulary: {generator.tokenizer.vocabulary_size:,}",
        f"- `text` is the prompt and what follows it; the last {generator.max_prompt:,} tokens of "
        "a prompt are read",
        f"- `serving_default` writes {generator.max_length:,} tokens at temperature "
        f"{generator.temperature} with seed 0; no call writes more than {generator.most:,}",
        "- `log_probability`: natural logarithm, of all tokens written",
        "- `ngram_...`: the best n-gram model, of order `ngram_order` (interpolated Kneser-Ney)",
        f"- Made with seqzoo {__version__}, Keras {keras.__version__}, TensorFlow {tf.__version__}",
        "",
    ]
    return "\n".join([*lines, *score_lines(scores), *setting_lines(settings)]) + "\n"
