"""The files that a data set is built from: by hand where they lie, else downloaded."""

import contextlib
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import tensorflow_datasets as tfds


def get_files(dl_manager: tfds.download.DownloadManager, urls: dict[str, str]) -> dict[str, Path]:
    """Where the files of a builder are.

    Args:
        dl_manager: What `_split_generators` gets.
        urls: Address of each file, by its name.

    Returns:
        Path of each file, by its name: in the manual folder where all of them are there,
        otherwise downloaded and, where `checksums.tsv` knows them, checked.

    Raises:
        FileNotFoundError: They are not in the manual folder and cannot be downloaded.
    """
    try:
        folder = Path(dl_manager.manual_dir)
        missing = [name for name in urls if not (folder / name).exists()]
        if not missing:
            return {name: folder / name for name in urls}
        where = f"{folder} lacks {missing[:3]}."
    except AssertionError as error:  # there is no such folder, or nothing in it
        where = str(error)
    try:
        _check_network(next(iter(urls.values())))
        return {name: Path(path) for name, path in dl_manager.download(urls).items()}
    except (OSError, tfds.download.DownloadError) as error:
        raise FileNotFoundError(
            f"`data` must be in the manual folder or on the network. {where} "
            f"The download failed: {error}"
        ) from error


def _check_network(url: str) -> None:
    """Raise at once where there is no network: the download itself tries for minutes."""
    with contextlib.suppress(HTTPError):  # a server answers, whatever it thinks of HEAD
        urlopen(Request(url, method="HEAD"), timeout=10).close()
