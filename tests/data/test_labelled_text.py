import gzip
import re

import pytest

from zoo.data.labelled_text import load_labelled_text

ROWS = [(f"text {i}", ("good", "bad")[i % 2]) for i in range(40)]


def write(path, rows, header=()):
    lines = [*([header] if header else []), *rows]
    path.write_text("".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def test_generated():
    splits = load_labelled_text("reviews", size=50, distance=0)
    assert len(splits.train) == 50
    assert splits.classes == ("negative", "positive")
    assert {label for _, label in splits.test} == set(splits.classes)


def test_one_table_is_split(tmp_path):
    splits = load_labelled_text(write(tmp_path / "rows.tsv", ROWS))
    assert splits.classes == ("bad", "good")
    assert sorted([*splits.train, *splits.validation, *splits.test]) == sorted(ROWS)
    assert len(splits.validation) == 2
    texts = [{text for text, _ in split} for split in splits[:3]]
    assert not texts[0] & texts[1]
    assert not texts[0] & texts[2]
    again = load_labelled_text(str(tmp_path / "rows.tsv"), seed=1)
    assert again.validation != splits.validation


@pytest.mark.parametrize(
    ("header", "options"),
    [
        (("id", "label", "document"), {}),
        (("id", "Label", "words"), {"text": "words", "label": "Label"}),
        (("id", "label", "words"), {"text": "2", "label": "1"}),
        ((), {"text": "2", "label": "1"}),
    ],
)
def test_columns(tmp_path, header, options):
    rows = [(str(i), label, text) for i, (text, label) in enumerate(ROWS)]
    if header and options.get("text") == "2":  # by number every line is a row
        header = ()
    splits = load_labelled_text(write(tmp_path / "rows.tsv", rows, header), **options)
    assert set(splits.train) <= set(ROWS)
    assert splits.classes == ("bad", "good")


def test_a_folder_of_tables(tmp_path):
    write(tmp_path / "train.tsv", ROWS[:30])
    write(tmp_path / "dev.tsv", ROWS[30:35])
    rows = "".join(f'"{text}, really",{label}\n' for text, label in ROWS[35:])
    (tmp_path / "test.csv.gz").write_bytes(gzip.compress(rows.encode()))
    splits = load_labelled_text(str(tmp_path))
    assert splits.train == ROWS[:30]
    assert splits.validation == ROWS[30:35]
    assert splits.test == [(f"{text}, really", label) for text, label in ROWS[35:]]


def test_numbers_are_in_their_order(tmp_path):
    rows = [(f"text {i}", str(i % 12)) for i in range(60)]
    splits = load_labelled_text(write(tmp_path / "rows.tsv", rows))
    assert splits.classes == tuple(str(i) for i in range(12))


def test_blank_texts_stay_and_blank_lines_go(tmp_path):
    path = tmp_path / "train.tsv"
    path.write_text("a\tgood\n\n \tbad\nb\tbad\n", encoding="utf-8")
    for name in ("val", "test"):
        write(tmp_path / f"{name}.tsv", ROWS[:2])
    assert load_labelled_text(str(tmp_path)).train == [("a", "good"), (" ", "bad"), ("b", "bad")]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("a\tgood\nb\tgood\n", {}, "training texts of at least 2 classes, got ['good'] in "),
        (" \tgood\n\u3000\tbad\n", {}, "at least one training text, got blank ones in "),
        (
            "a\tgood\nb\n",
            {},
            "line 2: a row must have at least 2 columns separated by '\\t', got 1",
        ),
        ("a\tgood\nb\t \n", {}, "line 2: a text must have a class, got a blank one."),
        (
            "a\tb\n",
            {"text": "review"},
            "line 1: `text` must be a column's number or its name in the header, got 'review' and "
            "the header ['a', 'b'].",
        ),
        ("a\tb\n", {"label": "0"}, "`text` and `label` must be two columns, got 0 twice."),
        ("a\tgood\nb\tbad\n", {}, "at least 3 different texts to be split, got 2"),
    ],
)
def test_a_table_that_is_not_of_the_form(tmp_path, content, options, message):
    path = tmp_path / "rows.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(message)):
        load_labelled_text(str(path), **options)


def test_the_last_text_of_a_class_is_not_held_out(tmp_path):
    rows = [(f"text {i}", "good" if i % 2 else "bad") for i in range(60)]
    for number in range(60):  # one of a third class, wherever it falls
        changed = [(t, "rare" if i == number else label) for i, (t, label) in enumerate(rows)]
        if number:  # the first one would be a header's
            splits = load_labelled_text(write(tmp_path / "rows.tsv", changed))
            assert (f"text {number}", "rare") in splits.train
            assert len(splits.validation) == 3


