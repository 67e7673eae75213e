import numpy as np
import pytest
import tensorflow as tf

from zoo.data import room
from zoo.data.video_clips import load_clips

SIZES = {"num_frames": 3, "image_size": 8}


def write(folder, clips, frames=4):
    """Clips of grey frames, the brighter the later."""
    for number in range(clips):
        clip = folder / f"clip_{number}"
        clip.mkdir(parents=True)
        for frame in range(frames):
            png = tf.io.encode_png(tf.fill([6, 10, 3], tf.constant(10 * frame + number, tf.uint8)))
            (clip / f"{frame + 1:04}.png").write_bytes(png.numpy())


@pytest.fixture
def folder(tmp_path):
    for name in ("jump", "walk"):
        write(tmp_path / name, 4)
    return tmp_path


def test_a_folder_for_each_class(folder):
    loaded = load_clips(str(folder), **SIZES)
    assert loaded.classes == ("jump", "walk")
    assert [len(split.frames) for split in loaded[:3]] == [6, 1, 1]
    assert loaded.train.frames.shape == (6, 3, 8, 8, 3)
    assert loaded.train.keep.all()
    offset = loaded.train.frames[:, 0, 0, 0, 0]
    np.testing.assert_array_equal(
        loaded.train.frames[:, :, 0, 0, 0] - offset[:, None], [[0, 20, 30]] * 6
    )
    assert (
        sorted(
            loaded.train.answers.tolist()
            + loaded.test.answers.tolist()
            + loaded.validation.answers.tolist()
        )
        == [0] * 4 + [1] * 4
    )
    again = load_clips(str(folder), **SIZES)
    np.testing.assert_array_equal(loaded.test.frames, again.test.frames)


def test_the_last_clip_of_a_class_is_not_held_out(tmp_path):
    for name, count in (("jump", 9), ("sit", 1), ("walk", 9)):
        write(tmp_path / name, count)
    for seed in range(20):
        assert set(load_clips(str(tmp_path), seed=seed, **SIZES).train.answers) == {0, 1, 2}


def test_folders_of_splits_and_short_clips(tmp_path):
    for split, count in (("train", 2), ("val", 1), ("test", 1)):
        for name in ("1.5", "20"):
            write(tmp_path / split / name, count, frames=2)
    loaded = load_clips(str(tmp_path), target="speed", **SIZES)
    assert loaded.classes == ()
    assert loaded.train.answers.tolist() == [1.5, 1.5, 20.0, 20.0]
    assert loaded.train.answers.dtype == "float32"
    assert loaded.test.keep.tolist() == [[True, True, False]] * 2
    np.testing.assert_array_equal(loaded.test.frames[:, 2], loaded.test.frames[:, 1])
    assert "4 clips of 2.0 frames, left out: 0 damaged" in loaded.train.report()


def test_a_damaged_clip_is_left_out_and_named(folder):
    (folder / "jump" / "clip_1" / "0003.png").write_bytes(b"no image")
    loaded = load_clips(str(folder), **SIZES)
    splits = loaded.train, loaded.validation, loaded.test
    assert sum(len(split.frames) for split in splits) == 7
    assert sum("clip_1/0003.png" in split.report() for split in splits) == 1
    for clip in (folder / "walk").iterdir():
        (clip / "0003.png").write_bytes(b"no image")
    with pytest.raises(ValueError, match=r"clips that can be decoded.*got 2 that cannot in train"):
        load_clips(str(folder), **SIZES)


def test_more_than_memory_holds_goes_to_a_file(folder, monkeypatch):
    write(folder / "run", 2, frames=2)
    expected = load_clips(str(folder), **SIZES)
    monkeypatch.setattr(room, "_IN_MEMORY", 0)
    loaded = load_clips(str(folder), **SIZES)
    assert isinstance(loaded.train.frames, np.memmap)
    for split, of_memory in zip(loaded[:3], expected[:3], strict=True):
        np.testing.assert_array_equal(split.frames, of_memory.frames)


@pytest.mark.parametrize("name", ["a.MP4", "jump/a.avi"])
def test_a_video_is_refused(folder, name):
    (folder / name).write_bytes(b"video")
    with pytest.raises(ValueError, match=rf"animated GIFs, got the video '.*{name}'.*ffmpeg -i a"):
        load_clips(str(folder), **SIZES)


def test_a_video_beside_its_frames_is_passed_over(folder):
    (folder / "jump/clip_0.mp4").write_bytes(b"video")
    assert sum(len(split.frames) for split in load_clips(str(folder), **SIZES)[:3]) == 8


def test_generated():
    actions = load_clips("moving_shapes", size=16, **SIZES)
    speeds = load_clips("moving_shapes", size=16, target="speed", **SIZES)
    assert len(actions.classes) == 8
    assert speeds.classes == ()
    assert [len(split.frames) for split in actions[:3]] == [16, 400, 800]
    np.testing.assert_array_equal(actions.test.frames, speeds.test.frames)
    assert 50 <= speeds.test.answers.min() < speeds.test.answers.max() <= 150


def test_what_will_not_do(folder, tmp_path_factory):
    empty = tmp_path_factory.mktemp("empty")
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['moving_shapes'\], or a"):
        load_clips("/no/such", **SIZES)
    with pytest.raises(FileNotFoundError, match="`data` must hold clips as class/clip/"):
        load_clips(str(empty), **SIZES)
    with pytest.raises(ValueError, match=r"`target` must be one of .*, got 'place'"):
        load_clips(str(folder), target="place", **SIZES)
    with pytest.raises(ValueError, match=r"must be named by numbers, got \['jump', 'walk'\]"):
        load_clips(str(folder), target="speed", **SIZES)
    write(empty / "jump", 4)
    with pytest.raises(ValueError, match=r"at least 2 classes, got \['jump'\]"):
        load_clips(str(empty), **SIZES)
    write(empty / "train" / "jump", 1)
    write(empty / "train" / "walk", 1)
    write(empty / "test" / "run", 1)
    with pytest.raises(ValueError, match=r"at least 3 different clips to be split, got 2"):
        load_clips(str(empty), **SIZES)
    write(empty / "val" / "walk", 1)
    with pytest.raises(ValueError, match=r"of every class, got none of \['run'\]"):
        load_clips(str(empty), **SIZES)
