"""Folders that are never half written."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# What a killed process may leave behind begins so.
PREFIX = ".new-"


@contextmanager
def whole_folder(directory: Path) -> Iterator[Path]:
    """A folder to write to; what is in it at the end takes its place in `directory`.

    What `directory` held before stays until then, and stays where the writing is broken off.
    """
    directory.mkdir(parents=True, exist_ok=True)
    # Within it: another place may be another disk, from where nothing moves at once.
    with tempfile.TemporaryDirectory(dir=directory, prefix=PREFIX) as name:
        yield Path(name)
        for entry in Path(name).iterdir():
            place = directory / entry.name
            if place.is_dir():
                shutil.rmtree(place)
            os.replace(entry, place)
