"""The card beside an exported tagger."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.tagger_predictor import TaggerPredictor

_READ = {"first": "first token", "last": "last token, as the model reads forward only"}


def tagging_card(
    predictor: TaggerPredictor, settings: dict[str, Any], scores: dict[str, dict[str, float]]
) -> str:
    """Markdown for a tagger; arguments as in `zoo.export.card.write_card`."""
    return write_card(
        "Tags of words",
        takes="strings in, words and their tags out",
        holds="tokenizer and model",
        usage=[
            'served.signatures["serving_default"](texts=tf.constant(["..."]))',
            '# words (B, W), tags (B, W), scores (B, W); "" and 0 where there is padding',
        ],
        facts=[
            f"Tags: {', '.join(predictor.tags)}",
            f"Parameters: {predictor.model.count_params():,}",
            f"Vocabulary: {predictor.tokenizer.vocabulary_size:,}",
            "A word is what stands between white space, so punctuation has to stand by itself as "
            "in the training data; a blank text has no word",
            f"The tag of a word is read at its {_READ[predictor.model.read]}. A sentence of more "
            f"than {predictor.max_length} tokens is read in parts",
            "`scores`: the probability of each tag",
            "`baseline_...`: of the tag that each word has most often in training",
            "`ambiguous_...`: of words with several tags in training; `unknown_...`: of words "
            "that it has not; `plain_...`: of all others",
        ],
        settings=settings,
        scores=scores,
        needed=(predictor.tokenizer.needed_import,),
    )
