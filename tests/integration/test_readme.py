"""The READMEs' tables are those of `benchmarks/results`, and both READMEs say the same."""

import re
from pathlib import Path

import pytest

from benchmarks.tables import __main__ as tables

ROOT = Path(__file__).parents[2]
READMES = [ROOT / "README.md", ROOT / "README.ko.md"]


def read(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_the_tables_are_generated(readme, tmp_path, monkeypatch):
    copy = tmp_path / readme.name
    copy.write_text(read(readme), encoding="utf-8")
    monkeypatch.setattr(tables, "READMES", [copy])
    tables.main()
    assert read(copy) == read(readme)
    for name in tables.TABLES:
        assert f"<!-- table: {name} -->" in read(readme)


@pytest.mark.parametrize(
    "part",
    [
        r"```\w*\n.*?```",  # code
        r"<!-- table: .*?<!-- end -->",
        r"^#+ ",
        r"^\| `?--?\S+|^\|",  # rows of tables
        r"`--[\w-]+",  # options
    ],
)
def test_both_languages_have_the_same(part):
    english, korean = (re.findall(part, read(path), flags=re.S | re.M) for path in READMES)
    assert sorted(english) == sorted(korean)
