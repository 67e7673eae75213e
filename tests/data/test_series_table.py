import gzip
from datetime import datetime, timedelta

import numpy as np
import pytest

from zoo.data.series_table import read_series_table

HEADER = "date,load,oil"
ROWS = [f"2016-07-01 {hour:02}:00:00,{hour}.5,{-hour}" for hour in range(6)]


def write(tmp_path, rows, header=HEADER):
    path = tmp_path / "table.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_all_columns_but_the_dates(tmp_path):
    table = read_series_table(write(tmp_path, [*ROWS, ""]))
    assert table.columns == ("load", "oil")
    np.testing.assert_array_equal(table.values[:, 0], np.arange(6) + 0.5)
    np.testing.assert_array_equal(table.values[:, 1], -np.arange(6))
    assert table.dates[2] == datetime(2016, 7, 1, 2)
    assert (table.step, table.gaps) == (timedelta(hours=1), 0)


def test_columns_by_name_in_their_order(tmp_path):
    path = tmp_path / "table.tsv.gz"
    rows = ["load\tdate\toil", "1\t2020-01-01\t2", "3\t2020-01-02\t4"]
    path.write_bytes(gzip.compress("\n".join(rows).encode()))
    table = read_series_table(path, date="date", columns=["oil", "load"])
    assert table.columns == ("oil", "load")
    assert table.values.tolist() == [[2.0, 1.0], [4.0, 3.0]]


def test_days_of_trading(tmp_path):
    days = [1, 2, 3, 6, 7, 8]  # a weekend between
    path = write(tmp_path, [f"2020-01-{day:02},{day},0" for day in days])
    with pytest.raises(ValueError, match=r"line 5: rows must be evenly spaced, 1 day, 0:00:00 ap"):
        read_series_table(path)
    table = read_series_table(path, gaps="ignore")
    assert table.gaps == 1
    assert table.values[:, 0].tolist() == days  # nothing is made up


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2016-07-01 06:00:00,x,1", r"line 8: 'load' must be a finite number, got 'x'"),
        ("2016-07-01 06:00:00,1,", r"line 8: 'oil' must be a finite number, got ''"),
        ("2016-07-01 06:00:00,nan,1", r"line 8: 'load' must be a finite number, got 'nan'"),
        ("2016-07-01 06:00:00,1,inf", r"line 8: 'oil' must be a finite number, got 'inf'"),
        ("1.7.2016 06:00,1,1", r"line 8: a date must be as 2016-07-01 .*, got '1.7.2016 06:00'"),
        ("2016-07-01 06:00:00,1", r"line 8: a row must have the header's 3 columns, got 2"),
        ("2016-07-01 07:00:00,1,1", r"line 8: rows must be evenly spaced, 1:00:00 apart .* 07:00"),
        ("2016-07-01 05:00:00,1,1", r"line 8: dates must go up from row to row, got .* after 2016"),
        ("2016-07-01 06:00:00+09:00,1,1", r"dates must all have a time zone, or none"),
    ],
)
def test_rows_that_will_not_do(tmp_path, row, message):
    with pytest.raises(ValueError, match=message):
        read_series_table(write(tmp_path, [*ROWS, row]))


def test_dates_that_do_not_go_up_are_refused_whatever_the_rule(tmp_path):
    with pytest.raises(ValueError, match="line 8: dates must go up"):
        read_series_table(write(tmp_path, [*ROWS, ROWS[0]]), gaps="ignore")
    with pytest.raises(ValueError, match=r"line 3: dates must go up .* Put the oldest row first\."):
        read_series_table(write(tmp_path, ROWS[::-1]))
    with pytest.raises(ValueError, match=r"dates must go up .*00:00\.$"):
        read_series_table(write(tmp_path, [ROWS[0]] * 5))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"date": "day"}, r"`date` must name what .* has, \['date', 'load', 'oil'\], got 'day'"),
        ({"columns": ["gas"]}, r"`columns` must name what .*, got 'gas'"),
        ({"columns": ["date"]}, r"`columns` must be of numbers, got that of the dates, 'date'"),
        ({"gaps": "fill"}, r"`gaps` must be one of \['refuse', 'ignore'\], got 'fill'"),
    ],
)
def test_options_that_will_not_do(tmp_path, options, message):
    with pytest.raises(ValueError, match=message):
        read_series_table(write(tmp_path, ROWS), **options)


@pytest.mark.parametrize("header", ["date", "date,load,load"])
def test_headers_that_will_not_do(tmp_path, header):
    with pytest.raises(ValueError, match="line 1: the header must name at least 2 columns, each"):
        read_series_table(write(tmp_path, ROWS, header))


@pytest.mark.parametrize("options", [{}, {"date": "time"}])
def test_a_table_without_a_header(tmp_path, options):
    path = write(tmp_path, ROWS[1:], "\n" + ROWS[0].replace(",", " ,"))
    with pytest.raises(ValueError, match=r"line 2: the first line must be a header, .*2016-07-01"):
        read_series_table(path, **options)


def test_columns_called_by_numbers(tmp_path):
    assert read_series_table(write(tmp_path, ROWS, "when,0,1")).columns == ("0", "1")


def test_hardly_any_row(tmp_path):
    with pytest.raises(ValueError, match="must have at least 2 rows below its header, got 1"):
        read_series_table(write(tmp_path, ROWS[:1]))
