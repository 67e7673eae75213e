"""Labelled text by name or by path: texts, each with a class, in train, validation and test."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from zoo.data import reviews
from zoo.data.pair_stream import PairStream
from zoo.data.splits import SPLITS, hold_out, is_named_data
from zoo.data.tables import find_file, read_rows, separator_of

GENERATED = ("reviews",)
_HELD_OUT = 5_000  # most texts a split that no file holds gets
_TELLING = 4  # texts of which one that is alone in its class is suspicious
_TELLING_MANY = 10  # texts of which most have a class of their own: it is no class
_TEXT_COLUMNS = ("text", "sentence", "document", "review")
_LABEL_COLUMNS = ("label", "sentiment", "class", "category", "target")

Labelled = tuple[str, str]


class LabelledText(NamedTuple):
    """Texts with the names of their classes, in three splits.

    Attributes:
        train, validation, test: Texts with the names of their classes.
        classes: All classes by their number.
        counts: How many training texts are of each class.
    """

    train: list[Labelled] | PairStream
    validation: list[Labelled]
    test: list[Labelled]
    classes: tuple[str, ...]
    counts: Counter[str]


def load_labelled_text(
    data: str,
    *,
    text: str = "",
    label: str = "",
    size: int = 20_000,
    distance: int = 20,
    seed: int = 0,
    streaming: bool = False,
) -> LabelledText:
    """Read texts and their classes.

    `data` is one of:

    - `reviews`: generated Korean and English reviews, see `zoo.data.reviews`.
    - `nsmc`, `imdb_reviews`, `glue/sst2` or another set of TFDS with texts and classes; see
      `zoo.data.named_labels`.
    - a folder of tables: `train.tsv` (or .csv, .gz) and the like.
    - one table. `text` and `label` name its columns by number from 0 or, where the first line is
      a header, by name. Where neither is given, a header with the column `label` says which they
      are (the text is `text`, `sentence`, `document` or `review`, or the first column beside),
      and without a header the text is the first column and its class the second. A first line
      that is alone in its class is taken for another header, and refused, as is a second column
      that gives most texts a class of their own.

    A validation or test split that is not there is taken out of the training texts: 5 %, at most
    5,000, and no text of it stays in training; a class's last text is not taken.

    Args:
        data: Name or path.
        text: Column, or the data set's feature, of the text.
        label: Column, or the data set's feature, of its class.
        size: Training texts to generate.
        distance: Most words between what decides and the end, for generated texts.
        seed: Seed of the generator and of the splits taken out.
        streaming: Leave the training texts where they are: `train` reads them anew each time.

    Returns:
        `LabelledText`. Blank texts are kept here; `encode_texts` counts them and leaves them out.

    Raises:
        FileNotFoundError: There is no such name or path, or the folder has no training file.
        ValueError: A file is not of its form; the message names file and line. Or there is a
            single class, or one that no training text is of.
    """
    path, table, classes = Path(data), None, ()
    if data in GENERATED:
        if text or label:
            raise ValueError(
                f"`text` and `label` must be empty for {data!r}, got {text or label!r}."
            )
        splits = reviews.generate(size, distance=distance, seed=seed)
        splits = {
            name: [(review.text, review.label) for review in of_split]
            for name, of_split in splits._asdict().items()
        }
    elif path.is_dir():
        files = _find_files(path)
        table = files["train"]
        splits = {name: _stream(file, text, label) for name, file in files.items()}
    elif path.is_file():
        table, splits = path, {"train": _stream(path, text, label)}
    elif is_named_data(data):
        from zoo.data import named_labels  # where it is used: it takes seconds to import

        splits, classes = named_labels.load_named_labels(data, text=text, label=label)
    else:
        raise FileNotFoundError(
            f"`data` must be one of {[*GENERATED, 'nsmc']}, a set of TFDS with texts and classes "
            "(imdb_reviews, glue/sst2), a folder with train.tsv or a .tsv/.csv file, got "
            f"{data!r}: there is no such name or path."
        )
    splits = {
        name: rows if streaming and name == "train" else list(rows) for name, rows in splits.items()
    }
    counts = _count(splits["train"])
    _check_several(counts, data)
    if table:
        _check_guesses(table, text, label, counts)
    return _checked(splits, counts, classes, data, seed)


def _count(rows: Iterable[Labelled]) -> Counter[str]:
    """How many texts are of each class."""
    return Counter(label for _, label in rows)


def _check_several(counts: Counter[str], data: str) -> None:
    if not counts:
        raise ValueError(f"`data` must hold training texts, got none in {data!r}.")
    if len(counts) < 2:
        raise ValueError(
            f"`data` must have training texts of at least 2 classes, got {sorted(counts)} in "
            f"{data!r}."
        )


def _check_guesses(path: Path, text: str, label: str, counts: Counter[str]) -> None:
    """Refuse a header that was taken for a row, and a second column that is no class."""
    number, row = next(read_rows(path))
    *columns, has_header = _columns(text, label, row, path)
    if has_header:
        return
    names = [row[column] for column in columns]
    alone = [name for name, count in counts.items() if count == 1]
    if alone == [names[1].strip()] and counts.total() >= _TELLING:
        raise ValueError(
            f"{path}, line {number}: a first row must not be alone in its class, got {names!r:.80} "
            f"and the classes {dict(counts.most_common(5))}. If it is a header, name its columns: "
            f"`text`={names[0]!r:.40} and `label`={names[1]!r}."
        )
    are_texts = counts.total() >= _TELLING_MANY and len(alone) > counts.total() / 2
    if are_texts and not text and not label:
        raise ValueError(
            f"`label` must be the column of a class, got {len(counts)} different ones in "
            f"{counts.total()} training texts of {str(path)!r}, such as "
            f"{sorted(counts)[:3]!r:.80}. `text` and `label` name the columns."
        )


def _check_not_blank(split: str, rows: Iterable[Labelled], data: str) -> None:
    if not any(text.strip() for text, _ in rows):
        raise ValueError(f"`data` must hold at least one {split} text, got blank ones in {data!r}.")


def _checked(splits: dict[str, list], counts, classes, data: str, seed: int) -> LabelledText:
    _check_not_blank("training", splits["train"], data)
    for name in ("validation", "test"):
        if name not in splits:
            splits["train"], splits[name] = hold_out(
                splits["train"], data, seed, most=_HELD_OUT, what="texts", classes=True
            )
            counts = counts - _count(splits[name])
        if not splits[name]:
            raise ValueError(
                f"`data` must hold at least one {name} text, got an empty file in {data!r}. "
                "Without the file, texts are taken out of training."
            )
        _check_not_blank(name, splits[name], data)
    _check_several(counts, data)  # of what is left
    for name in ("validation", "test"):
        unknown = {label for _, label in splits[name]} - set(counts)
        if unknown:
            raise ValueError(
                f"`data` must have training texts of every class, got none of {sorted(unknown)}, "
                f"which are in the {name} split of {data!r}."
            )
    classes = tuple(classes or _in_order(set(counts)))
    return LabelledText(**splits, classes=classes, counts=counts)


def _in_order(classes: set[str]) -> list[str]:
    """Numbers by their size, names by their letters."""
    if all(name.isdecimal() for name in classes):
        return sorted(classes, key=int)
    return sorted(classes)


def _find_files(folder: Path) -> dict[str, Path]:
    """The tables of those splits that have one."""
    files = {
        name: find_file(folder, rf"{pattern}\.(tsv|csv)(\.gz)?") for name, pattern in SPLITS.items()
    }
    if files["train"] is None:
        raise FileNotFoundError(
            f"`data` must be a folder with train.tsv or train.csv (or .gz), got {str(folder)!r} "
            f"with {sorted(p.name for p in folder.iterdir())[:12]}."
        )
    return {name: file for name, file in files.items() if file}


def _stream(path: Path, text: str, label: str) -> PairStream:
    return PairStream(partial(_table, path, text, label))


def _table(path: Path, text: str, label: str) -> Iterator[Labelled]:
    columns, separator = None, separator_of(path)
    for number, row in read_rows(path):
        if columns is None:
            *columns, has_header = _columns(text, label, row, path)
            if has_header:
                continue
        if len(row) <= max(columns):
            raise ValueError(
                f"{path}, line {number}: a row must have at least {max(columns) + 1} columns "
                f"separated by {separator!r}, got {len(row)}."
            )
        name = row[columns[1]].strip()
        if not name:
            raise ValueError(f"{path}, line {number}: a text must have a class, got a blank one.")
        yield row[columns[0]], name


def _columns(text: str, label: str, first: list[str], path: Path) -> tuple[int, int, bool]:
    """The columns of text and class, and whether the first line is a header."""
    names = [name.strip().lower() for name in first]
    labels = [names.index(name) for name in _LABEL_COLUMNS if name in names]
    if not text and not label and labels and len(names) > 1:
        others = [i for i in range(len(names)) if i != labels[0]]
        known = [names.index(name) for name in _TEXT_COLUMNS if name in names]
        return (known or others)[0], labels[0], True
    columns = []
    for argument, name, default in (("text", text, 0), ("label", label, 1)):
        if not name or name.isdecimal():
            columns.append(int(name or default))
        elif name in first:
            columns.append(first.index(name))
        else:
            raise ValueError(
                f"{path}, line 1: `{argument}` must be a column's number or its name in the "
                f"header, got {name!r} and the header {first}."
            )
    if columns[0] == columns[1]:
        raise ValueError(f"`text` and `label` must be two columns, got {columns[0]} twice.")
    return *columns, not all(not name or name.isdecimal() for name in (text, label))
