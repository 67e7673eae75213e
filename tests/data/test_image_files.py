import io
import tarfile

import pytest

from zoo.data.image_files import ImageFiles


def add(archive, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(b"first")
    (folder / "deep" / "b.PNG").write_bytes(b"second")
    (folder / "notes.txt").write_text("no image")
    with tarfile.open(folder / "more.tar", "w") as archive:
        add(archive, "./c.jpg", b"third")
        add(archive, "x/d.jpeg", b"fourth, longer")
        add(archive, "x/readme.txt", b"no image")
    with tarfile.open(tmp_path / "data.tar", "w") as archive:
        add(archive, "e.gif", b"beside")
    return folder


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"first"),
        ("b.PNG", b"second"),
        ("deep/b.PNG", b"second"),
        ("c.jpg", b"third"),
        ("d.jpeg", b"fourth, longer"),
        ("x/d.jpeg", b"fourth, longer"),
        ("e.gif", b"beside"),
    ],
)
def test_by_name_or_path(folder, name, content):
    files = ImageFiles(folder)
    assert name in files
    assert files.read(name) == content
    assert len(files) == 5


def test_what_is_not_there(folder):
    with pytest.raises(FileNotFoundError, match=r"got none named 'z.jpg' among the 5 in '.*data'"):
        ImageFiles(folder).read("z.jpg")


def test_two_of_a_name(folder):
    (folder / "deep" / "a.jpg").write_bytes(b"other")
    files = ImageFiles(folder)
    with pytest.raises(ValueError, match=r"by a path of its own, got 'a.jpg', which is in \["):
        files.read("a.jpg")
    assert files.read("deep/a.jpg") == b"other"


def test_an_archive_that_is_damaged_in_its_middle(folder):
    with tarfile.open(folder / "more.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        add(archive, "c.jpg", b"third")
        add(archive, "d.jpg", b"fourth")
    content = (folder / "more.tar").read_bytes().replace(b"d.jpg", b"?.jpg")
    (folder / "more.tar").write_bytes(content)
    with pytest.raises(ValueError, match=r"more\.tar must be a whole \.tar file: no file begins"):
        ImageFiles(folder)


def test_an_archive_that_is_none(folder):
    (folder / "broken.tar").write_bytes(b"x" * 2000)
    with pytest.raises(ValueError, match=r"broken\.tar must be a whole \.tar file"):
        ImageFiles(folder)
