import numpy as np
import pytest
import tensorflow as tf

from zoo.image import is_clip, read_clip


def write(folder, numbers, size=6):
    folder.mkdir(parents=True)
    for number in numbers:
        png = tf.io.encode_png(tf.fill([size, size, 3], tf.constant(number, tf.uint8)))
        (folder / f"{number}.png").write_bytes(png.numpy())
    return folder


def test_frames_go_by_their_numbers(tmp_path):
    frames = read_clip(write(tmp_path / "a", [10, 9, 2]), count=5, size=4)
    assert frames.shape == (3, 4, 4, 3)
    assert frames[:, 0, 0, 0].tolist() == [2, 9, 10]
    assert is_clip(tmp_path / "a")
    assert not is_clip(tmp_path / "a" / "2.png")


def test_what_is_not_looked_at_is_not_decoded(tmp_path):
    folder = write(tmp_path / "a", range(9))
    (folder / "0.png").write_bytes(b"no image")
    assert read_clip(folder, count=3, size=4)[:, 0, 0, 0].tolist() == [1, 4, 7]
    with pytest.raises(ValueError, match=r"0\.png: a frame must be a JPEG, PNG, BMP or W"):
        read_clip(folder, count=9, size=4)


def test_a_gif(tmp_path):
    PIL = pytest.importorskip("PIL.Image")
    images = [PIL.new("RGB", (6, 5), (0, 80 * number, 0)) for number in range(3)]
    images[0].save(tmp_path / "a.gif", save_all=True, append_images=images[1:])
    frames = read_clip(tmp_path / "a.gif", count=8, size=4)
    assert frames.shape == (3, 4, 4, 3)
    np.testing.assert_allclose(frames[:, 0, 0, 1], [0, 80, 160], atol=2)
    (tmp_path / "b.gif").write_bytes(b"GIF89a")
    with pytest.raises(ValueError, match=r"b\.gif: a clip must be a folder of frames, or a whole"):
        read_clip(tmp_path / "b.gif", count=8, size=4)


def test_what_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="A clip must be a folder of frames or a GIF"):
        read_clip(tmp_path / "none", count=3, size=4)
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match=r"got none in '.*empty'"):
        read_clip(tmp_path / "empty", count=3, size=4)
