"""The card beside an exported language model."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.text_generator import TextGenerator


def language_model_card(
    generator: TextGenerator, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a language model; arguments as in `zoo.export.card.write_card`."""
    return write_card(
        "Language model",
        takes="prompts in, texts out",
        holds="tokenizer, model and sampling",
        usage=[
            'served.signatures["serving_default"](texts=tf.constant(["..."]))  # {"text", ...}',
            'served.signatures["sampled"](  # or "compiled": the same, faster after its first call',
            '    texts=tf.constant(["..."]), temperature=tf.constant(0.8), top_k=tf.constant(0),',
            "    top_p=tf.constant(0.9), max_length=tf.constant(100), seed=tf.constant(1),",
            ")",
            'served.signatures["scored"](texts=tf.constant(["..."]))  # {"log_probability", ...}',
        ],
        facts=[
            f"Parameters: {generator.model.count_params():,}",
            f"Vocabulary: {generator.tokenizer.vocabulary_size:,}",
            f"`text` is the prompt and what follows it; the last {generator.max_prompt:,} tokens "
            "of a prompt are read",
            f"`serving_default` writes {generator.max_length:,} tokens at temperature "
            f"{generator.temperature} with seed 0; no call writes more than {generator.most:,}",
            "`log_probability`: natural logarithm, of all tokens written",
            "`unknown_share`: percent of the test's tokens that are not in the vocabulary; what "
            "stood there is not in the bits",
            "`ngram_...`: the best n-gram model, of order `ngram_order` (interpolated Kneser-Ney)",
        ],
        settings=settings,
        scores=scores,
        needed=(generator.tokenizer.needed_import,),
    )
