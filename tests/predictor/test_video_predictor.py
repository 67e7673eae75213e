import numpy as np
import pytest
import tensorflow as tf

from zoo.models import build_video_classifier
from zoo.predictor import Answer, VideoPredictor

CLASSES = ["left", "right", "up"]


def make(classes):
    model = build_video_classifier(
        "gru", image_size=8, classes=classes, mean=3.0, scale=2.0, num_stages=1, width=4, d_model=8
    )
    model.build()
    return VideoPredictor(model, num_frames=4)


@pytest.fixture(scope="module")
def predictor():
    return make(CLASSES)


@pytest.fixture(scope="module")
def clips():
    """Of three lengths and sizes."""
    shapes = [(2, 8, 8, 3), (4, 6, 10, 3), (9, 12, 12, 3)]
    random = np.random.default_rng(0)
    return [random.integers(0, 256, shape).astype("uint8") for shape in shapes]


def test_clips_of_all_sizes_together_and_alone(predictor, clips):
    answers = predictor(clips)
    assert all(type(answer) is Answer and answer.label in CLASSES for answer in answers)
    for clip, answer in zip(clips, answers, strict=True):
        [alone] = predictor([clip])
        found = predictor.predict(tf.constant(clip[None]))
        assert alone.label == answer.label == found["label"][0].numpy().decode()
        assert alone.score == pytest.approx(answer.score, abs=1e-6)
        assert float(found["score"][0]) == pytest.approx(answer.score, abs=1e-6)
        assert found["classes"].numpy()[0].astype(str).tolist() == CLASSES
        assert float(tf.reduce_sum(found["probabilities"])) == pytest.approx(1.0)
    assert predictor([]) == []


def test_what_comes_after_the_end_does_not_count(predictor, clips):
    clip = clips[2]
    padded = np.stack([clip, np.concatenate([clip[:3], 255 - clip[3:]])])
    found = predictor.predict_padded(tf.constant(padded), tf.constant([9, 3]))["score"].numpy()
    expected = [answer.score for answer in predictor([clip, clip[:3]])]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_a_folder_of_frames(predictor, clips, tmp_path):
    for number, frame in enumerate(clips[0]):
        (tmp_path / f"{number}.png").write_bytes(tf.io.encode_png(frame).numpy())
    [of_folder, of_pixels] = predictor([tmp_path, clips[0]])
    assert of_folder == of_pixels


def test_numbers(clips):
    predictor = make(None)
    [score] = predictor(clips[:1])
    assert type(score) is float
    found = predictor.predict(tf.constant(clips[0][None]))
    assert list(found) == ["score"]
    assert float(found["score"][0]) == pytest.approx(score, abs=1e-5)
    frames, keep = predictor.read(clips[:1])
    output = predictor.model({"frames": frames, "frame_keep": keep}, training=False)
    assert score == pytest.approx(3.0 + 2.0 * float(output[0, 0]), abs=1e-5)


def test_what_will_not_do(predictor):
    with pytest.raises(TypeError, match="`clips` must be a list, got 'clip'"):
        predictor("clip")
    with pytest.raises(TypeError, match=r"arrays \(N, H, W, 3\) .*, got \(8, 8, 3\)"):
        predictor([np.zeros((8, 8, 3))])
    with pytest.raises(
        ValueError, match=r"A clip must have at least one frame, got \(0, 8, 8, 3\)"
    ):
        predictor([np.zeros((0, 8, 8, 3))])
    with pytest.raises(ValueError, match="multiply them by 255"):
        predictor([np.full((2, 8, 8, 3), 0.5)])
    with pytest.raises(FileNotFoundError, match="A clip must be a folder of frames or a GIF"):
        predictor(["/no/such/clip"])
    with pytest.raises(ValueError, match="`num_frames` must be at least 1, got 0"):
        VideoPredictor(predictor.model, num_frames=0)
