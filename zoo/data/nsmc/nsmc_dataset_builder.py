"""NSMC, the Naver sentiment movie corpus: Korean reviews, positive or negative."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tensorflow_datasets as tfds

from zoo.data.get_files import get_files
from zoo.data.tables import read_rows

_URL = "https://raw.githubusercontent.com/e9t/nsmc/master"
_HEADER = ["id", "document", "label"]
_FILES = {"train": "ratings_train.txt", "test": "ratings_test.txt"}


class Builder(tfds.core.GeneratorBasedBuilder):
    """150,000 training and 50,000 test reviews of films, half of them positive; some are blank."""

    VERSION = tfds.core.Version("1.0.0")
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Where there is no network, put ratings_train.txt and ratings_test.txt of the repository "
        "e9t/nsmc on GitHub here."
    )

    def _info(self) -> tfds.core.DatasetInfo:
        return self.dataset_info_from_configs(
            description=self.__doc__,
            features=tfds.features.FeaturesDict(
                {
                    "id": tfds.features.Scalar(dtype=np.int64),
                    "document": tfds.features.Text(),
                    "label": tfds.features.ClassLabel(names=["negative", "positive"]),
                }
            ),
            supervised_keys=("document", "label"),
            homepage="https://github.com/e9t/nsmc",
            citation="Park 2016, Naver Sentiment Movie Corpus, CC0 1.0.",
        )

    def _split_generators(self, dl_manager):
        files = get_files(dl_manager, {name: f"{_URL}/{name}" for name in _FILES.values()})
        return {split: self._generate_examples(files[name]) for split, name in _FILES.items()}

    def _generate_examples(self, path: Path) -> Iterator[tuple[int, dict]]:
        keys = itertools.count()  # TFDS orders by them
        for number, row in read_rows(path, separator="\t"):
            if row == _HEADER:
                continue
            if len(row) != 3 or not row[0].isdecimal() or row[2] not in ("0", "1"):
                raise ValueError(
                    f"{path}, line {number}: must be id, document and label (0 or 1), got "
                    f"{row!r:.100}."
                )
            yield next(keys), {"id": int(row[0]), "document": row[1], "label": int(row[2])}
