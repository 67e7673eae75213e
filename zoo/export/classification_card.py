"""The card beside an exported classifier of texts."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.classifier_predictor import ClassifierPredictor


def classification_card(
    predictor: ClassifierPredictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a classifier; arguments as in `zoo.export.card.write_card`."""
    weights = ", attention" if predictor.has_attention else ""
    return write_card(
        "Classification of texts",
        takes="strings in, classes and probabilities out",
        holds="tokenizer and model",
        usage=[
            'served.signatures["serving_default"](texts=tf.constant(["..."]))',
            "# label (B,), score (B,); classes (B, C), probabilities (B, C)",
            'served.signatures["detailed"](texts=tf.constant(["..."]))  # tokens' + weights,
            'served.signatures["attributed"](texts=tf.constant(["..."]))  # which tokens mattered',
        ],
        facts=[
            f"Classes: {', '.join(predictor.classes)}",
            f"Parameters: {predictor.model.count_params():,}",
            f"Vocabulary: {predictor.tokenizer.vocabulary_size:,}",
            f"Of a text of more than {predictor.max_length} tokens the middle is left out; a blank "
            'one has the label "" and the score 0, and counts as wrong (`blank` says how many)',
            "`score`: the probability of `label`. `calibration_error` says how far that can be "
            "trusted, in percent: 0 is best (Guo et al. 2017)",
            "`majority` and `bag_of_words`: the accuracy of the class that most training texts are "
            "of, and of a linear model on token counts",
        ],
        settings=settings,
        scores=scores,
        needed=(predictor.tokenizer.needed_import,),
    )
