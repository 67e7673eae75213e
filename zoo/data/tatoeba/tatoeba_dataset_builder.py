"""Tatoeba's sentence pairs with English, in the editions of manythings.org."""

from collections.abc import Iterator
from pathlib import Path

import tensorflow_datasets as tfds

from zoo.data.get_files import get_files
from zoo.data.zip_members import ZipMembers

_URL = "https://www.manythings.org/anki"
# Those of the list at manythings.org/anki with more than a thousand pairs.
_LANGUAGES = (
    "ara bel ben ber bul cat ces cmn dan deu ell epo fin fra heb hin hun ind ita jpn kab kor "
    "lit mar mkd nds nld nob pes pol por ron rus slk spa srp swe tgl tha tur ukr vie yue"
).split()


class Builder(tfds.core.GeneratorBasedBuilder):
    """Short everyday sentences, one configuration a language; there is a training split alone.

    The site renews its files now and then, so they have no checksums.
    """

    VERSION = tfds.core.Version("1.0.0")
    BUILDER_CONFIGS = [  # noqa: RUF012
        tfds.core.BuilderConfig(name=code, description=f"English and {code} (ISO 639-3).")
        for code in _LANGUAGES
    ]
    MANUAL_DOWNLOAD_INSTRUCTIONS = (
        "Where there is no network, or the site refuses, put fra-eng.zip (or another language's "
        "file) of manythings.org/anki here."
    )

    def _info(self) -> tfds.core.DatasetInfo:
        other = self.builder_config.name
        return self.dataset_info_from_configs(
            description=self.__doc__,
            features=tfds.features.Translation(languages=("eng", other)),
            supervised_keys=(other, "eng"),
            homepage="https://www.manythings.org/anki/",
            citation="Tatoeba Project, https://tatoeba.org, CC BY 2.0 FR.",
        )

    def _split_generators(self, dl_manager):
        name = f"{self.builder_config.name}-eng.zip"
        return {
            "train": self._generate_examples(get_files(dl_manager, {name: f"{_URL}/{name}"})[name])
        }

    def _generate_examples(self, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
        other = self.builder_config.name
        with ZipMembers(path) as members:
            for number, line in members.lines(f"{other}.txt"):
                english, tab, rest = line.partition("\t")
                if not tab:
                    raise ValueError(
                        f"{path}, {other}.txt, line {number}: must be `English TAB {other}`, got "
                        f"{line!r:.60}."
                    )
                yield number - 1, {"eng": english, other: rest.partition("\t")[0]}
