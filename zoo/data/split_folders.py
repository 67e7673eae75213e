"""Folders of a folder that hold its splits."""

import re
from pathlib import Path

from zoo.data.splits import SPLITS


def split_folders(folder: Path) -> dict[str, Path]:
    """The folders of the splits by their names (train; val, validation, ...; test).

    Where there is no `train`, all of the folder is for training.
    """
    found = {
        split: path
        for split, pattern in SPLITS.items()
        for path in sorted(folder.iterdir(), reverse=True)
        if path.is_dir() and re.fullmatch(pattern, path.name)
    }
    return found if "train" in found else {"train": folder}
