import numpy as np
import tensorflow as tf

from zoo.image import sample_frames, sample_places


def test_frames_are_evenly_spread():
    places, keep = sample_places(tf.constant([0, 1, 4, 5, 100]), 4)
    assert places.numpy().tolist() == [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 1, 2, 3],
        [0, 1, 3, 4],
        [12, 37, 62, 87],
    ]
    assert keep.numpy().sum(axis=1).tolist() == [1, 1, 4, 4, 4]


def test_frames_of_a_batch_are_those_of_a_clip_alone():
    clips = np.random.default_rng(0).integers(0, 256, (2, 6, 5, 7, 3)).astype("uint8")
    frames, keep = sample_frames(tf.constant(clips), tf.constant([6, 2]), count=3, size=4)
    assert frames.shape == (2, 3, 4, 4, 3)
    alone, _ = sample_frames(tf.constant(clips[1:, :2]), tf.constant([2]), count=3, size=4)
    np.testing.assert_array_equal(frames[1], alone[0])
    assert keep.numpy().tolist() == [[True] * 3, [True, True, False]]
    assert not frames[1, 2].numpy().any()


def test_frames_of_the_right_size_stay_as_they_are():
    clips = np.random.default_rng(0).integers(0, 256, (1, 3, 8, 8, 3)).astype("uint8")
    frames, _ = sample_frames(tf.constant(clips), tf.constant([9]), count=3, size=8)
    np.testing.assert_array_equal(frames, clips)
