"""What is measured on texts becomes the tables."""

import json

import pytest

from benchmarks.tables import text
from benchmarks.tables.table import NOT_YET

TRAINED = {"parameters": 1_500_000, "cpu_minutes": 5.0}
LABELS = {"accuracy": 81.0, "macro_f1": 80.0, "calibration_error": 2.0}
BASELINES = {"bag_of_words": 70.0, "majority": 50.0}
CONFIG = {"arch": "transformer", "num_layers": 2}


@pytest.mark.parametrize(
    ("make", "files", "rows"),
    [
        (
            text.sentiment_reviews,
            {
                "sentiment_reviews": {
                    "transformer_2": {
                        **TRAINED,
                        "config": CONFIG,
                        "test": LABELS,
                        "by_kind": {"plain": LABELS},
                        "by_distance": {"20": LABELS},
                    }
                }
            },
            {"| `transformer` | 2 | 1,500 k | 2.5 | 81.0 | 2.0 | 81 | 81 |"},
        ),
        (
            text.sentiment,
            {
                "sentiment_sst2": {
                    **TRAINED,
                    "config": CONFIG,
                    "texts": {"train": 60_000, "test": 436},
                    "validation": LABELS,
                    "test": {**LABELS, **BASELINES},
                    "other_seeds": {seed: {"test": {"accuracy": 80.0 + seed}} for seed in (1, 2)},
                }
            },
            {
                "| `sst2` | `transformer` | 1.50 M | 60,000 | 436 | 2 | 81.0 | 81.0 | 80.0 | 2.0 "
                "| 70.0 | 50.0 | 81.0, 82.0 |",
                "| `sst2` | CNN from scratch, published |  |  |  |  |  | 82.7 |  |  |  |  |  |",
            },
        ),
    ],
    ids=lambda x: getattr(x, "__name__", ""),
)
def test_what_is_measured_becomes_the_tables(make, files, rows, tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.tables.table._RESULTS", tmp_path)
    assert make() == NOT_YET
    for name, content in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    table = make()
    assert all(row in table for row in rows), table
    assert len({line.count("|") for line in table.splitlines()}) == 1
