"""A trained model with its tokenizers and settings in one folder, to go on with it in Python."""

import dataclasses
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

import keras

# What a model file names: loading looks the classes up.
import zoo.models
import zoo.training  # noqa: F401
from zoo.export.whole_folder import whole_folder
from zoo.text import Tokenizer, load_tokenizer

_CONFIG, _MODEL, _DATA = "config.json", "model.keras", "data.json"
Config = TypeVar("Config")


def save_folder(
    directory: str | Path,
    *,
    config: Any,
    model: keras.Model,
    tokenizers: dict[str, Tokenizer],
    data_checksum: int | None = None,
) -> Path:
    """Write `config.json`, `model.keras` and `<name>_tokenizer.json`, for `load_folder`.

    What the folder held before stays until all of it is written.

    Args:
        directory: Made where missing.
        config: A dataclass of values that JSON can hold.
        model: The trained model.
        tokenizers: Tokenizers by name.
        data_checksum: See `zoo.training.fit.checksum`: by it one can tell whether the examples
            that the config names are still those that the model was trained on.

    Returns:
        The folder.
    """
    directory = Path(directory)
    with whole_folder(directory) as new:
        model.save(new / _MODEL)
        for name, tokenizer in tokenizers.items():
            tokenizer.save(new / _file(name))
        if data_checksum is not None:
            content = json.dumps({"checksum": data_checksum})
            (new / _DATA).write_text(content + "\n", encoding="utf-8")
        text = json.dumps(dataclasses.asdict(config), indent=2, ensure_ascii=False)
        (new / _CONFIG).write_text(text + "\n", encoding="utf-8")
    return directory


def load_folder(
    directory: str | Path, config_class: type[Config], tokenizers: Iterable[str]
) -> tuple[Config, keras.Model, dict[str, Tokenizer]]:
    """Read what `save_folder` wrote.

    Args:
        directory: The folder.
        config_class: The dataclass of the config.
        tokenizers: Names of the tokenizers.

    Returns:
        Config, model, and tokenizers by name.

    Raises:
        FileNotFoundError: A file is missing.
        ValueError: A file is damaged, or of another version.
    """
    directory, tokenizers = Path(directory), list(tokenizers)
    for name in (_CONFIG, _MODEL, *map(_file, tokenizers)):
        if not (directory / name).is_file():
            raise FileNotFoundError(
                f"`directory` must hold {name}, as `Run.save` writes it, got {str(directory)!r}."
            )
    fields = {}
    try:
        fields = json.loads((directory / _CONFIG).read_text(encoding="utf-8"))
        config = config_class(**fields)
        model = keras.saving.load_model(directory / _MODEL)
    except Exception as error:
        known = {field.name for field in dataclasses.fields(config_class)}
        unknown = set(fields) - known if isinstance(fields, dict) else set()
        if unknown:
            raise ValueError(
                f"`directory` must hold a run of {config_class.__module__}, of this version, got "
                f"{str(directory)!r}, whose {_CONFIG} has {sorted(unknown)[:5]}."
            ) from error
        # zipfile, h5py and json each have their own way to say that a file is broken.
        reason = f"{error!s:.200}".removesuffix(".")
        raise ValueError(
            f"{directory} holds a damaged {_CONFIG} or {_MODEL}: {reason}. Copy the folder again, "
            "or train again."
        ) from error
    return config, model, {name: load_tokenizer(directory / _file(name)) for name in tokenizers}


def load_data_checksum(directory: str | Path) -> int | None:
    """What `save_folder` was given as `data_checksum`.

    Raises:
        ValueError: The file is damaged.
    """
    path = Path(directory) / _DATA
    if not path.is_file():
        return None
    try:
        return int(json.loads(path.read_text(encoding="utf-8"))["checksum"])
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"{directory} holds a damaged {_DATA}: {error!s:.200}") from error


def _file(tokenizer: str) -> str:
    return f"{tokenizer}_tokenizer.json"
