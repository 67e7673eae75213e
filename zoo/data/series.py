"""Series by name or by path: rows of numbers, each some time after the one before."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np

from zoo.data.generated_series import GENERATORS, Best
from zoo.data.series_table import read_series_table

# Rows of 12, 4 and 4 months of 30 days, hourly: what the literature trains and tests on.
_ETT_HOURLY = (8_640, 2_880, 2_880)
_FRACTIONS = (0.7, 0.1, 0.2)


class Series(NamedTuple):
    """Numbers in their order.

    Attributes:
        values: (N, C) float64.
        columns: Names of the C columns.
        dates: Of each row.
        report: One line on what there is.
        best: For generated series, the best possible forecast; see `zoo.data.generated_series`.
    """

    values: np.ndarray
    columns: tuple[str, ...]
    dates: list[datetime]
    report: str
    best: Best | None = None


class Rows(NamedTuple):
    """The rows of each split, which follow each other."""

    train: range
    validation: range
    test: range


def load_series(
    data: str,
    *,
    date: str = "",
    columns: Sequence[str] = (),
    gaps: str = "refuse",
    size: int = 4_000,
    seed: int = 0,
) -> Series:
    """Read or generate a series.

    Args:
        data: `random_walk`, `autoregressive` or `seasonal`, see `zoo.data.generated_series`; or a
            .csv or .tsv file (or .gz).
        date, columns, gaps: Of a file, see `read_series_table`.
        size: Rows to generate.
        seed: Seed of the generator.

    Raises:
        FileNotFoundError: There is no such name or file.
        ValueError: The file is not of its form; the message names file and line.
    """
    if data in GENERATORS:
        if date or columns:
            raise ValueError(
                f"`date` and `columns` must be empty for {data!r}, got {date or list(columns)!r}."
            )
        values, best = GENERATORS[data](size, seed=seed)
        dates = [datetime(2000, 1, 1) + timedelta(hours=hour) for hour in range(size)]
        return Series(values, ("value",), dates, f"{size:,} rows of {data}", best)
    if not Path(data).is_file():
        found = "which is a folder" if Path(data).is_dir() else "there is no such name or file"
        raise FileNotFoundError(
            f"`data` must be one of {list(GENERATORS)} or a .csv or .tsv file, got {data!r}: "
            f"{found}."
        )
    table = read_series_table(data, date=date, columns=columns, gaps=gaps)
    report = (
        f"{len(table.values):,} rows, {table.step} apart, with {table.gaps:,} gaps, of "
        f"{len(table.columns)} columns: {', '.join(table.columns)}"
    )
    return Series(table.values, table.columns, table.dates, report)


def split_rows(count: int, split: str = "", data: str = "") -> Rows:
    """The rows of training, validation and test: the past, what follows it, and what comes last.

    Args:
        count: N.
        split: Three numbers with commas between: shares of all rows (0.7,0.1,0.2), or rows
            (8640,2880,2880), those after them unused. Empty: the customary 12, 4 and 4 months for a
            file whose name begins with ETTh (hourly) or ETTm (each 15 minutes), and
            0.7,0.1,0.2 for all else.
        data: Name or path, for the customary split.

    Raises:
        ValueError: `split` is no three positive numbers, or asks for more than there is.
    """
    sizes = _customary(data) if not split.strip() else _numbers(split)
    if max(sizes) < 1:
        ends = np.round(np.cumsum(sizes) * count).astype(int)
    else:
        ends = np.cumsum(sizes).astype(int)
    if ends[2] > count or (max(sizes) >= 1 and any(size % 1 for size in sizes)):
        raise ValueError(
            f"`split` must be shares of all rows, or numbers of them, of {count:,} rows in all, "
            f"got {split or sizes!r}."
        )
    return Rows(*(range(a, b) for a, b in zip([0, *ends[:2].tolist()], ends.tolist(), strict=True)))


def origins_of(rows: range, *, context: int, horizon: int) -> np.ndarray:
    """All rows at which a forecast of a split may begin, one after the other.

    The forecast stays within the split; its context may lie before it, as it is known by then.

    Args:
        rows: Of the split.
        context: Rows before the forecast that are read.
        horizon: Rows that are forecast.

    Returns:
        (W,) integers.

    Example:
        >>> origins_of(range(0, 10), context=4, horizon=5).tolist()
        [4, 5]
        >>> origins_of(range(10, 16), context=4, horizon=5).tolist()
        [10, 11]
    """
    return np.arange(max(rows.start, context), rows.stop - horizon + 1)


def _customary(data):
    kind = re.match(r"ETT([hm])", Path(data).name)
    if kind is None:
        return _FRACTIONS
    return tuple(rows * (4 if kind[1] == "m" else 1) for rows in _ETT_HOURLY)


def _numbers(split):
    try:
        numbers = tuple(float(part) for part in split.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) != 3 or not all(number > 0 for number in numbers):
        raise ValueError(
            "`split` must be three positive numbers with commas between, as 0.7,0.1,0.2 or "
            f"8640,2880,2880, got {split!r}."
        )
    return numbers
