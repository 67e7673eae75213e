"""The card beside an exported classifier of images."""

from typing import Any

from zoo.export.card import write_card
from zoo.predictor.image_classifier_predictor import ImageClassifierPredictor


def image_classification_card(
    predictor: ImageClassifierPredictor,
    settings: dict[str, Any],
    scores: dict[str, dict[str, float]],
) -> str:
    """Markdown for a classifier of images; arguments as in `zoo.export.card.write_card`."""
    size = predictor.image_size
    return write_card(
        "Classification of images",
        takes="bytes of image files in, classes and probabilities out",
        holds="decoding and model",
        usage=[
            'image = open("photo.jpg", "rb").read()',
            'served.signatures["serving_default"](images=tf.constant([image]))',
            "# label (B,), score (B,); classes (B, C), probabilities (B, C)",
        ],
        facts=[
            f"Classes: {', '.join(predictor.classes)}",
            f"Parameters: {predictor.model.count_params():,}",
            f"JPEG, PNG, BMP, GIF and WebP are read and squashed to {size} x {size}; what is no "
            'image has the label "" and the score 0',
            "`score`: the probability of `label`. `calibration_error` says how far that can be "
            "trusted, in percent: 0 is best (Guo et al. 2017)",
            "`majority` and `cnn`: the accuracy of the most frequent class, and of a small "
            "convolutional network that was trained on the same data",
        ],
        settings=settings,
        scores=scores,
    )
