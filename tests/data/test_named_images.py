"""A builder with its data in memory; nothing is downloaded here."""

import numpy as np
import pytest
import tensorflow as tf
import tensorflow_datasets as tfds

from zoo.data import named_images
from zoo.data.labelled_images import load_labelled_images
from zoo.data.named_images import load_named_images

IMAGE, LABEL = tfds.features.Image(), tfds.features.ClassLabel(names=["zero", "one"])


class Rows(list):
    """As TFDS's information on a split."""

    num_examples = property(len)


class Builder:
    """As TFDS's."""

    def __init__(self, splits, features):
        self.rows = splits
        self.info = type("Info", (), {"features": features, "splits": splits})

    def download_and_prepare(self):
        pass

    def as_dataset(self, *, split, decoders, read_config):
        assert list(decoders) == ["image"]
        return self.rows[split]


@pytest.fixture
def opened(monkeypatch):
    def use(builder):
        monkeypatch.setattr(named_images, "open_builder", lambda data, data_dir: builder)
        monkeypatch.setattr(tfds, "as_numpy", lambda rows: rows)

    return use


def rows(*labels):
    return Rows(
        {"image": tf.io.encode_png(np.full((4, 4, 1), 90, "uint8")).numpy(), "label": label}
        for label in labels
    )


def test_images_by_name(opened):
    opened(Builder({"train": rows(0, 1, 1), "test": rows(1)}, {"image": IMAGE, "label": LABEL}))
    splits, classes = load_named_images("mnist")
    assert set(splits) == {"train", "test"}
    assert classes == ("zero", "one")
    count, [row] = splits["test"]
    assert count == 1
    assert (row.name, row.label) == ("test[0]", "one")
    images = load_labelled_images("mnist", image_size=8)
    assert len(images.train.labels) + len(images.validation.labels) == 3
    assert images.test.images.shape == (1, 8, 8, 3)
    assert np.all(images.test.images == 90)


def test_without_classes(opened):
    rows_without = Rows({"image": row["image"]} for row in rows(0, 0, 0, 0))
    opened(Builder({"train": rows_without}, {"image": IMAGE}))
    images = load_labelled_images("celeb_a", image_size=8, labelled=False)
    assert [len(split.labels) for split in images[:3]] == [2, 1, 1]


def test_sets_that_will_not_do(opened):
    opened(Builder({"train": rows(0)}, {"image": IMAGE}))
    with pytest.raises(ValueError, match=r"a set with one ClassLabel, got 'mnist' with \[\]"):
        load_named_images("mnist")
    opened(Builder({"test": rows(0)}, {"image": IMAGE, "label": LABEL}))
    with pytest.raises(ValueError, match=r"must have a train split, got 'mnist' with \['test'\]"):
        load_named_images("mnist")
