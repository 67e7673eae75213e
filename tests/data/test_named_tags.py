"""A builder with its data in memory; nothing is downloaded here."""

import pytest
import tensorflow as tf
import tensorflow_datasets as tfds

from zoo.data import named_tags
from zoo.data.named_tags import load_named_tags
from zoo.data.tagged_text import load_tagged_text

WORDS = tfds.features.Sequence(tfds.features.Text())
TAGS = tfds.features.Sequence(tfds.features.ClassLabel(names=["O", "B-PER"]))
FEATURES = {"tokens": WORDS, "pos": TAGS, "ner": TAGS, "id": tfds.features.Text()}
ROWS = [
    {"tokens": [b"-DOCSTART-"], "pos": [0], "ner": [0]},
    {"tokens": ["어머니가".encode(), b"."], "pos": [0, 0], "ner": [1, 0]},
    {"tokens": [], "pos": [], "ner": []},
]


class Builder:
    """As TFDS's."""

    def __init__(self, splits, features=FEATURES):
        self.rows = splits
        self.info = type("Info", (), {"features": features, "splits": splits})

    def download_and_prepare(self):
        pass

    def as_dataset(self, *, split, read_config):
        rows = self.rows[split]
        specs = {
            name: tf.TensorSpec([None], tf.string if name == "tokens" else tf.int64)
            for name in rows[0]
        }
        return tf.data.Dataset.from_generator(lambda: iter(rows), output_signature=specs)


@pytest.fixture
def opened(monkeypatch):
    def use(builder):
        monkeypatch.setattr(named_tags, "open_builder", lambda data, data_dir: builder)

    return use


def test_words_and_tags(opened):
    opened(Builder({"train": ROWS, "dev": ROWS, "other": ROWS}))
    found = load_named_tags("conll2003", tags="ner")
    assert list(found) == ["train", "validation"]
    for rows in found.values():  # twice, as streams are
        for _ in range(2):
            assert list(rows) == [(("어머니가", "."), ("B-PER", "O"))]


def test_by_name(opened):
    rows = [{"tokens": [f"w{i}".encode(), b"x"], "ner": [0, 1]} for i in range(9)]
    opened(Builder({"train": rows}, {"tokens": WORDS, "ner": TAGS}))
    splits = load_tagged_text("conll2003")
    assert splits.tags == ("B-PER", "O")
    assert sum(len(split) for split in splits[:3]) == 9


def test_features_that_will_not_do(opened):
    opened(Builder({"train": ROWS}))
    with pytest.raises(ValueError, match=r"`tags` must be one of \['pos', 'ner'\], .* got ''"):
        load_named_tags("conll2003")
    with pytest.raises(ValueError, match=r"`words` must be one of \['tokens'\], .* got 'id'"):
        load_named_tags("conll2003", words="id")
    opened(Builder({"test": ROWS}))
    with pytest.raises(ValueError, match=r"must have a train split, got 'conll2003' with \['test"):
        load_named_tags("conll2003", tags="pos")


def test_tfds_has_such_a_set():
    builder = tfds.builder_cls("conll2003")
    assert "ner" in builder.__module__ or builder.name == "conll2003"
