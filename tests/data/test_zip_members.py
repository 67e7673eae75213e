import zipfile

import pytest

from zoo.data.zip_members import ZipMembers


def write(path, **options):
    with zipfile.ZipFile(path, "w", **options) as archive:
        archive.writestr("folder/a.txt", "\ufeff가\r\n\n나 \u2028\n" * 3)
        archive.writestr("__MACOSX/folder/a.txt", b"\xff")
        archive.writestr("folder/b.txt", b"a\n\nb\xff\n")
    return path


def test_files_in_folders(tmp_path):
    with ZipMembers(write(tmp_path / "a.zip")) as members:
        assert members.read("b.txt") == b"a\n\nb\xff\n"
        found = list(members.lines("a.txt"))
    assert found[:3] == [(1, "가"), (3, "나 \u2028"), (4, "\ufeff가")]
    assert len(found) == 6


def test_what_is_missing_or_damaged(tmp_path):
    path = write(tmp_path / "a.zip", compression=zipfile.ZIP_DEFLATED)
    with ZipMembers(path) as members:
        with pytest.raises(ValueError, match=r"a\.zip must hold 'c.txt', got \['a.txt', 'b.txt'\]"):
            members.read("c.txt")
        with pytest.raises(ValueError, match=r"a\.zip, b\.txt, line 3: must be UTF-8 text: "):
            list(members.lines("b.txt"))
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ValueError, match=r"a\.zip must be a whole zip archive: "):
        ZipMembers(path)
    place = content.index(b"folder/a.txt") + len(b"folder/a.txt") + 4
    path.write_bytes(content[:place] + b"\xff\xff" + content[place + 2 :])
    with (
        ZipMembers(path) as members,
        pytest.raises(ValueError, match=r"a\.zip, a\.txt: must be a whole file: "),
    ):
        members.read("a.txt")


def test_a_name_in_two_folders(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("one/", "")
        archive.writestr("one/a.txt", "a")
        archive.writestr("two/a.txt", "b")
    with pytest.raises(ValueError, match=r"must hold a name once, got 'one/a.txt' and 'two/a.txt'"):
        ZipMembers(tmp_path / "a.zip")
