import gzip
import os
from pathlib import Path

import pytest

from zoo.data.parallel_text import load_parallel_text

REAL = os.environ.get("ZOO_REAL_DATA")
with_real_data = pytest.mark.skipif(not REAL, reason="ZOO_REAL_DATA names no folder of real data")


def numbered(count, side):
    return "".join(f"{side} {i}\n" for i in range(count))


def write(path, content):
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(content.encode()))
    else:
        path.write_text(content, encoding="utf-8")


@pytest.mark.parametrize("end", ["", ".gz"])
def test_folder_of_line_aligned_files(tmp_path, end):
    for split, count in (("train", 4), ("dev", 3), ("test_2016", 2), ("test_2018", 1)):
        write(tmp_path / f"{split}.ko{end}", numbered(count, "한국"))
        write(tmp_path / f"{split}.en{end}", numbered(count, "korea"))
    text = load_parallel_text(str(tmp_path), source="ko", target="en")
    assert [len(split) for split in text] == [4, 3, 2]
    assert text.train[1] == ("한국 1", "korea 1")


@pytest.mark.parametrize("name", ["train.tsv", "train.csv", "train.tsv.gz", "train.csv.gz"])
def test_folder_of_tables(tmp_path, name):
    separator = "\t" if "tsv" in name else ","
    for split, count in (("train", 3), ("val", 2), ("test", 1)):
        rows = "".join(f"s{i}{separator}t{i}\n" for i in range(count))
        write(tmp_path / name.replace("train", split), rows)
    text = load_parallel_text(str(tmp_path))
    assert text.train == [("s0", "t0"), ("s1", "t1"), ("s2", "t2")]
    assert (len(text.validation), len(text.test)) == (2, 1)


def test_columns_by_number(tmp_path):
    path = tmp_path / "kor.tsv"
    write(path, "".join(f"Go {i}.\t가 {i}.\tCC-BY #{i}\n" for i in range(40)))
    text = load_parallel_text(str(path), source="1", target="0")
    assert ("가 7.", "Go 7.") in text.train + text.validation + text.test


def test_columns_by_name(tmp_path):
    path = tmp_path / "table.csv"
    rows = "".join(f'{i},"hello, {i}",안녕 {i}\n' for i in range(40))
    write(path, "id,english,korean\n" + rows)
    text = load_parallel_text(str(path), source="korean", target="english")
    pairs = text.train + text.validation + text.test
    assert sorted(pairs) == sorted((f"안녕 {i}", f"hello, {i}") for i in range(40))


def test_a_quoted_line_break_in_a_csv_file_is_white_space(tmp_path):
    write(tmp_path / "train.csv", 'a,"one\ntwo"\n' + "".join(f"b{i},c\n" for i in range(9)))
    assert ("a", "one\ntwo") in load_parallel_text(str(tmp_path)).train


def test_blank_lines_of_a_table_go_and_empty_sides_stay(tmp_path):
    write(tmp_path / "train.tsv", "\n" + "".join(f"s{i}\tt\n\n\tt\n" for i in range(9)))
    train = load_parallel_text(str(tmp_path)).train
    assert ("", "t") in train
    assert ("", "") not in train


def test_byte_order_mark_and_windows_line_ends(tmp_path):
    (tmp_path / "train.tsv").write_bytes("\ufeffa\tb\r\n".encode() + b"c\td\r\n" * 9 + b"e\tf")
    for name in ("val.tsv", "test.tsv"):
        write(tmp_path / name, "a\tb\n")
    text = load_parallel_text(str(tmp_path))
    assert (text.train[0], text.train[-1]) == (("a", "b"), ("e", "f"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a\tb\nc d\n", r"line 2: a row must have at least 2 columns separated by '\\t', got 1"),
        ("", "`data` must hold at least one training pair, got none"),
        ("a\tb\nc\td\n", "`data` must hold at least 3 different source sentences"),
    ],
)
def test_a_table_that_will_not_do(tmp_path, content, message):
    path = tmp_path / "pairs.tsv"
    write(path, content)
    with pytest.raises(ValueError, match=message) as error:
        load_parallel_text(str(path))
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('a,"b\nc",d\ne\n', r"pairs.csv, line 3: a row must have at least 2 columns"),
        ('a,b\nc,"d\ne,f\n', r"pairs.csv, line 2: a quote must be closed, .* in line 3"),
    ],
)
def test_a_csv_error_names_the_line(tmp_path, content, message):
    path = tmp_path / "pairs.csv"
    write(path, content)
    with pytest.raises(ValueError, match=message):
        load_parallel_text(str(path))


