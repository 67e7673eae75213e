import pytest

from zoo.data.pair_stream import PairStream
from zoo.data.tagged_text import load_tagged_text

SENTENCES = [f"word{i} N\nruns V\n\n" for i in range(40)]


def write(path, sentences):
    path.write_text("".join(sentences), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("language", ["english", "korean"])
def test_generated(language):
    splits = load_tagged_text(f"{language}_pos", size=300)
    assert [len(split) for split in splits[:3]] == [300, 500, 1_000]
    assert splits.tags == tuple(sorted(splits.tags))
    assert {"NOUN", "VERB", "ADJ"} < set(splits.tags)
    assert load_tagged_text(f"{language}_pos", size=300, seed=1).train != splits.train


def test_one_file_is_split(tmp_path):
    splits = load_tagged_text(write(tmp_path / "all.txt", SENTENCES))
    assert splits.tags == ("N", "V")
    found = [sentence for split in splits[:3] for sentence in split]
    assert sorted(sentence.words[0] for sentence in found) == sorted(f"word{i}" for i in range(40))
    assert [len(split) for split in splits[:3]] == [37, 2, 1]


def test_a_folder(tmp_path):
    write(tmp_path / "xx_corpus-train.conll", SENTENCES[:30])
    write(tmp_path / "xx_corpus-dev.conll", SENTENCES[30:33])
    write(tmp_path / "xx_corpus-test.conll", ["a X\n\n", *SENTENCES[33:]])
    splits = load_tagged_text(str(tmp_path))
    assert [len(split) for split in splits[:3]] == [30, 3, 8]
    assert splits.tags == ("N", "V")  # X is no tag of training
    assert "word0" in load_tagged_text(str(tmp_path), words="1", tags="0").tags


@pytest.mark.parametrize("folder", [False, True])
def test_streamed_sentences_are_those_in_memory(folder, tmp_path):
    if folder:
        write(tmp_path / "train.txt", SENTENCES[:30])
        write(tmp_path / "test.txt", SENTENCES[30:])
    data = str(tmp_path) if folder else write(tmp_path / "all.txt", [*SENTENCES, *SENTENCES[:9]])
    in_memory = load_tagged_text(data)
    streamed = load_tagged_text(data, streaming=True)
    assert isinstance(streamed.train, PairStream)
    for _ in range(2):
        assert list(streamed.train) == in_memory.train
    assert streamed[1:] == in_memory[1:]
    assert all(in_memory[:3])
    assert not {s.words for s in in_memory.train} & {s.words for s in in_memory.test}


def test_data_that_will_not_do(tmp_path):
    with pytest.raises(ValueError, match=r"a training sentence, got an empty file in '.*empty"):
        load_tagged_text(write(tmp_path / "empty.txt", ["\n", "# nothing\n"]))
    with pytest.raises(ValueError, match=r"of at least 2 tags, got \['N'\] in '.*one\.txt'"):
        load_tagged_text(write(tmp_path / "one.txt", [f"a{i} N\n\n" for i in range(9)]))
    with pytest.raises(ValueError, match="at least 3 different sentences to be split"):
        load_tagged_text(write(tmp_path / "few.txt", SENTENCES[:2]))
    with pytest.raises(ValueError, match="`words` and `tags` must be empty for 'korean_pos', got"):
        load_tagged_text("korean_pos", tags="1")
    with pytest.raises(FileNotFoundError, match=r"`data` must be one of \['english_pos', .*nope"):
        load_tagged_text("/nope/there")
    (tmp_path / "folder").mkdir()
    write(tmp_path / "folder" / "test.txt", SENTENCES)
    with pytest.raises(FileNotFoundError, match=r"a folder with train\.conllu.*\['test\.txt'\]"):
        load_tagged_text(str(tmp_path / "folder"))
    write(tmp_path / "folder" / "train.txt", SENTENCES)
    write(tmp_path / "folder" / "dev.txt", [])
    with pytest.raises(ValueError, match="at least one validation sentence, got an empty file"):
        load_tagged_text(str(tmp_path / "folder"))
