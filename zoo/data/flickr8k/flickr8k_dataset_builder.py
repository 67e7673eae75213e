"""Flickr8k: photographs with five captions each."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tensorflow_datasets as tfds

from zoo.data.get_files import get_files

_URL = "https://github.com/jbrownlee/Datasets/releases/download/Flickr8k"
_IMAGES, _TEXT = "Flickr8k_Dataset.zip", "Flickr8k_text.zip"
_SPLITS = {"train": "train", "validation": "dev", "test": "test"}


class Builder(tfds.core.GeneratorBasedBuilder):
    """6,000 training, 1,000 validation and 1,000 test images with five captions each.

    Its authors give the files to who asks them; the address is that of a copy, without checksums.
    """

    VERSION = tfds.core.Version("1.0.0")
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Where there is no network, put Flickr8k_Dataset.zip and Flickr8k_text.zip here."
    )

    def _info(self) -> tfds.core.DatasetInfo:
        return self.dataset_info_from_configs(
            description=self.__doc__,
            features=tfds.features.FeaturesDict(
                {
                    "image": tfds.features.Image(encoding_format="jpeg"),
                    "image/filename": tfds.features.Text(),
                    "captions": tfds.features.Sequence(tfds.features.Text()),
                }
            ),
            homepage="https://hockenmaier.cs.illinois.edu/8k-pictures.html",
            citation=(
                "@article{hodosh2013framing, title={Framing Image Description as a Ranking Task: "
                "Data, Models and Evaluation Metrics}, author={Hodosh, Micah and Young, Peter and "
                "Hockenmaier, Julia}, journal={Journal of Artificial Intelligence Research}, "
                "volume={47}, pages={853--899}, year={2013}}"
            ),
        )

    def _split_generators(self, dl_manager):
        files = get_files(dl_manager, {name: f"{_URL}/{name}" for name in (_IMAGES, _TEXT)})
        with zipfile.ZipFile(files[_TEXT]) as archive:
            captions: dict[str, list[str]] = {}
            for line in _lines(archive, "Flickr8k.token.txt"):
                name, _, caption = line.partition("\t")
                captions.setdefault(name.partition("#")[0], []).append(caption.strip())
            names = {
                split: _lines(archive, f"Flickr_8k.{word}Images.txt")
                for split, word in _SPLITS.items()
            }
        return {
            split: self._generate_examples(files[_IMAGES], {name: captions[name] for name in of})
            for split, of in names.items()
        }

    def _generate_examples(
        self, path: Path, captions: dict[str, list[str]]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        with zipfile.ZipFile(path) as archive:
            members = {Path(member).name: member for member in _members(archive)}
            for name, said in captions.items():
                image = io.BytesIO(archive.read(members[name]))
                yield name, {"image": image, "image/filename": name, "captions": said}


def _members(archive: zipfile.ZipFile) -> list[str]:
    """Without what macOS packs beside each file."""
    return [name for name in archive.namelist() if not name.startswith("__MACOSX")]


def _lines(archive: zipfile.ZipFile, name: str) -> list[str]:
    [member] = [found for found in _members(archive) if Path(found).name == name]
    return [line for line in archive.read(member).decode().splitlines() if line.strip()]