def test_columns_that_will_not_do(tmp_path):
    path = tmp_path / "pairs.tsv"
    write(path, "ko\ten\n가\tgo\n")
    with pytest.raises(ValueError, match=r"line 1: .*got 'korean' and the header \['ko', 'en'\]"):
        load_parallel_text(str(path), source="korean", target="en")
    with pytest.raises(ValueError, match="`source` and `target` must be two columns, got 1 twice"):
        load_parallel_text(str(path), source="1")


def test_unequal_numbers_of_lines(tmp_path):
    write(tmp_path / "train.ko", numbered(3, "a"))
    write(tmp_path / "train.en", numbered(2, "b"))
    with pytest.raises(
        ValueError, match=r"train.ko and .*train.en must have as many lines, got 3 "
    ):
        load_parallel_text(str(tmp_path), source="ko", target="en")


def test_what_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"korean_english.*'no/such'.*README"):
        load_parallel_text("no/such")
    write(tmp_path / "train.ko", "a\n")
    with pytest.raises(FileNotFoundError, match=r"train.ko must have a line-aligned train.en"):
        load_parallel_text(str(tmp_path), source="ko", target="en")
    with pytest.raises(FileNotFoundError, match=r"a folder with train.tsv .*\['train.ko'\]"):
        load_parallel_text(str(tmp_path))
    with pytest.raises(ValueError, match=r"must be a file of \['.csv', '.tsv'\]"):
        load_parallel_text(str(tmp_path / "train.ko"))


