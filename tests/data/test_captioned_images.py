import io
import os
import tarfile
from itertools import chain

import numpy as np
import pytest
import tensorflow as tf

from zoo.data import room
from zoo.data.captioned_images import hold_out_images, load_captioned_images
from zoo.data.scenes import is_true

REAL = os.environ.get("ZOO_REAL_DATA")


def png(value, size=4):
    return tf.io.encode_png(np.full((size, size, 3), value, "uint8")).numpy()


def write_captions(folder, **splits):
    for split, names in splits.items():
        lines = [f"{name}#{i}\t{name} said {i}\n" for name in names for i in range(2)]
        (folder / f"captions_{split}.tsv").write_text("".join(lines))


@pytest.fixture
def folder(tmp_path):
    """Images 0 to 5 as files, 6 to 8 in an archive."""
    for value in range(6):
        (tmp_path / f"{value}.png").write_bytes(png(value))
    with tarfile.open(tmp_path / "more.tar", "w") as archive:
        for value in range(6, 9):
            member = tarfile.TarInfo(f"{value}.png")
            member.size = len(png(value))
            archive.addfile(member, io.BytesIO(png(value)))
    numbers = [f"{value}.png" for value in range(9)]
    write_captions(tmp_path, train=numbers[:5], val=numbers[5:7], test=numbers[7:])
    return tmp_path


def load(folder):
    return load_captioned_images(str(folder), image_size=8)


def values(split):
    return split.images[:, 0, 0, 0].tolist()


def test_files_and_archives(folder):
    images = load(folder)
    assert [values(split) for split in images] == [[0, 1, 2, 3, 4], [5, 6], [7, 8]]
    assert images.test.captions[0] == ("7.png said 0", "7.png said 1")
    assert images.train.images.shape == (5, 8, 8, 3)
    assert images.train.images.dtype == np.uint8
    assert images.train.report() == (
        "5 images, 10 captions, left out: 0 damaged images, 0 blank captions, 0 images without one"
    )


def test_a_damaged_image_is_left_out_and_named(folder):
    (folder / "1.png").write_bytes(png(1)[:40])
    images = load(folder)
    assert values(images.train) == [0, 2, 3, 4]
    assert [captions[0] for captions in images.train.captions][1] == "2.png said 0"
    assert images.train.report().count("left out: 1 damaged images (1.png), ")


def test_two_damaged_images_are_too_many(folder):
    for name in ("1.png", "3.png"):
        (folder / name).write_bytes(b"no image")
    message = r"all but one or 1 % of a split, got 2 that cannot in train: 1.png, 3.png\."
    with pytest.raises(ValueError, match=message):
        load(folder)


def test_a_split_that_is_damaged_whole(folder):
    write_captions(folder, test=["7.png"])
    (folder / "more.tar").unlink()
    (folder / "7.png").write_bytes(b"no image")
    write_captions(folder, val=["5.png"])
    with pytest.raises(ValueError, match=r"hold a test image that can be decoded, got '7.png'"):
        load(folder)


def test_an_image_that_is_missing(folder):
    (folder / "3.png").unlink()
    with pytest.raises(FileNotFoundError, match=r"line \d+: .* got none named '3.png' among the 8"):
        load(folder)


def test_splits_are_taken_out_where_there_are_none(folder):
    for split in ("val", "test"):
        (folder / f"captions_{split}.tsv").unlink()
    write_captions(folder, train=[f"{value}.png" for value in range(9)])
    images = load(folder)
    assert sorted(chain(*map(values, images))) == list(range(9))
    assert [len(split.captions) for split in images] == [7, 1, 1]
    again = load(folder)
    assert [values(split) for split in images] == [values(split) for split in again]


def test_too_few_to_split():
    with pytest.raises(ValueError, match=r"at least 3 different images .* got 2 in 'mine'"):
        hold_out_images({"a": ["x"], "b": ["y"]}, "mine", 0)


def test_images_without_captions_are_left_away(folder):
    (folder / "captions_test.tsv").write_text("7.png\t \n8.png\tHere\n8.png\t\n")
    images = load(folder)
    assert values(images.test) == [8]
    assert images.test.captions == [("Here",)]
    assert images.test.report().endswith(", 2 blank captions, 1 images without one")
    (folder / "captions_test.tsv").write_text("7.png\t \n")
    with pytest.raises(ValueError, match="must hold test images with captions, got none in"):
        load(folder)


def test_more_than_memory_holds_goes_to_a_file(folder, monkeypatch):
    expected = load(folder)
    monkeypatch.setattr(room, "_IN_MEMORY", 4 * 8 * 8 * 3)
    images = load(folder)
    assert isinstance(images.train.images, np.memmap)
    assert not isinstance(images.test.images, np.memmap)
    assert [values(split) for split in images] == [values(split) for split in expected]


def test_scenes():
    images = load_captioned_images("scenes", image_size=24, size=20)
    assert [len(split.captions) for split in images] == [20, 20, 20]
    assert images.train.images.shape == (20, 24, 24, 3)
    assert all(map(is_true, (c[0] for c in images.test.captions), images.test.scenes))


def test_what_is_not_there():
    with pytest.raises(FileNotFoundError, match=r"one of \['scenes', 'flickr8k'\], a set of TFDS"):
        load_captioned_images("/no/such", image_size=8)


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="ZOO_REAL_DATA names no folder with real data")
def test_real_flickr8k():
    images = load_captioned_images(f"{REAL}/flickr8k", image_size=96)
    assert [len(split.captions) for split in images] == [6_000, 1_000, 500]
    assert {len(captions) for split in images for captions in split.captions} == {5}
    assert not any(split.damaged for split in images)
    assert 90 < images.train.images.mean() < 130
