import gzip
import tracemalloc

import numpy as np
import pytest

from zoo.audio import write_wav
from zoo.data import room
from zoo.data.spoken_text import load_spoken_text


def sound(number, count=80):
    return np.full(count, number, "int16")


def write(folder, names, table, *, header=True, line="{}\t{}", rate=8_000):
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        path = folder / f"{name}.wav"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(write_wav(sound(number), rate))
    lines = [line.format(name.split("/")[-1], f"Text of  {name}") for name in names]
    text = "".join(f"{each}\n" for each in ([line.format("file_name", "text")] * header + lines))
    (folder / table).write_text(text, encoding="utf-8")
    return folder


def test_generated():
    speech = load_spoken_text("tones", size=3, max_digits=2, numerals="english")
    assert speech.sampling_rate == 8_000
    assert len(speech.train.audio) == len(speech.train.texts) == 3
    assert speech.train.report(8_000).startswith("3 utterances, 0.0 minutes, left out: 0 damaged")


def test_folders(tmp_path):
    for split in ("train", "dev", "test"):
        write(tmp_path / split, [f"{split}_{i}" for i in range(2)], "transcripts.tsv")
    speech = load_spoken_text(str(tmp_path), lowercase=True)
    assert speech.train.texts == ["text of train_0", "text of train_1"]
    assert speech.validation.texts == ["text of dev_0", "text of dev_1"]
    assert speech.test.texts == ["text of test_0", "text of test_1"]
    np.testing.assert_array_equal(speech.train.audio[1], sound(1))


@pytest.mark.parametrize("line", ["{},{}", "{}|as it stands|{}"])
def test_blank_lines_around_a_header(tmp_path, line):
    write(tmp_path, list("abcd"), "transcripts.csv", line=line)
    before = load_spoken_text(str(tmp_path))
    table = tmp_path / "transcripts.csv"
    table.write_text(f"\n{table.read_text()}\n")
    splits = load_spoken_text(str(tmp_path))[:3]
    assert [split.texts for split in splits] == [split.texts for split in before[:3]]


@pytest.mark.parametrize(
    ("table", "line", "header"),
    [
        ("metadata.csv", "{}|as it stands|{}", False),  # LJSpeech
        ("metadata.csv", "{},{}", True),
        ("transcripts.tsv", "{}.wav\t{}", False),
    ],
)
def test_tables_and_what_is_taken_out_for_validation_and_test(tmp_path, table, line, header):
    names = [f"wavs/{i}" for i in range(9)]
    folder = tmp_path / "here"
    folder.mkdir()
    write(folder, names, table, line=line, header=header)
    splits = load_spoken_text(str(folder))[:3]
    assert [len(split.texts) for split in splits] == [7, 1, 1]
    found = sorted(text for split in splits for text in split.texts)
    assert found == sorted(f"Text of {name}" for name in names)
    for split in splits:
        for samples, text in zip(split.audio, split.texts, strict=True):
            assert text == f"Text of wavs/{samples[0]}"
    elsewhere = folder.rename(tmp_path / "there")
    assert load_spoken_text(str(elsewhere))[0].texts == splits[0].texts


def test_more_than_memory_holds_goes_to_a_file(tmp_path, monkeypatch):
    folder = write(tmp_path, [f"{i}" for i in range(9)], "transcripts.tsv")
    names = [text.split()[-1] for text in load_spoken_text(str(folder)).train.texts]
    (folder / f"{names[1]}.wav").write_bytes(b"RIFF nothing")
    expected = load_spoken_text(str(folder))[:3]
    monkeypatch.setattr(room, "_IN_MEMORY", 0)
    for split, of_memory in zip(load_spoken_text(str(folder))[:3], expected, strict=True):
        assert split.texts == of_memory.texts
        assert split.damaged == of_memory.damaged
        for samples, same in zip(split.audio, of_memory.audio, strict=True):
            np.testing.assert_array_equal(samples, same)


