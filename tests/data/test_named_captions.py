"""Builders with their files in the manual folder; nothing is downloaded here."""

import shutil
import zipfile
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_datasets as tfds

from zoo.data import named_captions
from zoo.data.captioned_images import load_captioned_images
from zoo.data.named_captions import load_named_captions


def jpeg(value):
    return tf.io.encode_jpeg(np.full((8, 8, 3), value, "uint8")).numpy()


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tfds")
    manual = folder / "downloads" / "manual"
    manual.mkdir(parents=True)
    with zipfile.ZipFile(manual / "Flickr8k_Dataset.zip", "w") as archive:
        for value in range(5):
            archive.writestr(f"Flicker8k_Dataset/{value}.jpg", jpeg(50 * value))
            archive.writestr(f"__MACOSX/Flicker8k_Dataset/{value}.jpg", b"no image")
    with zipfile.ZipFile(manual / "Flickr8k_text.zip", "w") as archive:
        lines = [f"{v}.jpg#{i}\tA {v} , {i} .\n" for v in range(5) for i in range(2)]
        archive.writestr("Flickr8k.token.txt", "".join(lines) + "gone.jpg#0\tNo split .\n")
        archive.writestr("Flickr_8k.trainImages.txt", "0.jpg\n1.jpg\n2.jpg\n")
        archive.writestr("Flickr_8k.devImages.txt", "3.jpg\n")
        archive.writestr("Flickr_8k.testImages.txt", "4.jpg\n")
    return str(folder)


def test_flickr8k(data_dir, monkeypatch):
    real = named_captions.open_builder
    monkeypatch.setattr(named_captions, "open_builder", lambda data, _: real(data, data_dir))
    images = load_captioned_images("flickr8k", image_size=8)
    assert [len(split.captions) for split in images] == [3, 1, 1]
    assert images.validation.captions == [("A 3 , 0 .", "A 3 , 1 .")]
    assert np.abs(images.test.images.astype(int) - 200).max() < 4
    shades = [int(image[0, 0, 0]) // 45 for image in images.train.images]
    assert [captions[0] for captions in images.train.captions] == [f"A {s} , 0 ." for s in shades]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("Flickr8k.token.txt", b"1.jpg#0 A\n", r"token\.txt, line 1: must be `image.jpg#0"),
        ("Flickr8k.token.txt", b"1.jpg#0\t\xff", r"token\.txt, line 1: must be UTF-8"),
        ("Flickr_8k.devImages.txt", b"\n9.jpg", r"devImages\.txt, line 2: '9.jpg' has no"),
        ("Flickr_8k.devImages.txt", b"gone.jpg", r"Dataset\.zip must hold 'gone.jpg', got"),
    ],
)
def test_what_is_wrong_in_an_archive(data_dir, tmp_path, name, content, message):
    shutil.copytree(f"{data_dir}/downloads", tmp_path / "downloads")
    path = tmp_path / "downloads" / "manual" / "Flickr8k_text.zip"
    with zipfile.ZipFile(path) as file:
        contents = {member: file.read(member) for member in file.namelist()}
    with zipfile.ZipFile(path, "w") as file:
        for member, now in {**contents, name: content}.items():
            file.writestr(member, now)
    with pytest.raises(ValueError, match=message):
        load_named_captions("flickr8k", data_dir=str(tmp_path))


class CaptionRows(tfds.core.GeneratorBasedBuilder):
    """Rows as those of TFDS's `coco_captions`."""

    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        captions = {"id": tfds.features.Scalar(np.int64), "text": tfds.features.Text()}
        features = {"image": tfds.features.Image(), "captions": tfds.features.Sequence(captions)}
        return tfds.core.DatasetInfo(builder=self, features=tfds.features.FeaturesDict(features))

    def _split_generators(self, dl_manager):
        return {"train": self._generate_examples(5), "val": self._generate_examples(2)}

    def _generate_examples(self, count):
        for number in range(count):
            captions = [{"id": i, "text": f" {number} said {i}"} for i in range(number)]
            image = np.full((6, 9, 3), 40 * number, "uint8")
            yield number, {"image": image, "captions": captions}


def test_rows_of_captions_a_split_called_val_and_one_taken_out(tmp_path, monkeypatch):
    builder = CaptionRows(data_dir=str(tmp_path))
    monkeypatch.setattr(named_captions, "open_builder", lambda data, data_dir: builder)
    splits = {name: list(rows) for name, (_, rows) in load_named_captions("coco_captions").items()}
    assert [len(rows) for rows in splits.values()] == [3, 1, 1]  # two rows have no caption
    [shown] = splits["validation"]
    assert shown.captions == ["1 said 0"]
    assert tf.io.decode_image(shown.content)[0, 0, 0] == 40
    names = [row.name for name in ("train", "test") for row in splits[name]]
    assert len(set(names)) == 4


def test_a_set_without_captions(monkeypatch):
    features = {"image": tfds.features.Image(), "label": tfds.features.Text()}
    builder = SimpleNamespace(info=SimpleNamespace(features=features))
    monkeypatch.setattr(named_captions, "open_builder", lambda data, data_dir: builder)
    with pytest.raises(ValueError, match=r"one image and its captions in a row.* of 'mnist'"):
        load_named_captions("mnist")
