"""Builders with their files in the manual folder; nothing is downloaded here."""

import gzip
import urllib.error
import zipfile

import pytest

from zoo.data.named_text import BUILDERS, is_named, load_named_text
from zoo.data.parallel_text import load_parallel_text

LANGUAGES = ("cs", "de", "en", "fr")
GZ = [gzip.compress(content, mtime=0) for content in (b"a\n\xff\n", b"a\n")]
STEMS = {"train": 3, "val": 2, "test_2016_flickr": 1}


@pytest.fixture
def data_dir(tmp_path):
    manual = tmp_path / "downloads" / "manual"
    manual.mkdir(parents=True)
    for stem, count in STEMS.items():
        for language in LANGUAGES:
            lines = "".join(f"{language} {stem} {i} é\n" for i in range(count))
            (manual / f"{stem}.{language}.gz").write_bytes(gzip.compress(lines.encode()))
    with zipfile.ZipFile(manual / "kor-eng.zip", "w") as archive:
        rows = [f"Go {i}.\t가 {i}.\tCC-BY 2.0" for i in range(20)]
        archive.writestr("kor.txt", "\n".join(rows))
    return tmp_path


def test_multi30k(data_dir):
    splits = load_named_text("multi30k", source="de", target="fr", data_dir=str(data_dir))
    assert sorted(splits["train"]) == [
        (f"de train {i} é", f"fr train {i} é") for i in range(STEMS["train"])
    ]
    assert [len(list(pairs)) for pairs in splits.values()] == list(STEMS.values())
    # Its own direction; prepared before, so the files are not needed any more.
    for file in (data_dir / "downloads" / "manual").iterdir():
        file.unlink()
    splits = load_named_text("multi30k", data_dir=str(data_dir))
    assert list(splits["test"]) == [("en test_2016_flickr 0 é", "de test_2016_flickr 0 é")]


def test_tatoeba(data_dir):
    splits = load_named_text("tatoeba/kor", data_dir=str(data_dir))
    assert set(splits) == {"train"}
    assert ("가 3.", "Go 3.") in splits["train"]


def test_a_file_that_is_missing(data_dir, monkeypatch):
    def no_network(request, timeout):
        raise urllib.error.URLError(ConnectionRefusedError())

    monkeypatch.setattr("zoo.data.get_files.urlopen", no_network)
    (data_dir / "downloads" / "manual" / "val.cs.gz").unlink()
    with pytest.raises(
        FileNotFoundError, match=r"manual lacks \['val.cs.gz'\].*There is no network"
    ):
        load_named_text("multi30k", data_dir=str(data_dir))
    with pytest.raises(FileNotFoundError, match=r"fra-eng.zip.*There is no network"):
        load_named_text("tatoeba/fra", data_dir=str(data_dir / "empty"))


@pytest.mark.parametrize(
    ("data", "name", "content", "message"),
    [
        (
            "multi30k",
            "val.de.gz",
            GZ[0],
            r"val\.de\.gz, line 2: must be UTF",
        ),
        ("multi30k", "val.de.gz", b"no gzip", r"val\.de\.gz must be a whole gzip file"),
        (
            "multi30k",
            "val.de.gz",
            GZ[1],
            r"as many lines, got .*'val.de.gz': 1",
        ),
        ("tatoeba/kor", "kor-eng.zip", b"no zip", r"kor-eng\.zip must be a whole zip archive"),
        ("tatoeba/kor", "kor.txt", b"Go.\n", r"kor-eng\.zip, kor\.txt, line 1: must be `Engl"),
    ],
)
def test_a_damaged_file(data_dir, data, name, content, message):
    path = data_dir / "downloads" / "manual" / name
    if name == "kor.txt":
        with zipfile.ZipFile(path.with_name("kor-eng.zip"), "w") as archive:
            archive.writestr(name, content)
    else:
        path.write_bytes(content)
    with pytest.raises(ValueError, match=message):
        load_named_text(data, data_dir=str(data_dir))


@pytest.mark.parametrize(
    ("data", "options", "message"),
    [
        ("multi30k", {"source": "en", "target": "ko"}, r"two of \['cs', 'de', 'en', 'fr'\] for"),
        ("multi30k", {"source": "en", "target": "en"}, r"two of .* got 'en' and 'en'"),
        ("multi30k/en", {}, r"must be one of \['multi30k'\], got 'multi30k/en'"),
        ("tatoeba", {}, r"must be one of \[.*'tatoeba/fra'.*\], got 'tatoeba'"),
        ("imdb_reviews", {}, r"must be a translation set, got 'imdb_reviews' with \['text'"),
        ("ted_hrlr_translate/xx_to_en", {}, "must be a data set that can be built"),
    ],
)
def test_what_cannot_be_loaded(data, options, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        load_named_text(data, **options, data_dir=str(tmp_path))


def test_names():
    for name in (*BUILDERS, "tatoeba/kor", "ted_hrlr_translate/pt_to_en", "wmt14_translate/de-en"):
        assert is_named(name)
    assert not is_named("my_folder")


def test_by_name_for_the_recipe(data_dir, monkeypatch):
    from zoo.data import named_text

    def here(data, **options):
        return load_named_text(data, **options, data_dir=str(data_dir))

    monkeypatch.setattr(named_text, "load_named_text", here)
    text = load_parallel_text("tatoeba/kor", source="kor", target="eng")
    assert len(text.train) + len(text.validation) + len(text.test) == 20
    streamed = load_parallel_text("tatoeba/kor", source="kor", target="eng", streaming=True)
    for _ in range(2):
        assert list(streamed.train) == text.train
    assert text.validation
    assert text.test
