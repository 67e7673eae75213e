import pytest

from zoo.data.caption_files import read_caption_files


def write(folder, **files):
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")


def test_a_file_for_each_split(tmp_path):
    write(
        tmp_path,
        captions_train__tsv="a.jpg#0\tA dog .\na.jpg#1\tA cat .\n\nb.jpg#0\t \n",
        captions_val__tsv="c.jpg\tA hat\n",
        captions_test_public__tsv="d.jpg#0\tA\ttab\n",
        captions_extra_unsplit__tsv="e.jpg#0\tnone\n",
    )
    assert read_caption_files(tmp_path) == {
        "train": {"a.jpg": ["A dog .", "A cat ."], "b.jpg": [""]},
        "validation": {"c.jpg": ["A hat"]},
        "test": {"d.jpg": ["A\ttab"]},
    }


def test_all_in_one_file_with_commas(tmp_path):
    write(tmp_path, captions__csv='image,caption\na.jpg,"A dog, wet"\na.jpg,Two\nb.jpg,A cat\n')
    expected = {"train": {"a.jpg": ["A dog, wet", "Two"], "b.jpg": ["A cat"]}}
    assert read_caption_files(tmp_path) == expected
    text = (tmp_path / "captions.csv").read_text(encoding="utf-8")
    write(tmp_path, captions__csv=f"\n{text}\n")
    assert read_caption_files(tmp_path) == expected


def test_lists_of_splits(tmp_path):
    write(tmp_path, Flickr8k__token__txt="a.jpg#0\tA\nb.jpg#0\tB\nc.jpg#0\tC\nd.jpg#0\tD\n")
    lists = {"train": "a.jpg\n", "dev": "b.jpg\n", "test": "c.jpg\n"}
    for name, text in lists.items():
        (tmp_path / f"Flickr_8k.{name}Images.txt").write_text(text)
    assert read_caption_files(tmp_path) == {
        "train": {"a.jpg": ["A"]},
        "validation": {"b.jpg": ["B"]},
        "test": {"c.jpg": ["C"]},
    }
    (tmp_path / "Flickr_8k.testImages.txt").write_text("z.jpg\n")
    with pytest.raises(ValueError, match=r"testImages\.txt: 'z.jpg' has no caption in .*token"):
        read_caption_files(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a.jpg#0\tA\na.jpg#1 B\n", r"captions_train\.tsv, line 2: must be `image.jpg#0 TAB cap"),
        ("a.jpg#0\tA\n\tB\n", r"line 2: must be .*, got \['', 'B'\]"),
        ("image,caption\na.jpg,A\n", r"line 1: its columns stand between commas: name it \.csv"),
    ],
)
def test_a_line_that_is_wrong(tmp_path, text, message):
    write(tmp_path, captions_train__tsv=text)
    with pytest.raises(ValueError, match=message):
        read_caption_files(tmp_path)


def test_a_comma_that_parts_a_caption(tmp_path):
    write(tmp_path, captions_train__csv="a.png,a cat, red\nb.png,a dog\n")
    with pytest.raises(ValueError, match=r"captions_train\.csv, line 2: must be .*'b.png'"):
        read_caption_files(tmp_path)


def test_an_image_in_two_splits(tmp_path):
    write(tmp_path, captions_train__tsv="a.jpg\tA\n", captions_test__tsv="a.jpg\tB\n")
    with pytest.raises(ValueError, match=r"got 'a.jpg' in train and test of"):
        read_caption_files(tmp_path)


def test_no_captions(tmp_path):
    (tmp_path / "a.jpg").touch()
    with pytest.raises(FileNotFoundError, match=r"folder with captions_train\.tsv .*\['a.jpg'\]"):
        read_caption_files(tmp_path)
