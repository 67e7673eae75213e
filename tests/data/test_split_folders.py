from zoo.data.split_folders import split_folders


def test_by_their_names(tmp_path):
    assert split_folders(tmp_path) == {"train": tmp_path}
    for name in ("val", "test_public", "tests", "training"):
        (tmp_path / name).mkdir()
    (tmp_path / "test").write_text("a file")
    assert split_folders(tmp_path) == {"train": tmp_path}
    (tmp_path / "train").mkdir()
    found = split_folders(tmp_path)
    assert {split: path.name for split, path in found.items()} == {
        "train": "train",
        "validation": "val",
        "test": "test_public",
    }
