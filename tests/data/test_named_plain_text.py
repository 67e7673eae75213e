"""Text of TFDS, from a builder made here, and the real set where it lies."""

import os
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds

from zoo.data import named_plain_text
from zoo.data.named_plain_text import write_named_text
from zoo.data.plain_text import load_plain_text


class Poems(tfds.core.GeneratorBasedBuilder):
    VERSION = tfds.core.Version("1.0.0")

    def _info(self):
        features = tfds.features.FeaturesDict({"text": tfds.features.Text(), "year": np.int32})
        return tfds.core.DatasetInfo(builder=self, features=features)

    def _split_generators(self, dl_manager):
        return {"train": self._generate_examples(), "test": self._generate_examples()}

    def _generate_examples(self):
        for number in range(3):
            yield number, {"text": f"poem {number}\nsecond line", "year": number}


class Numbers(Poems):
    def _info(self):
        features = tfds.features.FeaturesDict({"year": np.int32})
        return tfds.core.DatasetInfo(builder=self, features=features)


def test_documents_follow_each_other(tmp_path):
    found = write_named_text("poems", data_dir=str(tmp_path))
    assert set(found) == {"train", "test"}
    assert sorted(found["train"].read_text().split("\n")) == [
        *(f"poem {number}" for number in range(3)),
        *["second line"] * 3,
    ]


def test_no_text_in_it(tmp_path):
    with pytest.raises(ValueError, match=r"`data` must have a text, got 'numbers' with \['year'\]"):
        write_named_text("numbers", data_dir=str(tmp_path))


def test_it_stays_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(named_plain_text, "ROWS_AT_ONCE", 2)  # of 3
    found = write_named_text("poems", data_dir=str(tmp_path))
    monkeypatch.setattr("zoo.data.plain_text.is_named_data", lambda data: True)
    parts = {**found, "validation": found["test"]}
    monkeypatch.setattr(named_plain_text, "write_named_text", lambda data: parts)
    text = load_plain_text("poems")
    assert text.train.source == found["train"]
    assert text.train.read(0).count("poem") == 3


def test_tiny_shakespeare(monkeypatch):
    folder = os.environ.get("ZOO_REAL_DATA")
    if not folder or not (Path(folder) / "tfds").is_dir():
        pytest.skip("ZOO_REAL_DATA is not set: no prepared TFDS folder")
    found = write_named_text("tiny_shakespeare", data_dir=str(Path(folder) / "tfds"))
    train = found["train"].read_text()
    assert train.startswith("First Citizen:\nBefore we proceed")
    monkeypatch.setattr(named_plain_text, "write_named_text", lambda data: found)
    text = load_plain_text("tiny_shakespeare")
    assert text.test.end == len(train)
    assert text.validation.source == found["validation"]
