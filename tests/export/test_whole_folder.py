import pytest

from zoo.export.whole_folder import whole_folder


def contents(folder):
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_new_entries_replace_old_ones_and_others_stay(tmp_path):
    folder = tmp_path / "new" / "folder"
    for text in ("first", "second"):
        with whole_folder(folder) as new:
            (new / "file").write_text(text)
            (new / "inner").mkdir()
            (new / "inner" / text).write_text(text)
        (folder / "mine").write_text("mine")
    assert contents(folder) == {"file": "second", "inner/second": "second", "mine": "mine"}


def test_broken_off_writing_leaves_what_was_there(tmp_path):
    def break_off():
        with whole_folder(tmp_path) as new:
            (new / "file").write_text("half")
            raise KeyboardInterrupt

    (tmp_path / "file").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert contents(tmp_path) == {"file": "old"}
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
