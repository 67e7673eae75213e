"""The card beside an exported translation model."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.predictor import Predictor


def translation_card(
    predictor: Predictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a translation model; arguments as in `zoo.export.card.write_card`."""
    source, target = predictor.source_tokenizer, predictor.target_tokenizer
    return write_card(
        "Translation",
        takes="strings in, strings out",
        holds="tokenizers, model and beam search",
        usage=[
            'served.signatures["serving_default"](texts=tf.constant(["..."]))  # {"text", "score"}',
            'served.signatures["n_best"](texts=tf.constant(["..."]))'
            f"  # the {predictor.width} best",
            'served.signatures["compiled"](texts=tf.constant(["..."]))'
            "  # faster after its first call",
            'served.signatures["detailed"](texts=tf.constant(["..."]))  # tokens, attention, ...',
            'served.signatures["sampled"](  # drawn at random',
            '    texts=tf.constant(["..."]), temperature=tf.constant(0.8), top_k=tf.constant(0),',
            "    top_p=tf.constant(0.9), seed=tf.constant(1),",
            ")",
        ],
        facts=[
            f"Parameters: {predictor.model.count_params():,}",
            f"Vocabulary: {source.vocabulary_size:,} source, {target.vocabulary_size:,} target",
            f"Decoding: beam {predictor.width}, length penalty {predictor.length_penalty}, at most "
            f"{predictor.max_length} tokens; a source is cut after {predictor.max_source_length}",
            "`score`: log-probability over ((5 + length) / 6) ** length penalty",
        ],
        settings=settings,
        scores=scores,
        needed=(source.needed_import, target.needed_import),
    )
