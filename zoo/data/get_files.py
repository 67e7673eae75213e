"""The files that a data set is built from: by hand where they lie, else downloaded."""

import json
import socket
from http.client import HTTPException
from pathlib import Path
from urllib.error import URLError
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
    url = next(iter(urls.values()))
    try:
        if not is_downloaded(dl_manager.download_dir, url) and is_offline(url):
            raise ConnectionError(f"There is no network: {url} does not answer.")
        return {name: Path(path) for name, path in dl_manager.download(urls).items()}
    except (OSError, tfds.download.DownloadError) as error:
        raise FileNotFoundError(
            f"`data` must be in the manual folder or on the network. {where} "
            f"The download failed: {error}"
        ) from error


def is_downloaded(folder: Path | str, name: str) -> bool:
    """Whether TFDS wrote down that it downloaded something of that address, or for that set."""
    return any(json.dumps(name) in path.read_text() for path in Path(folder).glob("*.INFO"))


def is_offline(url: str) -> bool:
    """Whether there is no network. The download itself finds that out after minutes."""
    try:
        urlopen(Request(url, method="HEAD"), timeout=10).close()
    except URLError as error:  # of a server that answers, however badly, the reason is another
        return isinstance(error.reason, (socket.gaierror, ConnectionError, TimeoutError))
    except (OSError, HTTPException):
        pass
    return False
