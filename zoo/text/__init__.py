"""Tokenizers: strings to ids and back, inside the TensorFlow graph.

tokenizer = zoo.text.get("subword").train(texts, vocabulary_size=8000)
ids = tokenizer.tokenize(["A T-Shirt, red"])       # ragged (B, None), no start or end token
texts = tokenizer.detokenize(ids)                  # the texts again
tokenizer.save("tokenizer.json")
tokenizer = zoo.text.load_tokenizer("tokenizer.json")
"""

import json
from os import PathLike

from zoo.text.byte import ByteTokenizer
from zoo.text.character import CharacterTokenizer
from zoo.text.jamo import JamoTokenizer
from zoo.text.pair import train_pair
from zoo.text.sentencepiece import SentencePieceTokenizer, check_sentencepiece
from zoo.text.special import SPECIAL_IDS, SPECIAL_TOKENS, SpecialIds
from zoo.text.tokenizer import Tokenizer
from zoo.text.word import WordTokenizer
from zoo.text.wordpiece import WordPieceTokenizer

__all__ = [
    "SPECIAL_IDS",
    "SPECIAL_TOKENS",
    "TOKENIZERS",
    "ByteTokenizer",
    "CharacterTokenizer",
    "JamoTokenizer",
    "SentencePieceTokenizer",
    "SpecialIds",
    "Tokenizer",
    "WordPieceTokenizer",
    "WordTokenizer",
    "check_tokenizer",
    "get",
    "load_tokenizer",
    "train_pair",
]

TOKENIZERS = {
    "word": WordTokenizer,
    "character": CharacterTokenizer,
    "jamo": JamoTokenizer,
    "byte": ByteTokenizer,
    "subword": WordPieceTokenizer,
    "sentencepiece": SentencePieceTokenizer,
}


def get(name: str) -> type[Tokenizer]:
    """The tokenizer class of a name.

    Args:
        name: `"word"`, `"character"`, `"jamo"`, `"byte"`, `"subword"` or `"sentencepiece"`.

    Raises:
        ValueError: if there is no such name.
    """
    if name not in TOKENIZERS:
        raise ValueError(f"`name` must be one of {sorted(TOKENIZERS)}, got {name!r}.")
    return TOKENIZERS[name]


def check_tokenizer(name: str) -> None:
    """Refuse a setting `tokenizer` that would fail later.

    Args:
        name: See `get`.

    Raises:
        ValueError: if there is no such name.
        ImportError: if what it needs is not installed.
    """
    if name not in TOKENIZERS:
        raise ValueError(f"`tokenizer` must be one of {sorted(TOKENIZERS)}, got {name!r}.")
    if name == "sentencepiece":
        check_sentencepiece()


def load_tokenizer(path: str | PathLike) -> Tokenizer:
    """Reads a tokenizer that `Tokenizer.save` wrote.

    Args:
        path: the JSON file.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if the file does not hold a tokenizer.
    """
    classes = {cls.__name__: cls for cls in TOKENIZERS.values()}
    try:
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        return classes[content["tokenizer"]].from_config(content["config"])
    except FileNotFoundError as error:
        raise FileNotFoundError(f"`path` must be a tokenizer's file, got {path}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"`path` must be a file that `Tokenizer.save` wrote, got {path}: {error!r}"
        ) from error
