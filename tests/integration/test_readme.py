"""README's tables are those of `benchmarks/results`."""

from pathlib import Path

from benchmarks import tables

ROOT = Path(__file__).parents[2]


def test_the_tables_are_generated(tmp_path, monkeypatch):
    written = (ROOT / "README.md").read_text(encoding="utf-8")
    copy = tmp_path / "README.md"
    copy.write_text(written, encoding="utf-8")
    monkeypatch.setattr(tables, "README", copy)
    tables.main()
    assert copy.read_text(encoding="utf-8") == written
    for name in tables.TABLES:
        assert f"<!-- table: {name} -->" in written
