"""Tagged text by name or by path: sentences with a tag for each word, in three splits."""

from functools import partial
from pathlib import Path
from typing import NamedTuple

from zoo.data import parts_of_speech
from zoo.data.conll import TaggedSentence, read_conll
from zoo.data.pair_stream import PairStream
from zoo.data.splits import SPLITS, hold_out, is_named_data
from zoo.data.tables import find_file

GENERATED = ("english_pos", "korean_pos")
_HELD_OUT = 2_000  # most sentences a split that no file holds gets
_ENDINGS = r"(conllu|conll|conllup|txt|tsv|bio|iob|iob2)(\.gz)?"

Sentences = list[TaggedSentence] | PairStream


class TaggedText(NamedTuple):
    """Sentences of three splits, and all tags of the training split by their number."""

    train: Sentences
    validation: list[TaggedSentence]
    test: list[TaggedSentence]
    tags: tuple[str, ...]


def load_tagged_text(
    data: str,
    *,
    words: str = "",
    tags: str = "",
    size: int = 10_000,
    seed: int = 0,
    streaming: bool = False,
) -> TaggedText:
    """Read sentences whose words have tags.

    `data` is one of:

    - `english_pos`, `korean_pos`: generated, with parts of speech; see
      `zoo.data.parts_of_speech`.
    - `conll2003` or another set of TFDS with words and a class for each; see
      `zoo.data.named_tags`.
    - a folder of files `train.conllu` (or .conll, .conllup, .txt, .tsv, .bio, .iob, .iob2, .gz) and
      the like; what is before the split's name does not count (`en_ewt-ud-train.conllu`).
    - one such file; see `zoo.data.conll.read_conll`.

    A validation or test split that is not there is taken out of the training sentences: 5 %, at
    most 2,000, and no sentence of it stays in training. A tag that only validation or test has
    is never predicted, and counts as an error there.

    Args:
        data: Name or path.
        words: Column, or the data set's feature, of the words.
        tags: Column, or the data set's feature, of their tags.
        size: Training sentences to generate.
        seed: Seed of the generator and of the splits taken out.
        streaming: Leave the training sentences where they are: `train` reads them anew each time.

    Raises:
        FileNotFoundError: There is no such name or path, or the folder has no training file.
        ValueError: A file is not of its form; the message names file and line. Or there is a
            single tag.
    """
    path = Path(data)
    if data in GENERATED:
        if words or tags:
            raise ValueError(
                f"`words` and `tags` must be empty for {data!r}, got {words or tags!r}."
            )
        splits = parts_of_speech.generate(data.removesuffix("_pos"), size, seed=seed)._asdict()
    elif path.is_dir():
        splits = _read_folder(path, words, tags)
    elif path.is_file():
        splits = {"train": _stream(path, words, tags)}
    elif is_named_data(data):
        from zoo.data import named_tags  # where it is used: it takes seconds to import

        splits = named_tags.load_named_tags(data, words=words, tags=tags)
    else:
        raise FileNotFoundError(
            f"`data` must be one of {list(GENERATED)}, a set of TFDS with tagged words "
            "(conll2003), a folder with train.conllu, train.txt or the like, or such a file, got "
            f"{data!r}: there is no such name or path."
        )
    splits = {
        name: rows if streaming and name == "train" else list(rows) for name, rows in splits.items()
    }
    return _checked(splits, data, seed)


def _checked(splits: dict[str, Sentences], data: str, seed: int) -> TaggedText:
    if next(iter(splits["train"]), None) is None:
        raise ValueError(f"`data` must hold a training sentence, got an empty file in {data!r}.")
    for name in ("validation", "test"):
        if name not in splits:
            splits["train"], splits[name] = _hold_out(splits["train"], data, seed)
        if not splits[name]:
            raise ValueError(
                f"`data` must hold at least one {name} sentence, got an empty file in {data!r}. "
                "Without the file, sentences are taken out of training."
            )
    found = sorted({tag for sentence in splits["train"] for tag in sentence.tags})
    if len(found) < 2:
        raise ValueError(f"`data` must have words of at least 2 tags, got {found} in {data!r}.")
    return TaggedText(splits["train"], splits["validation"], splits["test"], tuple(found))


def _hold_out(sentences: Sentences, data: str, seed: int) -> tuple[Sentences, list[TaggedSentence]]:
    def joined():
        return ((" ".join(each.words), "tags") for each in sentences)

    _, taken = hold_out(PairStream(joined), data, seed, most=_HELD_OUT, what="sentences")
    texts = {text for text, _ in taken}
    held_out = [each for each in sentences if " ".join(each.words) in texts]
    chosen = {each.words for each in held_out}
    if isinstance(sentences, PairStream):
        return PairStream(sentences.read, without=sentences.without | chosen), held_out
    return [each for each in sentences if each.words not in chosen], held_out


def _read_folder(folder: Path, words: str, tags: str) -> dict[str, PairStream]:
    files = {
        name: find_file(folder, rf"(.*[-_.])?{pattern}\.{_ENDINGS}")
        for name, pattern in SPLITS.items()
    }
    if files["train"] is None:
        raise FileNotFoundError(
            f"`data` must be a folder with train.conllu, train.conll, train.txt or train.tsv (or "
            f".gz), got {str(folder)!r} with {sorted(p.name for p in folder.iterdir())[:12]}."
        )
    return {name: _stream(file, words, tags) for name, file in files.items() if file}


def _stream(path: Path, words: str, tags: str) -> PairStream:
    return PairStream(partial(read_conll, path, words=words, tags=tags))
