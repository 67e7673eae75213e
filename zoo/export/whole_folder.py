"""Folders whose files are never half written."""

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

# What a killed process may leave behind begins so.
PREFIX = ".new-"


@contextmanager
def whole_folder(directory: Path, *, owned: Collection[str] = ()) -> Iterator[Path]:
    """A folder to write to; what is in it at the end takes its place in `directory`.

    Entries with `owned` names go if they are not written anew; others stay.

    What `directory` held before stays until then, and stays where the writing is broken off. Then
    the entries are renamed, one after the other.
    """
    directory.mkdir(parents=True, exist_ok=True)
    # Within it: another place may be another disk, from where nothing moves at once.
    with (
        tempfile.TemporaryDirectory(dir=directory, prefix=PREFIX) as new,
        tempfile.TemporaryDirectory(dir=directory, prefix=PREFIX) as old,
    ):
        yield Path(new)
        for name in owned:
            if os.path.lexists(directory / name):
                os.replace(directory / name, Path(old) / name)
        for entry in Path(new).iterdir():
            place = directory / entry.name
            if os.path.lexists(place):
                os.replace(place, Path(old) / entry.name)
            os.replace(entry, place)
