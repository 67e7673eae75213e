"""Builders with their files in the manual folder; nothing is downloaded here."""

import os
from pathlib import Path

import numpy as np
import pytest
import tensorflow_datasets as tfds

from zoo.data import named_labels
from zoo.data.labelled_text import load_labelled_text
from zoo.data.named_labels import load_named_labels

HEADER = "id\tdocument\tlabel\n"
REAL = os.environ.get("ZOO_REAL_DATA")


@pytest.fixture
def data_dir(tmp_path):
    manual = tmp_path / "downloads" / "manual"
    manual.mkdir(parents=True)
    train = HEADER + "".join(f"{i}\t영화 {i}\t{i % 2}\n" for i in range(10)) + '10\t"""좋아"""\t1\n'
    (manual / "ratings_train.txt").write_text(train, encoding="utf-8")
    (manual / "ratings_test.txt").write_text(HEADER + "7\t\t0\n8\t또 봐\t1\n", encoding="utf-8")
    return tmp_path


def test_nsmc(data_dir):
    splits, classes = load_named_labels("nsmc", data_dir=str(data_dir))
    assert classes == ("negative", "positive")
    expected = [(f"영화 {i}", classes[i % 2]) for i in range(10)]
    assert sorted(splits["train"]) == sorted([*expected, ('"좋아"', "positive")])
    assert sorted(splits["test"]) == [("", "negative"), ("또 봐", "positive")]
    assert set(splits) == {"train", "test"}


def test_by_name_in_the_environments_folder(data_dir, monkeypatch):
    monkeypatch.setattr(tfds.core.constants, "DATA_DIR", str(data_dir))
    real = named_labels.open_builder
    monkeypatch.setattr(named_labels, "open_builder", lambda data, _: real(data, str(data_dir)))
    splits = load_labelled_text("nsmc")
    assert splits.classes == ("negative", "positive")
    assert [len(split) for split in splits[:3]] == [10, 1, 2]


@pytest.mark.parametrize(
    ("row", "encoding", "message"),
    [
        ("9\t영화\t2\n", "utf-8", "must be id, document and label"),
        ("9\t영화\n", "utf-8", "must be id, document and label"),
        ("nine\t영화\t1\n", "utf-8", "must be id, document and label"),
        ("9\t영화\t1\n", "cp949", "must be UTF-8 text"),
    ],
)
def test_a_row_that_is_wrong(data_dir, row, encoding, message):
    path = data_dir / "downloads" / "manual" / "ratings_test.txt"
    path.write_bytes((HEADER + "7\t봐\t0\n").encode() + row.encode(encoding))
    with pytest.raises(ValueError, match=rf"ratings_test\.txt, line 3: {message}"):
        load_named_labels("nsmc", data_dir=str(data_dir))


def test_the_checksums_are_those_of_the_files():
    lines = (Path(named_labels.__file__).parent / "nsmc/checksums.tsv").read_text().splitlines()
    urls = {line.split("\t")[0] for line in lines}
    folder = "https://raw.githubusercontent.com/e9t/nsmc/master"
    assert urls == {f"{folder}/ratings_{split}.txt" for split in ("train", "test")}


class Builder:
    """As TFDS's, with its data in memory."""

    name = "named"

    def __init__(self, features, splits, supervised_keys=None):
        self.rows = splits
        self.info = type(
            "Info", (), {"features": features, "supervised_keys": supervised_keys, "splits": splits}
        )

    def download_and_prepare(self):
        pass

    def as_dataset(self, *, split, batch_size, read_config):
        rows = self.rows[split]
        return [{name: np.array([row[name] for row in rows]) for name in rows[0]}]


@pytest.fixture
def opened(monkeypatch):
    def use(builder):
        monkeypatch.setattr(named_labels, "open_builder", lambda data, data_dir: builder)
        monkeypatch.setattr(tfds, "as_numpy", lambda rows: rows)

    return use


TEXT, CLASS = tfds.features.Text(), tfds.features.ClassLabel(names=["no", "yes"])


def rows(*labels):
    return [{"sentence": f"text {i}".encode(), "label": i} for i in labels]


def test_a_test_split_without_labels_is_left_away(opened):
    splits = {"train": rows(0, 1), "validation": rows(1), "test": rows(-1, -1)}
    opened(Builder({"sentence": TEXT, "label": CLASS}, splits))
    found, classes = load_named_labels("glue/sst2")
    found = {name: list(rows) for name, rows in found.items()}
    assert found == {"train": [("text 0", "no"), ("text 1", "yes")], "test": [("text 1", "yes")]}
    assert classes == ("no", "yes")


def test_a_training_text_without_a_class(opened):
    opened(Builder({"sentence": TEXT, "label": CLASS}, {"train": rows(0, 1, -1)}))
    with pytest.raises(ValueError, match=r"a class for each text of its train .* in 'named'"):
        list(load_named_labels("named")[0]["train"])
    opened(Builder({"sentence": TEXT, "label": CLASS}, {"test": rows(0, 1)}))
    with pytest.raises(ValueError, match=r"must have a train split, got 'named' with \['test'\]"):
        load_named_labels("named")


def test_several_features(opened):
    features = {"title": TEXT, "text": TEXT, "label": CLASS, "id": tfds.features.Text}
    builder = Builder(features, {"train": []})
    opened(builder)
    with pytest.raises(
        ValueError, match=r"`text` must be one of \['title', 'text'\], the Text .*''"
    ):
        load_named_labels("named")
    with pytest.raises(ValueError, match=r"`label` must be one of \['label'\], .* got 'stars'"):
        load_named_labels("named", text="title", label="stars")
    builder.info.supervised_keys = ("text", "label")
    builder.rows["train"] = [{"title": b"a", "text": b"b", "label": 1}]
    assert list(load_named_labels("named")[0]["train"]) == [("b", "yes")]
    assert list(load_named_labels("named", text="title")[0]["train"]) == [("a", "yes")]


@pytest.mark.slow
@pytest.mark.skipif(not REAL, reason="ZOO_REAL_DATA names no folder with real data")
def test_real_imdb():
    splits, classes = load_named_labels("imdb_reviews", data_dir=f"{REAL}/tfds")
    assert classes == ("neg", "pos")
    assert len(list(splits["train"])) == 25_000
    assert {label for _, label in splits["test"]} == {"neg", "pos"}