def test_files_of_another_kind(tmp_path):
    latin = tmp_path / "latin.tsv"
    latin.write_bytes("a\tb\ncaf\xe9\tb\n".encode("latin-1"))
    with pytest.raises(ValueError, match=r"latin.tsv, line 2: must be UTF-8 text"):
        load_parallel_text(str(latin))
    whole = gzip.compress(numbered(500, "a\tb").encode())
    damaged = whole[:40] + bytes(20) + whole[60:]
    for content in (b"a\tb\n", whole[: len(whole) // 2], damaged):
        path = tmp_path / "pairs.tsv.gz"
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"pairs.tsv.gz must be a whole gzip file"):
            load_parallel_text(str(path))


def test_splits_taken_out_share_no_source_and_are_seeded(tmp_path):
    path = tmp_path / "pairs.tsv"
    # Every source has two translations: both go to the same side.
    write(path, "".join(f"source {i // 2}\ttarget {i}\n" for i in range(400)))
    text = load_parallel_text(str(path))
    sources = [{source for source, _ in split} for split in text]
    assert not sources[0] & sources[1]
    assert not sources[0] & sources[2]
    assert not sources[1] & sources[2]
    assert [len(split) for split in text] == [362, 20, 18]
    assert text == load_parallel_text(str(path))
    assert text.test != load_parallel_text(str(path), seed=1).test


def test_splits_where_sources_repeat(tmp_path):
    path = tmp_path / "pairs.tsv"
    write(path, "".join(f"source {i // 20}\ttarget {i}\n\n" for i in range(4_000)))
    text = load_parallel_text(str(path))
    whole = [[pair for pair in split if all(pair)] for split in text]
    # No pair is lost, and a blank line is no sentence.
    assert [len(split) for split in whole] == [3_620, 200, 180]
    assert [len(split) for split in text[1:]] == [200, 180]
    assert max(int(source.split()[1]) for source, _ in text.validation) > 100


@pytest.mark.parametrize(
    "name", ["pairs.tsv", "pairs.tsv.gz", "pairs.csv", "train.ko", "train.ko.gz"]
)
def test_streamed_pairs_are_those_in_memory(tmp_path, name):
    count = 300
    if "train" in name:
        write(tmp_path / name, numbered(count, "한국"))
        write(tmp_path / name.replace("ko", "en"), numbered(count, "korea"))
        data, options = str(tmp_path), {"source": "ko", "target": "en"}
    else:
        separator = "\t" if "tsv" in name else ","
        rows = (f"source {i // 2}{separator}target {i}\n" for i in range(count))
        write(tmp_path / name, "".join(rows))
        data, options = str(tmp_path / name), {}
    text = load_parallel_text(data, **options)
    streamed = load_parallel_text(data, **options, streaming=True)
    assert not isinstance(streamed.train, list)
    for _ in range(2):
        assert list(streamed.train) == text.train
    assert streamed[1:] == text[1:]
    assert len(text.train) < count


def test_many_sources_are_sampled_without_being_held(tmp_path, monkeypatch):
    monkeypatch.setattr("zoo.data.parallel_text._HELD_OUT", 3)
    path = tmp_path / "pairs.tsv"
    write(path, "".join(f"source {i}\ttarget\n" for i in range(500)))
    found = [load_parallel_text(str(path), seed=seed).validation for seed in range(40)]
    assert {len(pairs) for pairs in found} == {3}
    numbers = [int(source.split()[1]) for pairs in found for source, _ in pairs]
    # From everywhere in the file.
    assert min(numbers) < 50
    assert max(numbers) > 450
    assert len(set(numbers)) > 80


def test_a_side_without_the_other(tmp_path):
    for name in ("train.ko", "train.en", "val.en"):
        write(tmp_path / name, "a\n")
    with pytest.raises(FileNotFoundError, match=r"val.en must have a line-aligned val.ko"):
        load_parallel_text(str(tmp_path), source="ko", target="en")
    with pytest.raises(ValueError, match="`source` and `target` must differ"):
        load_parallel_text(str(tmp_path), source="ko", target="ko")


def test_a_streamed_file_that_will_not_do(tmp_path):
    write(tmp_path / "train.ko", numbered(3, "a"))
    write(tmp_path / "train.en", numbered(5, "b"))
    for split in ("val", "test"):
        write(tmp_path / f"{split}.ko", "a\n")
        write(tmp_path / f"{split}.en", "b\n")
    text = load_parallel_text(str(tmp_path), source="ko", target="en", streaming=True)
    with pytest.raises(ValueError, match=r"train.ko and .*train.en must have .*, got 3 and 5"):
        list(text.train)
    (tmp_path / "train.ko").write_bytes(b"a\nb\n\xff\n")
    with pytest.raises(ValueError, match=r"train.ko, line 3: must be UTF-8 text"):
        list(text.train)


def test_generated_data():
    text = load_parallel_text("korean_english", size=50)
    assert len(text.train) == 50
    assert text.validation
    assert text.test
    with pytest.raises(
        ValueError, match="`source` and `target` must be empty for 'korean_english'"
    ):
        load_parallel_text("korean_english", source="en")


@with_real_data
def test_multi30k():
    text = load_parallel_text(str(Path(REAL) / "multi30k"), source="en", target="de")
    assert [len(split) for split in text] == [29_000, 1_014, 1_000]


@with_real_data
def test_tatoeba_korean():
    text = load_parallel_text(str(Path(REAL) / "kor_eng_tatoeba"), source="1", target="0")
    assert len(text.train) + len(text.test) <= 3_476
    assert len(text.validation) == 197
    assert ("가.", "Go.") in text.train + text.test


def test_an_empty_test_file_is_found_at_once(tmp_path):
    (tmp_path / "train.tsv").write_text("a\tb\n")
    (tmp_path / "val.tsv").write_text("c\td\n")
    (tmp_path / "test.tsv").write_text("")
    with pytest.raises(ValueError, match="at least one test pair, got an empty file"):
        load_parallel_text(str(tmp_path))
