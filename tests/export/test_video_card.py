import pytest

from zoo.export.video_card import video_card
from zoo.models import build_video_classifier
from zoo.predictor import VideoPredictor

SETTINGS = {"arch": "gru", "data": "moving_shapes", "num_frames": 12}


@pytest.mark.parametrize("classes", [["left", "right"], None])
def test_a_card(classes):
    model = build_video_classifier("gru", image_size=16, classes=classes, d_model=8, width=4)
    model.build()
    scores = {"float32": {"accuracy": 91.0} if classes else {"mae": 2.5}}
    card = video_card(VideoPredictor(model, num_frames=12), SETTINGS, scores)
    title = "Classification of clips" if classes else "Scores of clips"
    assert card.startswith(f"# {title}, gru, moving_shapes")
    assert "squashed to 16x16 pixels. Of a clip of more than 12 frames 12" in card
    assert ("Classes: left, right" in card) == (classes is not None)
    assert ("mean_mae" in card) == (classes is None)
    assert ("| accuracy | 91.00 |" if classes else "| mae | 2.50 |") in card
