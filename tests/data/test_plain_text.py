"""Text by name and by path: pieces lose nothing, splits meet, mistakes are named."""

import numpy as np
import pytest

from zoo.data.plain_text import TextPart, load_plain_text

WORDS = "One line.\nAnother, with é and 한국어.\n\nA" + "very" * 30 + "longword\nend"


def whole(part):
    return "".join(part.read(number) for number in range(part.count))


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 16, 1_000])
def test_pieces_are_the_text(tmp_path, piece):
    path = tmp_path / "text.txt"
    path.write_bytes(WORDS.encode())
    for source in (path, WORDS.encode()):
        assert whole(TextPart.of(source, piece=piece)) == WORDS


def test_pieces_are_cut_between_words():
    part = TextPart.of(b"one two three four\nfive six seven\n" * 50, piece=64)
    assert part.count > 20
    assert all(part.read(n)[-1] in " \n" for n in range(part.count) if part.read(n))


def test_splits_are_the_text():
    part = TextPart.of(WORDS.encode() * 9, piece=50)
    parts = part.split(part.end // 2, part.end // 3)
    assert "".join(map(whole, parts)) == WORDS * 9
    sizes = [each.end - each.begin for each in parts]
    assert sizes[0] > sizes[1] > sizes[2] > 0


def test_windows_line_ends_and_a_mark_of_order(tmp_path):
    path = tmp_path / "text.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree")
    assert whole(TextPart.of(path)) == "one\ntwo\nthree"


def test_hello():
    assert [whole(part) for part in load_plain_text("hello")] == ["HELLO"] * 3


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("unit", ["word ", "longword" * 99 + " ", "글자"])
def test_a_file_of_one_line_is_split_into_three(tmp_path, unit, end):
    path = tmp_path / "text.txt"
    text = (unit * (300_000 // len(unit.encode()) + 1))[:-1] + end
    path.write_text(text)
    parts = load_plain_text(str(path))
    assert "".join(map(whole, parts)) == text
    shares = [(part.end - part.begin) / len(text.encode()) for part in parts]
    assert shares == pytest.approx([0.9, 0.05, 0.05], abs=0.005)
    if unit == "word ":
        assert all(whole(part).endswith("word ") for part in parts[:2])


def test_a_large_file_lends_little(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.write(b"a line\n" * 10)
        file.truncate(2**30)  # sparse: it takes no room
    train, validation, test = load_plain_text(str(path))
    assert train.end == validation.begin == 2**30 - 2**24
    assert validation.end == test.begin == 2**30 - 2**23


@pytest.mark.parametrize(("data", "letter"), [("english", "e"), ("korean", "는")])
def test_generated(data, letter):
    text = load_plain_text(data, size=50, seed=1)
    assert whole(text.train).count("\n") == 49
    assert all(letter in whole(part) for part in text)
    assert whole(load_plain_text(data, size=50, seed=2).train) != whole(text.train)


def test_no_generated_line_that_is_tested_is_trained_on():
    text = load_plain_text("english", size=5_000)
    lines, *held_out = (set(whole(part).split("\n")) for part in text)
    assert len(lines) > 4_900
    assert not lines & set().union(*held_out)


def test_a_file_is_split(tmp_path):
    path = tmp_path / "text.txt"
    text = "".join(f"line {number}\n" for number in range(1_000))
    path.write_text(text)
    parts = load_plain_text(str(path))
    assert "".join(map(whole, parts)) == text
    assert [len(whole(part)) / len(text) for part in parts] == pytest.approx(
        [0.9, 0.05, 0.05], abs=0.01
    )


def test_a_folder(tmp_path):
    for name in ("train", "val", "test"):
        (tmp_path / f"{name}.txt").write_text(f"{name} " * 50)
    assert [whole(part)[:4] for part in load_plain_text(str(tmp_path))] == ["trai", "val ", "test"]
    (tmp_path / "val.txt").unlink()
    parts = load_plain_text(str(tmp_path))
    assert [whole(part)[:4] for part in parts] == ["trai", "trai", "test"]
    assert whole(parts.train) + whole(parts.validation) == "train " * 50


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        (
            {"valid.txt": "a"},
            FileNotFoundError,
            r"`data` must hold train.txt, got the folder .*val",
        ),
        ({"train.txt": "short"}, ValueError, "at least 100 bytes of text, to be split, got 5 in"),
        ({"train.txt": " \n" * 99}, ValueError, "`data` must hold text, got a blank train part"),
        (
            {"train.txt": "a " * 99, "val.txt": " "},
            ValueError,
            "`data` must hold text, got a blank validation part",
        ),
    ],
)
def test_bad_folders(tmp_path, files, error, message):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(error, match=message):
        load_plain_text(str(tmp_path))


def test_not_utf_8(tmp_path, monkeypatch):
    monkeypatch.setattr("zoo.data.plain_text._PIECE", 16)  # bytes in which lines are counted
    path = tmp_path / "text.txt"
    path.write_bytes(b"a line\n" * 20 + "é".encode("latin-1") + b" line\n" * 20)
    with pytest.raises(ValueError, match="txt, line 21: must be UTF-8 text, got byte 0xE9 at"):
        whole(load_plain_text(str(path)).train)


def test_no_such_name():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of .*, got 'nope'"):
        load_plain_text("nope")


def test_pieces_beyond_two_gibibytes(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(2**31 + 2**22)  # sparse: it takes no room
    part = TextPart.of(path)
    number = np.int32(part.count - 1)  # as a graph hands it over
    assert len(part.read(number)) == len(part.read(int(number))) > 0
