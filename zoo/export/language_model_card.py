"""The card beside an exported language model."""

from typing import Any

from zoo.export.card import made_with, score_table, settings_table
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
    needed = sorted({each.needed_import for each in generator.tokenizers} - {""})
    title, settings = settings_table(settings)
    lines = [
        f"# Language model, {title}",
        "",
        "A TensorFlow SavedModel: prompts in, texts out. It holds tokenizer, model and",
        "sampling." if needed else "sampling, and needs nothing but TensorFlow.",
        *(f"It loads only after `import {name}`, or in TF Serving." for name in needed),
        "",
        "```python",
        "import tensorflow as tf",
        *(f"import {name}" for name in needed),
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
        made_with(),
        "",
    ]
    if scores:
        lines += ["## Test part", "", *score_table(scores), ""]
    return "\n".join([*lines, "## Settings", "", *settings]) + "\n"
