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


def test_a_file_a_folder_and_a_link_give_way_to_one_another(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    (folder / "was_file").write_text("old")
    (folder / "was_folder").mkdir()
    with whole_folder(folder) as new:
        (new / "link").mkdir()
        (new / "was_file").mkdir()
        (new / "was_folder").write_text("new")
    assert contents(folder) == {"was_folder": "new"}
    assert not (folder / "link").is_symlink()
    assert contents(outside) == {"kept": "kept"}


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
