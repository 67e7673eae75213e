import pytest
import tensorflow as tf

from zoo.text.split import collapse_spaces, prepare, split_attached, split_bert


def words(split, text):
    [row] = split(tf.constant([text])).to_list()
    return [word.decode() for word in row]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T-Shirt, red", "T ##- ##Shirt ##, red"),
        ("  a\t\n b\u3000c\u00a0 ", "a b c"),
        ("### a ##", "# ### ### a # ###"),
        ("don't (stop)", "don ##' ##t ( ##stop ##)"),
        ("집에 가요.", "집에 가요 ##."),
        ("👍👍 ok", "👍 ##👍 ok"),
        ("e\u0301a \u0301", "e\u0301a \u0301"),
        ("a\x00b\x85c", "a b c"),
        (" ", ""),
        ("", ""),
    ],
)
def test_split_attached(text, expected):
    assert words(split_attached, text) == expected.split(" ") * bool(expected)


def test_split_attached_cuts_long_runs_only():
    first, *others = words(split_attached, "漢" * 1000)
    pieces = [first, *(piece.removeprefix("##") for piece in others)]
    assert all(piece.startswith("##") for piece in others)
    assert "".join(pieces) == "漢" * 1000
    assert max(map(len, pieces)) <= 31
    assert words(split_attached, "b" * 30 + " c") == ["b" * 30, "c"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T-Shirt, red", "T - Shirt , red"),
        ("漢字kana", "漢 字 kana"),
        ("a\u00adb\u200bc", "a b c"),
        ("a\u00a0b", "a\u00a0b"),
        ("$5^`~", "$ 5 ^ ` ~"),
    ],
)
def test_split_bert(text, expected):
    assert words(split_bert, text) == expected.split(" ")


def test_collapse_spaces():
    texts = tf.constant([" a \t\n b ", "\u3000", "", "a"])
    assert collapse_spaces(texts).numpy().tolist() == [b"a b", b"", b"", b"a"]


def test_prepare_replaces_bad_bytes():
    texts = prepare(tf.constant([b"a\xffb", "é".encode()]), lowercase=False)
    assert [text.decode() for text in texts.numpy()] == ["a\ufffdb", "é"]


def test_prepare_lowercases_all_scripts():
    assert prepare(tf.constant(["ÀÉ Б"]), lowercase=True).numpy()[0].decode() == "àé б"


def test_prepare_lowercases_what_follows_a_nul():
    assert prepare(tf.constant(["A\x00B"]), lowercase=True).numpy().tolist() == [b"a b"]


@pytest.mark.parametrize("split", [split_attached, split_bert])
def test_lines_stay_apart(split):
    texts = ["a\nB.", "", "\n", ".", "c \n", "d"]
    rows = split(tf.constant(texts), lowercase=True).to_list()
    assert [b"".join(row).replace(b"##", b"") for row in rows] == [
        b"ab.",
        b"",
        b"",
        b".",
        b"c",
        b"d",
    ]
    assert split(tf.constant([], tf.string)).to_list() == []
