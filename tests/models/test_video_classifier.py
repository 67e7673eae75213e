import numpy as np
import pytest
from keras import ops

from zoo.models import ConvImageEncoder, RNNEncoder, VideoClassifier, build_video_classifier

RANDOM = np.random.default_rng(0)


def make(arch="gru", **options):
    options = {"classes": ["a", "b", "c"], "num_stages": 1, "width": 4, "d_model": 8, **options}
    model = build_video_classifier(arch, image_size=8, num_heads=2, d_ff=16, **options)
    model.build()
    return model


def run(model, frames, keep=None):
    keep = np.ones(frames.shape[:2], bool) if keep is None else keep
    return ops.convert_to_numpy(model({"frames": frames, "frame_keep": keep}))


@pytest.fixture(scope="module")
def frames():
    return RANDOM.integers(0, 256, (3, 5, 8, 8, 3)).astype("uint8")


@pytest.mark.parametrize("arch", ["gru", "transformer", "single_frame"])
def test_a_clip_in_a_batch_is_the_clip_alone(arch, frames):
    model = make(arch)
    keep = np.arange(5) < np.array([[5], [2], [4]])
    garbage = np.where(keep[..., None, None, None], frames, 255 - frames)
    outputs = run(model, garbage, keep)
    for row, length in enumerate([5, 2, 4]):
        alone = run(model, frames[row : row + 1, :length])
        np.testing.assert_allclose(outputs[row], alone[0], atol=1e-5)


@pytest.mark.parametrize("arch", ["simple_rnn", "lstm", "gru", "transformer"])
def test_the_order_of_the_frames_matters(arch, frames):
    model = make(arch)
    assert np.abs(run(model, frames) - run(model, frames[:, ::-1])).max() > 1e-4


def test_one_frame_is_the_middle_one(frames):
    model = make("single_frame")
    changed = frames.copy()
    changed[:, [0, 1, 3, 4]] = 0
    np.testing.assert_array_equal(run(model, frames), run(model, changed))
    changed[:, 2] = 0
    assert np.abs(run(model, frames) - run(model, changed)).max() > 1e-4


def test_motion_is_the_change_since_the_frame_before(frames):
    """The same frame all the time moves nothing: its motion is that of nothing at all."""
    model = make()
    seen = []
    read = model.motion_encoder.call
    model.motion_encoder.call = lambda images, **options: (
        seen.append(images) or read(images, **options)
    )
    still = np.repeat(frames[:1, :1], 3, axis=1)
    run(model, still)
    np.testing.assert_array_equal(seen[0], np.full((3, 8, 8, 3), 127.5))
    run(model, frames[:1, :2])
    first, second = frames[0, :2].astype("float32")
    np.testing.assert_allclose(seen[1][1], 0.5 * (second - first) + 127.5)


def test_a_number(frames):
    assert run(make(classes=None, mean=3.0, scale=2.0), frames).shape == (3, 1)


def test_what_will_not_do():
    encoders = [ConvImageEncoder(8, num_stages=1, width=4, d_model=8) for _ in range(2)]
    encoder = RNNEncoder(0, cell="gru", d_model=8, bidirectional=False)
    with pytest.raises(ValueError, match=r"`pooling` must be one of .*, got 'max'"):
        VideoClassifier(encoders[0], encoder, d_model=8, classes=None, pooling="max")
    with pytest.raises(ValueError, match=r"`classes` must be at least 2, or None, got \['a'\]"):
        VideoClassifier(encoders[0], encoder, d_model=8, classes=["a"])
    with pytest.raises(ValueError, match="`motion_encoder` must be None without an `encoder`"):
        VideoClassifier(encoders[0], motion_encoder=encoders[1], d_model=8, classes=None)
    with pytest.raises(ValueError, match=r"`dropout_rate` must be in \[0, 1\), got 1\.0"):
        VideoClassifier(encoders[0], encoder, d_model=8, classes=None, dropout_rate=1.0)
    with pytest.raises(ValueError, match="`d_model` must be at least 1, got 0"):
        VideoClassifier(encoders[0], encoder, d_model=0, classes=None)
