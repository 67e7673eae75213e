"""Tagged sentences in columns: CoNLL-2003 and its like, CoNLL-U."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from zoo.data.tables import read_lines

# The columns of CoNLL-U, universaldependencies.org/format.html; CoNLL-U Plus names its own.
_CONLLU = "id form lemma upos xpos feats head deprel deps misc".split()
_NAMING = "# global.columns ="
_DOCUMENT = "-DOCSTART-"


class TaggedSentence(NamedTuple):
    """Words and their tags, as many."""

    words: tuple[str, ...]
    tags: tuple[str, ...]


class _Columns(NamedTuple):
    """Where a file has what, and whether it is CoNLL-U; a tag in column -1 is the last."""

    word: int
    tag: int
    least: int
    most: int | None  # where the tag is the last
    universal: bool


def read_conll(path: Path, *, words: str = "", tags: str = "") -> Iterator[TaggedSentence]:
    """The sentences of a file: a word a line, a blank line between sentences.

    Columns are parted by tabs where a line has one, else by spaces. By default the first column
    is the word and the last its tag; in CoNLL-U (`.conllu`, or a first line
    `# global.columns = ...`) they are `form` and `upos`.

    - A row that begins with `-DOCSTART-`, or has it for a word, ends a sentence and is left out.
    - In CoNLL-U lines that begin with `#` are comments. A word of several (`1-2`, don't) is left
      out, as its parts follow (`1`, do, and `2`, n't), and so is an empty node (`8.1`).
    - In other files `#` may be a word: there a line is a comment if it stands before a
      sentence's first word, begins with `# ` and has no tab.

    Args:
        path: The file, or a gzip of one (.gz).
        words: Column of the words, by its number from 0, or by its name in CoNLL-U.
        tags: Column of the tags.

    Raises:
        ValueError: There is no such column, a row has too few columns, or more than the first one
            where the tag is the last, or an empty word or tag, or the file is no UTF-8; the message
            names file and line.
    """
    is_universal = ".conllu" in path.suffixes
    names, columns = (_CONLLU if is_universal else []), None
    found_words, found_tags = [], []
    for number, line in enumerate(read_lines(path), start=1):
        if number == 1 and line.lower().startswith(_NAMING):
            names, is_universal = line[len(_NAMING) :].lower().split(), True
        is_comment = line.startswith("#" if is_universal else "# ") and (
            is_universal or not (found_words or "\t" in line)
        )
        if is_comment:
            continue
        row = line.split("\t") if "\t" in line else line.split()
        # A document's row may have other columns than words have.
        if row[:1] != [_DOCUMENT] and any(cell.strip() for cell in row):
            columns = columns or _find(words, tags, names, is_universal, row, path, number)
            word, tag = _cells(row, columns, path, number)
            if columns.universal and not row[0].isdecimal():
                continue
            if word != _DOCUMENT:
                found_words.append(word)
                found_tags.append(tag)
                continue
        if found_words:
            yield TaggedSentence(tuple(found_words), tuple(found_tags))
            found_words, found_tags = [], []
    if found_words:
        yield TaggedSentence(tuple(found_words), tuple(found_tags))


def _find(words, tags, names, is_universal, row, path, number) -> _Columns:
    defaults = ("form", "upos") if is_universal else ("0", "-1")
    places = []
    for argument, name, default in (("words", words, defaults[0]), ("tags", tags, defaults[1])):
        name = name or default
        if name.lower() in names:
            places.append(names.index(name.lower()))
        elif name.isdecimal() or name == "-1":
            places.append(int(name))
        else:
            known = f" or one of {names}" if names else "; names are of CoNLL-U"
            raise ValueError(
                f"{path}, line {number}: `{argument}` must be a column's number from 0{known}, "
                f"got {name!r}."
            )
    word, tag = places
    least = max(word + 1, tag + 1, 2, len(row) if tag < 0 else 0)
    most = least if tag < 0 else None
    if word == (tag if tag >= 0 else least - 1):
        raise ValueError(f"`words` and `tags` must be two columns, got {word} twice.")
    return _Columns(word, tag, least, most, is_universal and names[0] == "id")


def _cells(row: list[str], columns: _Columns, path: Path, number: int) -> tuple[str, str]:
    is_long = columns.most is not None and len(row) > columns.most
    if is_long or len(row) < columns.least:
        rule = columns.most if is_long else f"at least {columns.least}"
        raise ValueError(
            f"{path}, line {number}: a row must have {rule} columns, got {len(row)}: "
            f"{' '.join(row)!r:.60}."
        )
    word, tag = row[columns.word].strip(), row[columns.tag].strip()
    if not word or not tag:
        raise ValueError(
            f"{path}, line {number}: a row must have a word and a tag, got {word!r} and {tag!r}."
        )
    return word, tag
