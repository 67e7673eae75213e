"""Files of text, line by line and row by row."""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

_SEPARATORS = {".tsv": "\t", ".csv": ","}
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def find_file(folder: Path, pattern: str) -> Path | None:
    """The first file by name that matches all of a pattern, or None."""
    names = sorted(p.name for p in folder.iterdir() if re.fullmatch(pattern, p.name))
    return folder / names[0] if names else None


def separator_of(path: Path) -> str:
    """What stands between a table's columns.

    Raises:
        ValueError: It is no .tsv or .csv file (or .gz of one).
    """
    suffix = Path(path.name.removesuffix(".gz")).suffix
    if suffix not in _SEPARATORS:
        raise ValueError(
            f"`data` must be a file of {sorted(_SEPARATORS)} (or .gz), got {str(path)!r}."
        )
    return _SEPARATORS[suffix]


def read_rows(path: Path, *, separator: str = "") -> Iterator[tuple[int, list[str]]]:
    """Rows of a table that are not blank, each with the number of its (last) line.

    Between commas a cell may be quoted, with line breaks in it. Where the separator is another, a
    line is a row, and a cell is quoted where all of it is: a text that begins with a quotation
    stays whole.

    Args:
        path: The file.
        separator: What stands between columns; what the file's name says where not given.

    Raises:
        ValueError: The file is not of its form, or a row has more columns than the first one, as
            where a comma in a text parts it; the message names file and line.
    """
    separator, most = separator or separator_of(path), 0
    for number, row in _all_rows(path, separator):
        if not any(cell.strip() for cell in row):
            continue
        most = most or len(row)
        if separator == "," and any(cell.strip() for cell in row[most:]):
            raise ValueError(
                f"{path}, line {number}: a row must have no more than the {most} columns of the "
                f"first one, got {len(row)}: {row!r:.80}. A cell with a comma must stand in quotes."
            )
        yield number, row


def _all_rows(path: Path, separator: str) -> Iterator[tuple[int, list[str]]]:
    if separator != ",":
        for number, line in enumerate(read_lines(path), start=1):
            yield number, [_unquoted(cell) for cell in line.split(separator)]
        return
    reader = csv.reader((f"{line}\n" for line in read_lines(path)), strict=True)
    before = 0
    try:
        for row in reader:
            before = reader.line_num
            yield before, row
    except csv.Error as error:
        is_open = reader.line_num > before + 1  # whatever was found wrong far below
        if is_open or str(error).startswith(("unexpected end of data", "',' expected after '\"'")):
            raise ValueError(
                f"{path}, line {before + 1}: a quote must be closed, and doubled within a cell, "
                f"got {error} in line {reader.line_num}."
            ) from error
        raise ValueError(f"{path}, line {reader.line_num}: {error}.") from error


def _unquoted(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if _QUOTED.fullmatch(cell) else cell


def read_lines(path: Path) -> Iterator[str]:
    """Lines without their ends; a file that is not UTF-8, or no gzip file, is said to be so."""
    number = 0
    try:
        with open(path, "rb") as raw:
            file = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if path.suffix == ".gz" else raw
            for number, line in enumerate(file, start=1):
                yield line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path}, line {number}: must be UTF-8 text: {error}. Convert it from its own encoding "
            f"(of Korean Windows cp949, Excel's Unicode text utf-16): iconv -f cp949 -t utf-8."
        ) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(
            f"{path} must be a whole gzip file: {error} (after line {number})."
        ) from error
