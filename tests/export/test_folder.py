import dataclasses
import json

import keras
import numpy as np
import pytest

from zoo.export.folder import load_data_checksum, load_folder, save_folder
from zoo.text import WordTokenizer

TEXTS = ["저는 책을 읽습니다", "I read a book"]
FILES = ["config.json", "model.keras", "korean_tokenizer.json", "english_tokenizer.json"]


@dataclasses.dataclass(frozen=True)
class Config:
    arch: str = "dense"
    data: str = "한글"


@pytest.fixture
def model():
    return keras.Sequential([keras.Input([3]), keras.layers.Dense(2)])


@pytest.fixture
def folder(model, tmp_path):
    korean, english = (WordTokenizer.train([text], vocabulary_size=20) for text in TEXTS)
    return save_folder(
        tmp_path / "new" / "run",
        config=Config(arch="other"),
        model=model,
        tokenizers={"korean": korean, "english": english},
    )


def load(folder):
    return load_folder(folder, Config, ["korean", "english"])


def test_what_was_saved_is_loaded(folder, model):
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    config, loaded, tokenizers = load(folder)
    assert config == Config(arch="other")
    for a, b in zip(loaded.weights, model.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    assert list(tokenizers) == ["korean", "english"]
    for tokenizer, text in zip(tokenizers.values(), TEXTS, strict=True):
        assert tokenizer.detokenize(tokenizer.tokenize([text]))[0].numpy().decode() == text


def test_what_the_data_were(folder, model):
    assert load_data_checksum(folder) is None
    save_folder(folder, config=Config(), model=model, tokenizers={}, data_checksum=7)
    assert load_data_checksum(folder) == 7
    (folder / "data.json").write_text("{")
    with pytest.raises(ValueError, match=r"holds a damaged data\.json"):
        load_data_checksum(folder)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_that_is_not_whole(folder, name):
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(
        ValueError, match=rf"(holds a damaged .*{name}|must be a file that .*{name})"
    ):
        load(folder)
    (folder / name).unlink()
    with pytest.raises(FileNotFoundError, match=f"`directory` must hold {name}, as `Run.save`"):
        load(folder)


def test_a_config_of_another_version(folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "colour": "red"}))
    with pytest.raises(ValueError, match=r"must hold a run of .* whose config.json has ..colour"):
        load(folder)


@pytest.mark.parametrize("content", ["null", "5", "[[1]]", '"abc"', "[1]"])
def test_a_config_that_is_none(folder, content):
    (folder / "config.json").write_text(content)
    with pytest.raises(ValueError, match=r"holds a damaged config\.json .*[^.]\. Copy the folder"):
        load(folder)


def test_a_model_that_cannot_be_saved_leaves_the_old_one(folder):
    class Unsaved:
        def save(self, path):
            path.write_text("half")
            raise OSError("disk full")

    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(OSError, match="disk full"):
        save_folder(folder, config=Config(), model=Unsaved(), tokenizers={})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
