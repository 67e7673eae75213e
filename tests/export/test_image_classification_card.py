from zoo.export.image_classification_card import image_classification_card
from zoo.models import build_image_classifier
from zoo.predictor import ImageClassifierPredictor


def test_what_a_card_says():
    model = build_image_classifier("cnn", classes=["cat", "dog"], image_size=16, width=4)
    model.build()
    settings = {"arch": "cnn", "data": "/home/me/photos", "run_dir": "/home/me/run"}
    card = image_classification_card(
        ImageClassifierPredictor(model), settings, {"float32": {"accuracy": 90.0, "cnn": 80.0}}
    )
    assert card.startswith("# Classification of images, cnn, photos\n")
    for part in (
        "- Classes: cat, dog\n",
        f"- Parameters: {model.count_params():,}\n",
        "| accuracy | 90.00 |",
        "needs nothing but TensorFlow",
        "squashed to 16 x 16",
    ):
        assert part in card
    assert "/home/me" not in card
