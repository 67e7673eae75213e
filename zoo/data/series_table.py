"""A table with a column of dates and columns of numbers, checked row by row."""

import itertools
import math
from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zoo.data.tables import read_rows

GAPS = ("refuse", "ignore")


class SeriesTable(NamedTuple):
    """What a table holds.

    Attributes:
        values: (N, C) float64.
        columns: Names of the C columns.
        dates: Of each row.
        step: Time from a row to the next, or most often so.
        gaps: How many rows do not follow the one before by this step.
    """

    values: np.ndarray
    columns: tuple[str, ...]
    dates: list[datetime]
    step: timedelta
    gaps: int


def read_series_table(
    path: str | Path, *, date: str = "", columns: Sequence[str] = (), gaps: str = "refuse"
) -> SeriesTable:
    """Read a .csv or .tsv file (or .gz of one) whose first line is a header.

    Args:
        path: The file.
        date: Name of the column of dates (ISO 8601); the first one where not given.
        columns: Names of the columns of numbers; all others where not given.
        gaps: "refuse" a table whose rows are not evenly spaced in time; or "ignore": rows follow
            each other as they are, as days of trading do. No value is made up.

    Raises:
        ValueError: There is no header, a column is not there, a value is no finite number, a date
            is none or not after the one before it, or does not come at the table's step; the
            message names the line.
    """
    path, columns = Path(path), list(columns)
    if gaps not in GAPS:
        raise ValueError(f"`gaps` must be one of {list(GAPS)}, got {gaps!r}.")
    rows = read_rows(path)
    line, header = next(rows, (1, []))
    header = [name.strip() for name in header]
    place, places, names = _places(path, line, header, date, columns)
    lines, dates, values = array("q"), [], array("d")
    for line, row in rows:
        if len(row) != len(header):
            raise ValueError(
                f"{path}, line {line}: a row must have the header's {len(header)} columns, got "
                f"{len(row)}."
            )
        lines.append(line)
        dates.append(_date(path, line, row[place]))
        values.extend(_number(path, line, header[i], row[i]) for i in places)
    if len(dates) < 2:
        raise ValueError(f"{path} must have at least 2 rows below its header, got {len(dates)}.")
    step, late = _check_dates(path, lines, dates, gaps)
    return SeriesTable(np.array(values).reshape(len(dates), -1), names, dates, step, late)


def _places(path, line, header, date, columns):
    """Where the dates stand, where the numbers do, and their names."""
    place = header.index(date) if date in header else 0
    if header and _is_date(header[place]):
        raise ValueError(
            f"{path}, line {line}: the first line must be a header, such as `date,load`, got a "
            f"row of {header[place]!r}."
        )
    if len(set(header)) < len(header) or len(header) < 2:
        raise ValueError(
            f"{path}, line {line}: the header must name at least 2 columns, each once, got "
            f"{header}."
        )
    for argument, name in (("date", date), *(("columns", name) for name in columns)):
        if name and name not in header:
            raise ValueError(
                f"`{argument}` must name what {str(path)!r} has, {header}, got {name!r}."
            )
    names = tuple(columns or (name for i, name in enumerate(header) if i != place))
    if header[place] in names:
        raise ValueError(f"`columns` must be of numbers, got that of the dates, {header[place]!r}.")
    return place, [header.index(name) for name in names], names


def _is_date(text):
    try:
        return bool(datetime.fromisoformat(text))
    except ValueError:
        return False


def _date(path, line, text):
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(
            f"{path}, line {line}: a date must be as 2016-07-01 or 2016-07-01 13:00:00, got "
            f"{text!r}."
        ) from error


def _number(path, line, name, text):
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{path}, line {line}: {name!r} must be a finite number, got {text!r}.")
    return number


def _check_dates(path, lines, dates, gaps):
    """The step, and how many rows do not come at it."""
    try:
        steps = [after - before for before, after in itertools.pairwise(dates)]
    except TypeError as error:
        raise ValueError(f"{path}: dates must all have a time zone, or none.") from error
    step = Counter(steps).most_common(1)[0][0]
    for line, date, found in zip(lines[1:], dates[1:], steps, strict=True):
        if found <= timedelta(0):
            goes_down = min(steps) < timedelta(0) >= max(steps)
            hint = " Put the oldest row first." if goes_down else ""
            raise ValueError(
                f"{path}, line {line}: dates must go up from row to row, got {date} after "
                f"{date - found}.{hint}"
            )
    for line, date, found in zip(lines[1:], dates[1:], steps, strict=True):
        if found != step and gaps == "refuse":
            raise ValueError(
                f"{path}, line {line}: rows must be evenly spaced, {step} apart as most are, got "
                f"{date} after {date - found}. With `gaps`='ignore' rows count as they are."
            )
    return step, sum(found != step for found in steps)
