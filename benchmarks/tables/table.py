"""What all tables have in common: results read from `benchmarks/results`, and Markdown."""

import json
from pathlib import Path

NOT_YET = "Not measured yet."
_RESULTS = Path(__file__).parents[1] / "results"


def read(name: str) -> dict:
    """What was measured; empty where it was not."""
    path = _RESULTS / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
