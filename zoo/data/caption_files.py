"""Captions in files: which sentences describe which image, in three splits where files say so."""

import re
from collections.abc import Iterator
from pathlib import Path

from zoo.data.splits import SPLITS
from zoo.data.tables import find_file, read_lines, read_rows

Captions = dict[str, list[str]]  # the sentences of each image, by its name

_ENDINGS = r"\.(tsv|txt|csv)(\.gz)?"
_ALL = rf"(captions?|results|.*\.token|.*_captions){_ENDINGS}"
_FORM = "`image.jpg#0 TAB caption`, or in a .csv `image.jpg,caption`, in the first row's columns"


def read_caption_files(folder: str | Path) -> dict[str, Captions]:
    """Read the captions of a folder.

    They are in `captions_train.tsv`, `captions_val.tsv` and `captions_test.tsv`, of which the last
    two may be missing; or all in `captions.tsv` or `Flickr8k.token.txt`, and which images are of
    which split may stand in `Flickr_8k.trainImages.txt`, `.devImages.txt` and `.testImages.txt`
    (any beginning will do). Endings are .tsv, .txt or .csv, or .gz of them.

    Args:
        folder: The folder.

    Returns:
        Captions by split, blank ones as "": train, and validation and test where there are such
        files.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: A line is not of its form; the message names file and line. Or an image is in
            two splits, or in a list without a caption.
    """
    folder = Path(folder)
    files = _of_splits(folder)
    if files["train"]:
        splits = {name: read_captions(file) for name, file in files.items() if file}
    else:
        everything = find_file(folder, _ALL)
        if everything is None:
            raise FileNotFoundError(
                "`data` must be a folder with captions_train.tsv or captions.tsv (or .txt, .csv, "
                f".gz), got {str(folder)!r} with {sorted(p.name for p in folder.iterdir())[:12]}."
            )
        splits = _by_lists(folder, read_captions(everything), everything)
    owner: dict[str, str] = {}
    for split, captions in splits.items():
        for name in captions:
            if owner.setdefault(name, split) != split:
                raise ValueError(
                    f"`data` must have each image in one split, got {name!r} in {owner[name]} and "
                    f"{split} of {str(folder)!r}."
                )
    return splits


def read_captions(path: Path) -> Captions:
    """The captions of one file, blank ones as ""; see `read_caption_files`.

    Raises:
        ValueError: A line is not of its form.
    """
    captions, columns = {}, 0
    for place, (number, (name, *rest)) in enumerate(_rows(path)):
        columns = columns or len(rest)
        if place == 0 and name.lower() in ("image", "image_name", "file", "filename"):
            continue  # a header
        if not rest or not name or len(rest) != columns:
            raise ValueError(f"{path}, line {number}: must be {_FORM}, got {[name, *rest]}.")
        of_image = captions.setdefault(re.sub(r"#\d+$", "", name.strip()), [])
        of_image.append(rest[-1].strip())
    return captions


def find_caption(folder: Path, name: str) -> str:
    """In which file and line of a folder that was read an image has its first caption."""
    files = _of_splits(folder)
    for path in files.values() if files["train"] else [find_file(folder, _ALL)]:
        for number, (image, *_) in _rows(path) if path else ():
            if re.sub(r"#\d+$", "", image.strip()) == name:
                return f"{path}, line {number}"
    raise KeyError(name)


def _of_splits(folder: Path) -> dict[str, Path | None]:
    """The file of each split."""
    return {
        name: find_file(folder, rf"captions?_{pattern}(_\w+)?{_ENDINGS}")
        for name, pattern in SPLITS.items()
    }


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    if path.name.removesuffix(".gz").endswith(".csv"):
        yield from read_rows(path)
        return
    for number, line in enumerate(read_lines(path), start=1):
        if number == 1 and line.strip() == "image,caption":
            raise ValueError(f"{path}, line 1: its columns stand between commas: name it .csv.")
        if line.strip():
            yield number, line.split("\t", 1)


def _by_lists(folder: Path, captions: Captions, path: Path) -> dict[str, Captions]:
    lists = {
        name: find_file(folder, rf".*\.{pattern}Images\.txt") for name, pattern in SPLITS.items()
    }
    if lists["train"] is None:
        return {"train": captions}
    splits = {}
    for split, file in lists.items():
        if file is None:
            continue
        names = [name for line in read_lines(file) if (name := line.strip())]
        missing = [name for name in names if name not in captions]
        if missing:
            raise ValueError(f"{file}: {missing[0]!r} has no caption in {path}.")
        splits[split] = {name: captions[name] for name in names}
    return splits
