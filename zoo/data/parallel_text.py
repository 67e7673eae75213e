"""Parallel text by name or by path: pairs of strings, split into train, validation and test."""

import re
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from zoo.data import korean_english
from zoo.data.pair_stream import Pair, PairStream
from zoo.data.splits import SPLITS, hold_out, is_named_data, is_whole
from zoo.data.tables import find_file, read_lines, read_rows, separator_of

GENERATED = ("korean_english",)
_HELD_OUT = 1_000  # most pairs a split that no file holds gets


class ParallelText(NamedTuple):
    """Pairs (source, target) of three splits."""

    train: list[Pair] | PairStream
    validation: list[Pair]
    test: list[Pair]


def load_parallel_text(
    data: str,
    *,
    source: str = "",
    target: str = "",
    size: int = 20_000,
    seed: int = 0,
    streaming: bool = False,
) -> ParallelText:
    """Read a parallel corpus.

    `data` is one of:

    - `korean_english`: generated, `size` training pairs.
    - `multi30k`, `tatoeba/kor` and its other languages, or a translation set of TFDS
      (`ted_hrlr_translate/pt_to_en`), with its languages as `source` and `target`; see
      `zoo.data.named_text`.
    - a folder of line-aligned files, `train.<source>`, `train.<target>` and the like, with `source`
      and `target` as their endings (`en`, `de`).
    - a folder of tables: `train.tsv` (or .csv) and the like.
    - one table. `source` and `target` name its columns by number from 0 (default 0 and 1) or, where
      the first line is a header, by name.

    Every file may be compressed (`.gz`). Split names are train; val, valid, validation or dev; test
    or anything that begins so (the first by name). A validation or test split that has no file is
    taken out of the training pairs: 5 %, at most 1,000 pairs, and no source sentence of it
    stays in training.

    Args:
        data: Name or path.
        source: Language, ending or column of the source.
        target: Language, ending or column of the target.
        size: Training pairs to generate, for generated data.
        seed: Seed of the generator and of the splits taken out.
        streaming: Leave the training pairs where they are: `train` reads them anew each time.

    Returns:
        `ParallelText`. Pairs with an empty side are kept here; `encode_pairs` counts them
        and leaves them out.

    Raises:
        FileNotFoundError: There is no such name or path, or the folder has no training file.
        ValueError: A file is not of its form; the message names file and line.
    """
    if data in GENERATED:
        if source or target:
            raise ValueError(
                f"`source` and `target` must be empty for {data!r}, which is ko -> en."
            )
        splits = korean_english.generate(size, seed=seed)
        return ParallelText(*([tuple(pair) for pair in split] for split in splits))
    path = Path(data)
    if path.is_dir():
        splits = _read_folder(path, source, target)
    elif path.is_file():
        splits = {"train": PairStream(partial(_table, path, source, target))}
    elif is_named_data(data):
        from zoo.data import named_text  # where it is used: it takes seconds to import

        splits = named_text.load_named_text(data, source=source, target=target)
    else:
        raise FileNotFoundError(
            f"`data` must be one of {[*GENERATED, 'multi30k', 'tatoeba/...']}, a translation set "
            f"of TFDS, a folder or a .tsv/.csv file, got {data!r}: there is no such name or path. "
            "A folder holds line-aligned train.<source> and train.<target>, or train.tsv; see "
            "README, 'Your own data'."
        )
    if not any(map(is_whole, splits["train"])):
        raise ValueError(f"`data` must hold at least one training pair, got none in {data!r}.")
    if not streaming:
        splits["train"] = list(splits["train"])
    for name in ("validation", "test"):
        if name not in splits:
            splits["train"], splits[name] = hold_out(splits["train"], data, seed, most=_HELD_OUT)
            continue
        splits[name] = list(splits[name])
        if not splits[name]:
            raise ValueError(
                f"`data` must hold at least one {name} pair, got an empty file in {data!r}. "
                "Without the file, pairs are taken out of training."
            )
    return ParallelText(**splits)


def _read_folder(folder: Path, source: str, target: str) -> dict[str, PairStream]:
    if source and source == target:
        raise ValueError(f"`source` and `target` must differ, got {source!r} twice.")
    splits = {}
    for name, pattern in SPLITS.items():
        table = find_file(folder, rf"{pattern}\.(tsv|csv)(\.gz)?")
        if table:
            splits[name] = PairStream(partial(_table, table, source, target))
        elif source and target:
            file, other = (
                find_file(folder, rf"{pattern}\.{re.escape(ending)}(\.gz)?")
                for ending in (source, target)
            )
            if file or other:
                file = file or _beside(other, source)
                splits[name] = PairStream(partial(_aligned, file, _beside(file, target)))
    if "train" not in splits:
        wanted = f"train.{source} and train.{target}" if source and target else "train.tsv"
        raise FileNotFoundError(
            f"`data` must be a folder with {wanted} (or .gz), got {str(folder)!r} with "
            f"{sorted(p.name for p in folder.iterdir())[:12]}. `source` and `target` are the "
            "endings of line-aligned files."
        )
    return splits


def _beside(file: Path, ending: str) -> Path:
    stem = file.name.split(".")[0]
    other = find_file(file.parent, rf"{re.escape(stem)}\.{re.escape(ending)}(\.gz)?")
    if other is None:
        raise FileNotFoundError(
            f"{file} must have a line-aligned {stem}.{ending} beside it, and there is none."
        )
    return other


def _aligned(source_file: Path, target_file: Path) -> Iterator[Pair]:
    left, right = read_lines(source_file), read_lines(target_file)
    for number, pair in enumerate(zip_longest(left, right), start=1):
        if None in pair:
            counts = [
                number - (line is None) + sum(1 for _ in rest)
                for line, rest in zip(pair, (left, right), strict=True)
            ]
            raise ValueError(
                f"{source_file} and {target_file} must have as many lines, got {counts[0]} and "
                f"{counts[1]}."
            )
        yield pair


def _table(path: Path, source: str, target: str) -> Iterator[Pair]:
    separator = separator_of(path)
    columns = None
    for number, row in read_rows(path):
        if columns is None:
            columns = _columns(source, target, row, path)
            if (source or target) and not (source + target).isdecimal():
                continue  # the header
        if len(row) <= max(columns):
            raise ValueError(
                f"{path}, line {number}: a row must have at least {max(columns) + 1} columns "
                f"separated by {separator!r}, got {len(row)}."
            )
        yield row[columns[0]], row[columns[1]]


def _columns(source: str, target: str, header: list[str], path: Path) -> tuple[int, int]:
    columns = _column(source, 0, header, path), _column(target, 1, header, path)
    if columns[0] == columns[1]:
        raise ValueError(f"`source` and `target` must be two columns, got {columns[0]} twice.")
    return columns


def _column(name: str, default: int, header: list[str], path: Path) -> int:
    if not name:
        return default
    if name.isdecimal():
        return int(name)
    if name not in header:
        raise ValueError(
            f"{path}, line 1: `source` and `target` must be column numbers or names in the "
            f"header, got {name!r} and the header {header}."
        )
    return header.index(name)
