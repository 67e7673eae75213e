import gzip

import pytest

from zoo.data.tables import find_file, read_lines, read_rows, separator_of


def test_rows_with_the_numbers_of_their_lines(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,"b\nc"\nd,e\n', encoding="utf-8")
    assert list(read_rows(path)) == [(2, ["a", "b\nc"]), (3, ["d", "e"])]
    path = tmp_path / "a.tsv.gz"
    path.write_bytes(gzip.compress(b"a\tb\r\n"))
    assert list(read_rows(path)) == [(1, ["a", "b"])]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv"])
def test_blank_rows_go(tmp_path, name):
    path = tmp_path / name
    between = separator_of(path)
    lines = ["", " ", f"a{between}b", f" {between}", "", f"{between}c", ""]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    assert list(read_rows(path)) == [(3, ["a", "b"]), (6, ["", "c"])]


def test_without_commas_a_cell_is_quoted_where_all_of_it_is(tmp_path):
    path = tmp_path / "a.txt"
    cells = ['"""a"" b"', '"a', 'b"', '"a" and "b"', 'a "b" c', '""', '"']
    path.write_text("|".join(cells), encoding="utf-8")
    [(_, row)] = read_rows(path, separator="|")
    assert row == ['"a" b', '"a', 'b"', '"a" and "b"', 'a "b" c', "", '"']


def test_a_byte_order_mark_goes(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff가\n나\n".encode())
    assert list(read_lines(path)) == ["가", "나"]


def test_files_that_cannot_be_read(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_bytes(b"a\n\xff\n")
    with pytest.raises(ValueError, match=r"a\.tsv, line 2: must be UTF-8"):
        list(read_lines(path))
    path = tmp_path / "a.tsv.gz"
    path.write_bytes(b"no gzip")
    with pytest.raises(ValueError, match="must be a whole gzip file"):
        list(read_lines(path))
    path = tmp_path / "a.csv"
    path.write_text('a,"b', encoding="utf-8")
    with pytest.raises(ValueError, match=r"a\.csv, line \d: "):
        list(read_rows(path))
    with pytest.raises(ValueError, match=r"a file of \['\.csv', '\.tsv'\] \(or \.gz\)"):
        separator_of(tmp_path / "a.txt")


def test_a_row_that_a_comma_parts_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\nc,d,e\n", encoding="utf-8")
    message = r"a\.csv, line 2: a row must have no more than the 2 columns .* got 3: .* in quotes"
    with pytest.raises(ValueError, match=message):
        list(read_rows(path))
    path.write_text("a,b\nc,d,\n", encoding="utf-8")  # nothing is parted
    assert list(read_rows(path)) == [(1, ["a", "b"]), (2, ["c", "d", ""])]
    path = tmp_path / "a.tsv"
    path.write_text("a\tb\nc\td\ta remark\n", encoding="utf-8")
    assert list(read_rows(path)) == [(1, ["a", "b"]), (2, ["c", "d", "a remark"])]


def test_a_quote_that_is_not_closed_is_named_where_it_opens(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('a,b\nc,"d\ne,f\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 2: a quote must be closed, .* in line 3\."):
        list(read_rows(path))
    path.write_text('a,b\nc,"d\n' + "e,f\n" * 50_000, encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 2: a quote must be closed, .* in line \d+\."):
        list(read_rows(path))
    path.write_text(f"a,b\nc,{'d' * 200_000}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 2: field larger than field limit"):
        list(read_rows(path))


def test_the_first_file_by_name(tmp_path):
    for name in ("test_b.tsv", "test_a.tsv", "other.tsv"):
        (tmp_path / name).touch()
    assert find_file(tmp_path, r"test\w*\.tsv") == tmp_path / "test_a.tsv"
    assert find_file(tmp_path, "train") is None
