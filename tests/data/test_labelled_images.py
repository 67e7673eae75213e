import gzip
import os
import tarfile

import numpy as np
import pytest
import tensorflow as tf

from zoo.data import room
from zoo.data.image_batches import image_batches
from zoo.data.labelled_images import load_labelled_images

REAL = os.environ.get("ZOO_REAL_DATA")


def png(level):
    return tf.io.encode_png(np.full((6, 6, 3), level, "uint8")).numpy()


def fill(folder, counts):
    """Grey images, the brighter the later the class."""
    for number, (name, count) in enumerate(counts.items()):
        (folder / name).mkdir(parents=True)
        for i in range(count):
            (folder / name / f"{i}.png").write_bytes(png(50 * number + i % 50))
    return str(folder)


def load(data, **options):
    return load_labelled_images(str(data), image_size=8, **options)


def test_drawn():
    images = load("shapes", size=20)
    assert [len(split.labels) for split in images[:3]] == [20, 500, 1_000]
    assert len(images.classes) == 5


def test_one_folder_is_split(tmp_path):
    fill(tmp_path, {"cat": 30, "dog": 30})
    images = load(tmp_path)
    assert images.classes == ("cat", "dog")
    assert [len(split.labels) for split in images[:3]] == [55, 3, 2]
    for split in images[:3]:
        np.testing.assert_array_equal(split.images[:, 0, 0, 0] // 50, split.labels)
    assert np.any(load(tmp_path, seed=1).validation.images != images.validation.images)


def test_a_folder_of_splits(tmp_path):
    fill(tmp_path / "train", {"cat": 3, "dog": 2})
    fill(tmp_path / "new", {"cat": 1, "dog": 2})
    with tarfile.open(tmp_path / "val.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "new", arcname=".")
    fill(tmp_path / "test_public", {"dog": 1})
    images = load(tmp_path)
    assert [split.labels.tolist() for split in (images.train, images.test)] == [
        [0, 0, 0, 1, 1],
        [1],
    ]
    assert sorted(images.validation.labels.tolist()) == [0, 1, 1]


def test_a_damaged_archive_is_refused(tmp_path):
    fill(tmp_path / "new", {"cat": 2, "dog": 2})
    with tarfile.open(tmp_path / "train.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        archive.add(tmp_path / "new", arcname=".")
    content = bytearray((tmp_path / "train.tar").read_bytes())
    content[content.rindex(b".png") - 1] ^= 1  # the name of the last image is not as its sum says
    for name, written in (
        ("train.tar", bytes(content)),
        ("train.tar.gz", gzip.compress(bytes(content))),
    ):
        (tmp_path / "train.tar").unlink(missing_ok=True)
        (tmp_path / name).write_bytes(written)
        with pytest.raises(ValueError, match=rf"{name} must be a whole \.tar file: no file begins"):
            load(tmp_path)


def test_more_than_memory_holds_goes_to_a_file(tmp_path, monkeypatch):
    fill(tmp_path, {"cat": 40, "dog": 40})
    expected = load(tmp_path)
    monkeypatch.setattr(room, "_IN_MEMORY", 4 * 8 * 8 * 3)
    images = load(tmp_path)
    assert isinstance(images.train.images, np.memmap)
    assert not isinstance(images.test.images, np.memmap)
    for split, of_memory in zip(images[:3], expected[:3], strict=True):
        np.testing.assert_array_equal(split.images, of_memory.images)
        np.testing.assert_array_equal(split.labels, of_memory.labels)
    batches = [
        [batch["image"] for batch, _, _ in image_batches(split, batch_size=8, shuffle_seed=1)]
        for split in (images.train, expected.train)
    ]
    np.testing.assert_array_equal(*map(np.concatenate, batches))


def test_a_damaged_image_is_named(tmp_path):
    fill(tmp_path, {"cat": 5, "dog": 5})
    (tmp_path / "cat" / "1.png").write_bytes(b"no image")
    images = load(tmp_path)
    assert "left out: 1 damaged (" in images.train.report()
    assert images.train.damaged[0].endswith("cat/1.png")
    (tmp_path / "dog" / "2.png").write_bytes(png(1)[:40])
    with pytest.raises(ValueError, match=r"got 2 that cannot in train: .*cat/1\.png, .*dog"):
        load(tmp_path)


def test_images_that_cannot_be_read_are_not_overlooked(tmp_path):
    fill(tmp_path, {"cat": 5, "dog": 5})
    (tmp_path / "cat" / "a.tif").write_bytes(b"II*\0")
    assert load(tmp_path).train.damaged == (str(tmp_path / "cat" / "a.tif"),)
    (tmp_path / "cat" / "b.AVIF").write_bytes(b"ftypavif")
    with pytest.raises(ValueError, match=r"got 2 that cannot in train: .*a\.tif, .*b\.AVIF\."):
        load(tmp_path)


def test_webp(tmp_path):
    fill(tmp_path, {"cat": 5, "dog": 5})
    picture = pytest.importorskip("PIL.Image").new("RGB", (6, 6), (7, 7, 7))
    for name in ("cat", "dog"):
        picture.save(tmp_path / name / "a.webp", lossless=True)
    images = load(tmp_path)
    assert sum(len(split.labels) for split in images[:3]) == 12
    assert sum(np.sum(split.images[:, 0, 0, 0] == 7) for split in images[:3]) == 2


def test_without_classes(tmp_path):
    for number in range(4):
        (tmp_path / f"{number}.png").write_bytes(png(number))
    fill(tmp_path / "deep", {"one": 2})
    images = load(tmp_path, labelled=False)
    assert [len(split.images) for split in images[:3]] == [4, 1, 1]
    assert [split.labels.tolist() for split in images[:3]] == [[0] * 4, [0], [0]]
    assert images.classes == ()
    fill(tmp_path / "more" / "train", {"cat": 3})
    fill(tmp_path / "more" / "test", {"cow": 1})
    assert len(load(tmp_path / "more", labelled=False).test.images) == 1


def test_data_that_will_not_do(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['shapes'\].*nope"):
        load("/nope/there")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"images as class/name\.jpg .*, got none in .*empty"):
        load(tmp_path / "empty")
    fill(tmp_path / "one", {"cat": 5})
    with pytest.raises(ValueError, match=r"images of at least 2 classes, got \['cat'\]"):
        load(tmp_path / "one")
    fill(tmp_path / "alone" / "test", {"cat": 2})
    with pytest.raises(ValueError, match=r"with `train` in it, got .*alone.* \['test'\] alone"):
        load(tmp_path / "alone")
    fill(tmp_path / "more" / "train", {"cat": 9, "dog": 9})
    fill(tmp_path / "more" / "test", {"cow": 1})
    with pytest.raises(ValueError, match=r"got none of \['cow'\], which are in the test split"):
        load(tmp_path / "more")
    (tmp_path / "more" / "val.tar").write_bytes(b"no archive at all")
    with pytest.raises(ValueError, match=r"val\.tar must be a whole \.tar file"):
        load(tmp_path / "more")
    (tmp_path / "one" / "loose.png").write_bytes(png(1))
    with pytest.raises(ValueError, match=r"loose\.png: an image must lie in a folder that is"):
        load(tmp_path / "one")


def test_the_last_image_of_a_class_is_not_held_out(tmp_path):
    fill(tmp_path, {"cat": 30, "dog": 1, "cow": 1})
    for seed in range(20):
        assert set(load(tmp_path, seed=seed).train.labels) == {0, 1, 2}


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="ZOO_REAL_DATA names no folder with real data")
def test_real_cifar10():
    images = load_labelled_images(f"{REAL}/cifar10", image_size=32)
    assert [len(split.labels) for split in images[:3]] == [45_000, 5_000, 5_000]
    assert len(images.classes) == 10
    assert not images.train.damaged
