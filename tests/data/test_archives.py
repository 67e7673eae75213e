import gzip
import io
import tarfile

import pytest

from zoo.data.archives import walk_archive

CONTENTS = {f"x/{name}.bin": name.encode() * 700 for name in "abc"}


def write(path, mode="w"):
    with tarfile.open(path, mode) as archive:
        archive.addfile(tarfile.TarInfo("x"), None)
        for name, content in CONTENTS.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(("name", "mode"), [("a.tar", "w"), ("a.tar.gz", "w:gz")])
def test_files_in_their_order(tmp_path, name, mode):
    path = write(tmp_path / name, mode)
    found = {member.name: read() for member, read in walk_archive(path)}
    assert found.pop("x") == b""
    assert found == CONTENTS
    assert list(found) == list(CONTENTS)


def damaged(content, place):
    """With another header of the second file, which `tarfile` takes for the end."""
    begin = content.index(b"x/b.bin")
    return {
        "header": content[:begin] + b"?" * 200 + content[begin + 200 :],
        "cut between files": content[:begin],
        "cut in a file": content[: begin + 700],
        "more behind the end": content + content,
    }[place]


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("header", r"no file begins at byte 2,048 of it, nor its end"),
        ("cut between files", r"it ends without the zeros that end an archive"),
        ("cut in a file", r"unexpected end of data"),
        ("more behind the end", r"no file begins at byte"),
    ],
)
def test_damaged(tmp_path, place, message, gzipped):
    path = write(tmp_path / "a.tar")
    content = damaged(path.read_bytes(), place)
    path.write_bytes(gzip.compress(content) if gzipped else content)
    with pytest.raises(ValueError, match=rf"a\.tar must be a whole \.tar file: {message}"):
        list(walk_archive(path))


@pytest.mark.parametrize("cut", [slice(-6), slice(40)])
def test_damaged_gzip(tmp_path, cut):
    path = write(tmp_path / "a.tar.gz", "w:gz")
    path.write_bytes(path.read_bytes()[cut])
    with pytest.raises(ValueError, match=r"a\.tar\.gz must be a whole \.tar file: "):
        list(walk_archive(path))


def test_a_wrong_checksum(tmp_path):
    path = write(tmp_path / "a.tar.gz", "w:gz")
    content = bytearray(path.read_bytes())
    content[-8] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.tar\.gz must be a whole \.tar file: CRC check"):
        list(walk_archive(path))


def test_not_compressed_where_it_must_not_be(tmp_path):
    path = write(tmp_path / "a.tar.gz", "w:gz")
    with pytest.raises(ValueError, match=r"must be a whole \.tar file"):
        list(walk_archive(path, "r:"))


def test_what_cannot_be_read_is_not_said_to_be_damaged(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"a\.tar"):
        list(walk_archive(tmp_path / "a.tar"))
    with pytest.raises(IsADirectoryError):
        list(walk_archive(tmp_path))
