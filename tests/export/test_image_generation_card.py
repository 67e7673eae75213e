from zoo.export.image_generation_card import image_generation_card
from zoo.models import ImageLanguageModel, build_language_model
from zoo.predictor import ImageGenerator


def test_what_a_card_says():
    decoder = build_language_model("gru", vocabulary_size=3, d_model=4, num_layers=1).decoder
    model = ImageLanguageModel(decoder, palette=[[0, 0, 0], [255, 255, 255]], image_size=16)
    model.build()
    settings = {"arch": "gru", "data": "/home/me/photos", "run_dir": "/home/me/run"}
    scores = {"float32": {"bits_per_dimension": 0.5, "uniform_bits": 1.0}}
    card = image_generation_card(ImageGenerator(model), settings, scores)
    assert card.startswith("# Generation of images, gru, photos\n")
    for part in (
        "- Images of 16 x 16 pixels in 2 colours",
        f"- Parameters: {model.count_params():,}\n",
        "| bits_per_dimension | 0.50 |",
        "keeps the upper 8 rows",
        "needs nothing but TensorFlow",
    ):
        assert part in card
    assert "/home/me" not in card
