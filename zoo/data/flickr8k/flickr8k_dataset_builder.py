"""Flickr8k: photographs with five captions each."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tensorflow_datasets as tfds

from zoo.data.get_files import get_files
from zoo.data.zip_members import ZipMembers

_URL = "https://github.com/jbrownlee/Datasets/releases/download/Flickr8k"
_IMAGES, _TEXT = "Flickr8k_Dataset.zip", "Flickr8k_text.zip"
_CAPTIONS = "Flickr8k.token.txt"
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
        with ZipMembers(files[_TEXT]) as members:
            captions = _captions(members)
            splits = {split: _split(members, word, captions) for split, word in _SPLITS.items()}
        return {
            split: self._generate_examples(files[_IMAGES], of_split)
            for split, of_split in splits.items()
        }

    def _generate_examples(
        self, path: Path, captions: dict[str, list[str]]
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        with ZipMembers(path) as members:
            for name, said in captions.items():
                image = io.BytesIO(members.read(name))
                yield name, {"image": image, "image/filename": name, "captions": said}


def _captions(members: ZipMembers) -> dict[str, list[str]]:
    """What is said of each image."""
    captions: dict[str, list[str]] = {}
    for number, line in members.lines(_CAPTIONS):
        name, tab, caption = line.partition("\t")
        if not tab:
            raise ValueError(
                f"{members.path}, {_CAPTIONS}, line {number}: must be `image.jpg#0 TAB caption`, "
                f"got {line!r:.60}."
            )
        captions.setdefault(name.partition("#")[0], []).append(caption.strip())
    return captions


def _split(members: ZipMembers, word: str, captions: dict[str, list[str]]) -> dict[str, list[str]]:
    """The captions of a split's images."""
    found, names = {}, f"Flickr_8k.{word}Images.txt"
    for number, line in members.lines(names):
        name = line.strip()
        if name not in captions:
            raise ValueError(
                f"{members.path}, {names}, line {number}: {name!r} has no caption in {_CAPTIONS}."
            )
        found[name] = captions[name]
    return found