def test_memory_does_not_grow_with_the_sounds(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_IN_MEMORY", 0)

    def peak(count):
        folder = write(tmp_path / str(count), [f"{i}" for i in range(count)], "transcripts.tsv")
        for path in folder.glob("*.wav"):
            path.write_bytes(write_wav(sound(1, 50_000), 8_000))
        tracemalloc.start()
        speech = load_spoken_text(str(folder))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(speech.train.audio) == count - 2
        return peak

    peak(8)  # what is made once
    assert peak(32) < peak(8) + 4 * 100_000


def test_a_damaged_file_is_left_out_and_named(tmp_path):
    folder = write(tmp_path, [f"{i}" for i in range(12)], "transcripts.tsv")
    (folder / "transcripts.tsv").write_text((folder / "transcripts.tsv").read_text() + "\n")
    names = [text.split()[-1] for text in load_spoken_text(str(folder)).train.texts]
    (folder / f"{names[0]}.wav").write_bytes(b"RIFF nothing")
    splits = load_spoken_text(str(folder))[:3]
    assert [len(split.damaged) for split in splits] == [1, 0, 0]
    assert len(splits[0].texts) == len(names) - 1
    assert f"1 damaged files ({names[0]}.wav)" in splits[0].report(8_000)
    (folder / f"{names[1]}.wav").write_bytes(b"")
    with pytest.raises(ValueError, match=r"all but one or 1 % of a split, got 2 that cannot in t"):
        load_spoken_text(str(folder))


def test_a_blank_transcript_is_left_out(tmp_path):
    folder = write(tmp_path, ["a", "b", "c", "d"], "transcripts.tsv")
    text = (folder / "transcripts.tsv").read_text().replace("Text of  a", " ")
    for split in ("train", "val", "test"):
        (write(tmp_path / split, ["a", "b", "c", "d"], "transcripts.tsv.")).joinpath(
            "transcripts.tsv.gz"
        ).write_bytes(gzip.compress(text.encode()))
    speech = load_spoken_text(str(tmp_path))
    assert speech.test.blank == 1
    assert "1 without a transcript" in speech.test.report(8_000)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: (p / "b.wav").unlink(), r"transcripts.tsv, line 3: there is no file 'b'"),
        (
            lambda p: (p / "b.wav").write_bytes(write_wav(sound(1), 16_000)),
            r"one sampling rate, got .* in .*\.wav and .* in .*\.wav. Resample the files first",
        ),
        (
            lambda p: (p / "metadata.csv").write_text("file,text\na.wav,hello, world\n"),
            r"metadata.csv, line 2: a row must have no more than the 2 columns .* got 3",
        ),
        (
            lambda p: (p / "transcripts.tsv").write_text("a\t1\tone\nb\ttwo\n"),
            r"transcripts.tsv, line 2: .* in as many columns as the first row's 3, got",
        ),
        (
            lambda p: (p / "transcripts.tsv").write_text("a\tone\nb\n"),
            r"transcripts.tsv, line 2: must be a file's name and its transcript, .*, got \['b'\]",
        ),
        (
            lambda p: (p / "transcripts.tsv").write_text("a\tone\na\ttwo\n"),
            "line 2: a file must be named once, got 'a'",
        ),
        (
            lambda p: (p / "transcripts.tsv").write_text("a\tone\n"),
            "at least 4 training utterances",
        ),
        (
            lambda p: (p / "transcripts.tsv").unlink(),
            r"got none for .*a\.wav, .*b\.wav, .*c\.wav and 1 more",
        ),
    ],
)
def test_bad_folders(tmp_path, change, message):
    change(write(tmp_path, ["a", "b", "c", "d"], "transcripts.tsv"))
    with pytest.raises((ValueError, FileNotFoundError), match=message):
        load_spoken_text(str(tmp_path))


def test_transcripts_beside_the_sounds(tmp_path):
    folder = write(tmp_path / "here", ["a/1", "a/2", "b/1", "b/2"], "transcripts.tsv")
    (folder / "transcripts.tsv").unlink()
    for path in folder.rglob("*.wav"):
        path.with_suffix(".txt").write_text(f"In {path.parent.name}\n {path.stem}.\n")
    splits = load_spoken_text(str(folder))[:3]
    assert [len(split.texts) for split in splits] == [2, 1, 1]
    texts = {text for split in splits for text in split.texts}
    assert texts == {"In a 1.", "In a 2.", "In b 1.", "In b 2."}


@pytest.mark.parametrize("name", ["dev-clean", "test-clean", "train-clean-100", "val"])
def test_folders_that_look_like_splits_are_not_mixed(tmp_path, name):
    for folder in (tmp_path, tmp_path / name):
        write(folder, "abcd", "transcripts.tsv")
    with pytest.raises(ValueError, match=rf"folder `train` where it has \['{name}'\], got"):
        load_spoken_text(str(tmp_path))


def test_data_that_are_not_there():
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['tones'\] or a folder"):
        load_spoken_text("/no/such")
