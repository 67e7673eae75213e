"""A data set of TFDS, downloaded and prepared where that was not done."""

from pathlib import Path

import tensorflow_datasets as tfds

from zoo.data.get_files import is_downloaded, is_offline

_SERVERS = ("https://storage.googleapis.com/tfds-data", "https://github.com")  # of most sets


def prepare(builder: tfds.core.DatasetBuilder) -> None:
    """As `builder.download_and_prepare`, which without a network tries for minutes.

    Raises:
        FileNotFoundError: There are no files to prepare, and no network.
    """
    # Of other builders nothing is known, and ours ask for their files by `get_files`.
    if type(builder).__module__.startswith("tensorflow_datasets."):
        _check(Path(builder.data_dir), builder.info.full_name)
    builder.download_and_prepare()


def _check(path: Path, name: str) -> None:
    downloads = path.parents[name.count("/")] / "downloads"
    is_there = path.exists() or (downloads / "manual").exists()
    is_there = is_there or is_downloaded(downloads, name.split("/")[0])
    if not is_there and all(map(is_offline, _SERVERS)):
        raise FileNotFoundError(
            f"`data` must be prepared or on the network, got {name!r}, which is not at "
            f"{str(path)!r}, and none of {_SERVERS} answers. Prepare it where there is a network, "
            "and copy TFDS's folder, or name it by the environment variable TFDS_DATA_DIR."
        )
