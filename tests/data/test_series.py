import os
from pathlib import Path

import numpy as np
import pytest

from zoo.data.series import load_series, origins_of, split_rows


def test_generated_by_name():
    series = load_series("seasonal", size=50, seed=1)
    assert series.values.shape == (50, 1)
    assert series.columns == ("value",)
    assert len(series.dates) == 50
    assert series.best(np.array([10]), 3).shape == (1, 3, 1)
    assert series.report == "50 rows of seasonal"


def test_a_file(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("Date,Close,Volume\n2020-01-01,1,2\n2020-01-02,3,4\n2020-01-06,5,6\n")
    series = load_series(str(path), columns=["Close"], gaps="ignore")
    assert series.values.tolist() == [[1.0], [3.0], [5.0]]
    assert series.best is None
    assert series.report == "3 rows, 1 day, 0:00:00 apart, with 1 gaps, of 1 columns: Close"


def test_what_is_not_there():
    with pytest.raises(
        FileNotFoundError, match=r"`data` must be one of \['random_walk', .*no such"
    ):
        load_series("/no/such.csv")
    with pytest.raises(ValueError, match=r"`date` and `columns` must be empty for 'seasonal', got"):
        load_series("seasonal", columns=["a"])


@pytest.mark.parametrize(
    ("count", "split", "data", "ends"),
    [
        (1_000, "", "seasonal", [700, 800, 1_000]),
        (999, "0.7,0.1,0.2", "", [699, 799, 999]),
        (100, "0.5,0.1,0.1", "", [50, 60, 70]),
        (100, "50,20,10", "", [50, 70, 80]),
        (17_420, "", "/data/ETTh1.csv", [8_640, 11_520, 14_400]),
        (15_678, "", "ETTh1_first90pct.csv.gz", [8_640, 11_520, 14_400]),
        (69_680, "", "ETTm2.csv", [34_560, 46_080, 57_600]),
    ],
)
def test_splits(count, split, data, ends):
    rows = split_rows(count, split, data)
    assert [part.stop for part in rows] == ends
    assert [part.start for part in rows] == [0, *ends[:2]]


@pytest.mark.parametrize("split", ["0.7,0.3", "a,b,c", "0.7,0.3,0", "-1,2,3"])
def test_splits_that_cannot_be_read(split):
    with pytest.raises(ValueError, match="`split` must be three positive numbers with commas betw"):
        split_rows(100, split)


@pytest.mark.parametrize("split", ["80,20,10", "0.7,0.3,0.2", "50.5,20,10"])
def test_splits_that_do_not_fit(split):
    with pytest.raises(ValueError, match=f"of 100 rows in all, got '{split}'"):
        split_rows(100, split)


def test_too_few_rows_for_the_customary_split():
    with pytest.raises(ValueError, match=r"of 100 rows in all, got \(8640, 2880, 2880\)"):
        split_rows(100, "", "ETTh1.csv")


def test_as_many_windows_as_in_the_literature():
    """Informer's and DLinear's loaders: rows - horizon + 1, contexts reach back."""
    rows = split_rows(17_420, "", "ETTh1.csv")
    counts = [len(origins_of(part, context=336, horizon=96)) for part in rows]
    assert counts == [8_640 - 336 - 96 + 1, 2_880 - 96 + 1, 2_880 - 96 + 1]
    assert origins_of(rows.test, context=336, horizon=96)[0] == 11_520
    assert origins_of(rows.test, context=336, horizon=96)[-1] + 96 == 14_400


def test_no_window():
    assert len(origins_of(range(0, 9), context=6, horizon=4)) == 0


def test_the_transformers_of_ett():
    folder = os.environ.get("ZOO_REAL_DATA")
    if not folder:
        pytest.skip("ZOO_REAL_DATA is not set")
    series = load_series(str(Path(folder) / "ett" / "ETTh2.csv.gz"))
    assert series.values.shape == (17_420, 7)
    assert series.columns == ("HUFL", "HULL", "MUFL", "MULL", "LUFL", "LULL", "OT")
    assert "1:00:00 apart, with 0 gaps" in series.report