def test_columns_that_hold_no_class(tmp_path):
    rows = [(f"text {i}", f"comment {i}") for i in range(60)]
    with pytest.raises(ValueError, match=r"`label` must be the column .* got 60 .* in 60 training"):
        load_labelled_text(write(tmp_path / "rows.tsv", rows))
    named = [(f"text {i}", f"class {i // 2}") for i in range(20)]
    assert len(load_labelled_text(write(tmp_path / "rows.tsv", named)).classes) == 10
    few = [(f"text {i}", f"class {i if i < 12 else i // 2 * 2}") for i in range(20)]
    with pytest.raises(ValueError, match=r"`label` must be the column .* got 16 .* in 20 training"):
        load_labelled_text(write(tmp_path / "rows.tsv", few))
    for options, rows in (
        ({"text": "0", "label": "1"}, few),
        ({}, [("text", "label"), *few]),
    ):
        found = load_labelled_text(write(tmp_path / "rows.tsv", rows), **options)
        assert len(found.classes) == 16
    (tmp_path / "empty.tsv").touch()
    with pytest.raises(ValueError, match=r"must hold training texts, got none in .*empty\.tsv"):
        load_labelled_text(str(tmp_path / "empty.tsv"))


def test_a_header_that_names_the_class_otherwise(tmp_path):
    rows = [("review", "sentiment"), *((f"text {i}", str(i % 2)) for i in range(40))]
    splits = load_labelled_text(write(tmp_path / "rows.tsv", rows))
    assert splits.classes == ("0", "1")


@pytest.mark.parametrize("labels", ["01", "1"])
@pytest.mark.parametrize("options", [{}, {"text": "0", "label": "1"}])
def test_a_header_that_is_taken_for_a_row(tmp_path, labels, options):
    rows = [("comment", "stars"), *((f"text {i}", labels[i % len(labels)]) for i in range(40))]
    with pytest.raises(ValueError, match=r"rows\.tsv, line 1: a first row must not .*'stars': 1}"):
        load_labelled_text(write(tmp_path / "rows.tsv", rows), **options)
    write(tmp_path / "train.tsv", rows)
    with pytest.raises(ValueError, match=r"name its columns: `text`='comment' and `label`='stars'"):
        load_labelled_text(str(tmp_path), **options)


def test_a_first_row_that_is_not_the_only_one_alone_in_its_class(tmp_path):
    rows = [("first", "rare"), *ROWS, ("last", "rare too")]
    write(tmp_path / "train.tsv", rows)
    for name in ("val", "test"):
        write(tmp_path / f"{name}.tsv", ROWS[:4])
    splits = load_labelled_text(str(tmp_path))
    assert splits.train == rows


def test_another_encoding(tmp_path):
    path = tmp_path / "rows.tsv"
    path.write_bytes("좋다\tgood\n".encode("cp949"))
    with pytest.raises(ValueError, match=r"rows\.tsv, line 1: must be UTF-8 text"):
        load_labelled_text(str(path))


def test_a_class_that_no_training_text_is_of(tmp_path):
    write(tmp_path / "train.tsv", ROWS)
    write(tmp_path / "val.tsv", ROWS[:2])
    write(tmp_path / "test.tsv", [("a", "ugly")])
    with pytest.raises(ValueError, match=r"every class, got none of \['ugly'\], .* the test split"):
        load_labelled_text(str(tmp_path))


def test_an_empty_split(tmp_path):
    write(tmp_path / "train.tsv", ROWS)
    write(tmp_path / "val.tsv", [])
    with pytest.raises(ValueError, match=r"at least one validation text, got an empty file"):
        load_labelled_text(str(tmp_path))


@pytest.mark.parametrize("name", ["val", "test"])
def test_a_split_of_blank_texts(tmp_path, name):
    for each in ("train", "val", "test"):
        write(tmp_path / f"{each}.tsv", ROWS)
    write(tmp_path / f"{name}.tsv", [(" ", "good"), ("\u3000", "bad")])
    with pytest.raises(ValueError, match=rf"at least one {name}\w* text, got blank ones in"):
        load_labelled_text(str(tmp_path))


def test_no_such_data(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['reviews', 'nsmc'\]"):
        load_labelled_text("/no/such/file.tsv")
    with pytest.raises(FileNotFoundError, match=r"must be a folder with train\.tsv"):
        load_labelled_text(str(tmp_path))
    with pytest.raises(ValueError, match="`text` and `label` must be empty for 'reviews', got 'a'"):
        load_labelled_text("reviews", text="a")
