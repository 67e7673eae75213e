"""Multi30k, task 1: captions of Flickr30k in English, German, French and Czech."""

from collections.abc import Iterator
from pathlib import Path

import tensorflow_datasets as tfds

from zoo.data.get_files import get_files
from zoo.data.tables import read_lines

_URL = "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw"
_LANGUAGES = ("cs", "de", "en", "fr")
_SPLITS = {"train": "train", "validation": "val", "test": "test_2016_flickr"}


class Builder(tfds.core.GeneratorBasedBuilder):
    """29,000 training, 1,014 validation and 1,000 test sentences, aligned in four languages."""

    VERSION = tfds.core.Version("1.0.0")
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Where there is no network, put the files of the repository multi30k/dataset on GitHub, "
        "data/task1/raw (train.en.gz, val.en.gz, test_2016_flickr.en.gz and the other languages), "
        "here."
    )

    def _info(self) -> tfds.core.DatasetInfo:
        return self.dataset_info_from_configs(
            description=self.__doc__,
            features=tfds.features.Translation(languages=_LANGUAGES),
            supervised_keys=("en", "de"),
            homepage="https://github.com/multi30k/dataset",
            citation=(
                "@inproceedings{elliott-etal-2016-multi30k, title={Multi30K: Multilingual "
                "English-German Image Descriptions}, author={Elliott, Desmond and Frank, Stella "
                "and Sima'an, Khalil and Specia, Lucia}, booktitle={Proceedings of the 5th "
                "Workshop on Vision and Language}, year={2016}, pages={70--74}}"
            ),
        )

    def _split_generators(self, dl_manager):
        names = [f"{stem}.{end}.gz" for stem in _SPLITS.values() for end in _LANGUAGES]
        files = get_files(dl_manager, {name: f"{_URL}/{name}" for name in names})
        return {
            split: self._generate_examples([files[f"{stem}.{end}.gz"] for end in _LANGUAGES])
            for split, stem in _SPLITS.items()
        }

    def _generate_examples(self, paths: list[Path]) -> Iterator[tuple[int, dict[str, str]]]:
        columns = [list(read_lines(path)) for path in paths]
        counts = {path.name: len(column) for path, column in zip(paths, columns, strict=True)}
        if len(set(counts.values())) > 1:
            raise ValueError(f"{paths[0].parent}: files must have as many lines, got {counts}.")
        for number, row in enumerate(zip(*columns, strict=True)):
            yield number, dict(zip(_LANGUAGES, row, strict=True))
