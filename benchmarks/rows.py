"""A result's file of rows, each measured on its own, with the machine that it was measured on."""

import json
from pathlib import Path

from benchmarks.machine import machine


def read_rows(path: Path) -> dict[str, dict]:
    """By their names; none where there is no file."""
    return json.loads(path.read_text()) if path.exists() else {}


def add_row(path: Path, name: str, row: dict) -> None:
    """Write one, in place of the one that had its name."""
    rows = {**read_rows(path), name: {**row, **machine()}}
    path.write_text(json.dumps(rows, indent=2) + "\n")
    print(name, json.dumps(row["test"]), flush=True)
