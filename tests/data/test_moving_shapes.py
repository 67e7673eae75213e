import numpy as np
import pytest

from zoo.data import moving_shapes
from zoo.data.moving_shapes import ACTIONS, generate


def places(frames, ground):
    """The middle of what differs from the ground, by frame: (T, 2), and how much differs: (T,)."""
    covered = np.abs(frames.astype(int) - ground).sum(axis=-1)
    sizes, steps = covered.sum(axis=(1, 2)), np.arange(covered.shape[1])
    sums = np.stack([covered.sum(axis=2) @ steps, covered.sum(axis=1) @ steps], axis=1)
    return sums / sizes[:, None], sizes


@pytest.fixture(scope="module")
def clips():
    return generate(160, num_frames=12, image_size=32)


def test_each_does_what_it_is_called(clips):
    checked = set()
    for frames, length, action in zip(clips.frames, clips.lengths, clips.actions, strict=True):
        frames = frames[:length]
        ground = frames[0, 0, 0].astype(int)
        border = np.concatenate([frames[:, [0, -1]], frames[:, :, [0, -1]].swapaxes(1, 2)], axis=1)
        if (border != ground).any():
            continue  # it may come in at the other side
        middles, sizes = places(frames, ground)
        down, across = np.diff(middles, axis=0).T
        name = ACTIONS[action]
        if name in ("growing", "shrinking"):
            assert np.mean((np.diff(sizes) > 0) == (name == "growing")) > 0.5
            assert max(abs(down).max(), abs(across).max()) < 0.5
        elif name in ("left", "right", "up", "down"):
            along, beside = (across, down) if name in ("left", "right") else (down, across)
            assert ((along > 0) == (name in ("right", "down"))).all()
            assert abs(beside).max() < 0.5
        checked.add(name)
    assert len(checked) >= 6


def test_many_lie_in_a_file(monkeypatch):
    monkeypatch.setattr("zoo.data.room._IN_MEMORY", 1_000)
    assert isinstance(generate(3, num_frames=4, image_size=16).frames, np.memmap)


def test_after_its_end_a_clip_stands_still(clips):
    assert clips.lengths.min() == 9
    assert clips.lengths.max() == 12
    for frames, length in zip(clips.frames, clips.lengths, strict=True):
        assert (frames[length:] == frames[length - 1]).all()
        assert (frames[length - 1] != frames[length - 2]).any()


def test_one_frame_does_not_tell_the_action():
    """Places and sizes are alike for all: the middle of the first frame, and what is covered."""
    clips = generate(1_600, num_frames=2, image_size=16)
    bright = clips.frames[:, 1].max(axis=-1) > 110
    covered = bright.mean(axis=(1, 2))
    means = [covered[clips.actions == number].mean() for number in range(len(ACTIONS))]
    assert max(means) < 1.25 * min(means)


def test_the_same_seed_gives_the_same_clips_and_splits_have_their_own():
    one, same, other, test = (
        generate(8, num_frames=4, image_size=8, **options)
        for options in ({}, {}, {"seed": 1}, {"split": "test"})
    )
    np.testing.assert_array_equal(one.frames, same.frames)
    assert not np.array_equal(one.frames, other.frames)
    assert not np.array_equal(one.frames, test.frames)
    low, high = moving_shapes.SPEEDS
    assert ((low <= one.speeds) & (one.speeds <= high)).all()
    assert sorted(one.actions) == list(range(8))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"count": 0}, "`count` must be from 1 to 100000, got 0"),
        ({"count": 1, "num_frames": 1}, "`num_frames` must be from 2 to 1000, got 1"),
        ({"count": 1, "image_size": 4}, "`image_size` must be from 8 to 1000, got 4"),
    ],
)
def test_numbers_that_will_not_do(options, message):
    with pytest.raises(ValueError, match=message):
        generate(**options)
