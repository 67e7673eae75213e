import pytest

from zoo.data.transcripts import read_transcripts


def read(folder):
    return {path.relative_to(folder).as_posix(): text for path, text in read_transcripts(folder)}


def touch(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("transcripts.tsv", "id\tsentence\tage\na\tOne  two\t30\n\nb.wav\tThree\t40\n"),
        ("metadata.csv", "a|raw|One two\nb|raw|Three\n"),
        ("metadata.csv", "\nb,Three\n\na,One two\n"),
    ],
)
def test_a_table(tmp_path, table, text):
    (touch(tmp_path, "a.wav", "wavs/b.wav") / table).write_text(text)
    assert read(tmp_path) == {"a.wav": "One two", "wavs/b.wav": "Three"}


def test_a_table_of_what_was_made_wav_files(tmp_path):
    touch(tmp_path, "a.mp3", "a.wav", "b.wav")  # of b.mp3, which is gone
    (tmp_path / "transcripts.tsv").write_text("a.mp3\tOne\nb.mp3\tTwo\n")
    assert read(tmp_path) == {"a.wav": "One", "b.wav": "Two"}


def test_lists_as_of_librispeech(tmp_path):
    touch(tmp_path, "1/2/1-2-0.wav", "1/2/1-2-1.wav", "3/4/3-4-0.wav")
    (tmp_path / "1/2/1-2.trans.txt").write_text("1-2-0 ONE TWO\n1-2-1\n\n")
    (tmp_path / "3/4/3-4.trans.txt").write_text("3-4-0 THREE\n")
    assert read(tmp_path) == {
        "1/2/1-2-0.wav": "ONE TWO",
        "1/2/1-2-1.wav": "",
        "3/4/3-4-0.wav": "THREE",
    }
    (tmp_path / "1/2/1-2-1.wav").unlink()
    with pytest.raises(FileNotFoundError, match=r"trans\.txt, line 2: there is no file '1-2-1'"):
        read(tmp_path)
    touch(tmp_path, "1/2/1-2-1.flac")
    with pytest.raises(ValueError, match=r"got '.*1-2-1\.flac'.* ffmpeg -i 1-2-1\.flac"):
        read(tmp_path)


def test_a_text_beside_each_sound(tmp_path):
    touch(tmp_path, "a.wav", "deep/b.WAV")
    (tmp_path / "a.txt").write_text(" One\n two\n")
    (tmp_path / "deep/b.txt").write_text("Three", encoding="utf-8-sig")
    (tmp_path / "notes.txt").write_text("of no sound")
    assert read(tmp_path) == {"a.wav": "One two", "deep/b.WAV": "Three"}
    touch(tmp_path, "a.mp3")  # the same as a.wav, as it seems
    assert len(read(tmp_path)) == 2


def test_what_is_missing_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"transcripts\.tsv or .* x\.txt beside each x\."):
        read(tmp_path)
    touch(tmp_path, *(f"{name}.wav" for name in "abcd"), "a.txt")
    with pytest.raises(FileNotFoundError, match=r"got none for .*b\.wav, .*c\.wav, .*d\.wav\."):
        read(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe")
    touch(tmp_path, *(f"{name}.txt" for name in "bcd"))
    with pytest.raises(ValueError, match=r"a\.txt, line 1: must be UTF-8"):
        read(tmp_path)
    touch(tmp_path, "e.flac")
    with pytest.raises(ValueError, match=r"of 16-bit PCM, got '.*e\.flac'"):
        read(tmp_path)
