"""Transcripts in files: what is said in which WAV file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from zoo.data.damaged import name_some
from zoo.data.tables import find_file, read_lines, read_rows

_TABLES = r"(transcripts?|metadata)\.(tsv|csv)(\.gz)?"
_FILE_COLUMNS = ("file", "file_name", "filename", "path", "id", "audio")
_TEXT_COLUMNS = ("text", "transcript", "transcription", "sentence", "normalized_text")
_UNREAD = (".flac", ".mp3", ".ogg", ".opus", ".m4a")


def read_transcripts(folder: Path) -> Iterator[tuple[Path, str]]:
    """The WAV files of a folder and what is said in them.

    Transcripts are found in the first of these that there is:

    - a table `transcripts.tsv` or `metadata.csv` (or with the other name or ending, or .gz), a line
      for each file: its name, with or without `.wav`, and last in the line its transcript. A .csv
      has commas, or bars if there is one in its first line (LJSpeech). Where the first line is a
      header, with `file`, `file_name`, `filename`, `path`, `id` or `audio` first, the transcript is
      the column `text`, `transcript`, `transcription`, `sentence` or `normalized_text`, or the last
      one. Files lie in the folder, or in `wavs` in it.
    - files `*.trans.txt`, in the folder or deeper, with lines `name transcript`, beside the files
      of these names (LibriSpeech, once its FLAC files are made WAV files).
    - `x.txt` beside each `x.wav`, in the folder or deeper.

    Args:
        folder: The folder.

    Raises:
        FileNotFoundError: There is none of these, or a WAV file or its transcript is missing.
        ValueError: A table is not of its form, or a file is of another format than WAV.
    """
    if table := find_file(folder, _TABLES):
        yield from _of_table(table)
    elif lists := sorted(folder.rglob("*.trans.txt")):
        for path in lists:
            yield from _of_list(path)
    else:
        yield from _of_files(folder)


def _of_table(table: Path) -> Iterator[tuple[Path, str]]:
    column, columns, seen = -1, 0, set()
    for place, (number, row) in enumerate(_rows(table)):
        columns = columns or len(row)
        if place == 0 and row[0].strip().lower() in _FILE_COLUMNS:
            names = [name.strip().lower() for name in row]
            column = next((names.index(name) for name in _TEXT_COLUMNS if name in names), -1)
            continue
        is_short = column >= len(row) if column >= 0 else len(row) != columns
        if len(row) < 2 or is_short or not row[0].strip():
            raise ValueError(
                f"{table}, line {number}: must be a file's name and its transcript, in as many "
                f"columns as the first row's {columns}, got {row}."
            )
        name = row[0].strip()
        if name in seen:
            raise ValueError(f"{table}, line {number}: a file must be named once, got {name!r}.")
        seen.add(name)
        places = (table.parent, table.parent / "wavs")
        yield _locate(places, name, table, number), " ".join(row[column].split())


def _rows(table: Path) -> Iterator[tuple[int, list[str]]]:
    is_csv = table.name.removesuffix(".gz").endswith(".csv")
    first = next((line for line in read_lines(table) if line.strip()), "")
    return read_rows(table, separator="|" if is_csv and "|" in first else "")


def _of_list(path: Path) -> Iterator[tuple[Path, str]]:
    for number, line in enumerate(read_lines(path), start=1):
        if line.strip():
            name, *words = line.split()
            yield _locate((path.parent,), name, path, number), " ".join(words)


def _of_files(folder: Path) -> Iterator[tuple[Path, str]]:
    paths = sorted(folder.rglob("*"))
    for path in paths:
        if path.suffix.lower() in _UNREAD and not path.with_suffix(".wav").is_file():
            _refuse(path)
    sounds = [path for path in paths if path.suffix.lower() == ".wav"]
    if not sounds:
        raise FileNotFoundError(
            "`data` must be a folder with transcripts.tsv or metadata.csv (or .gz), with "
            "*.trans.txt, or with x.txt beside each x.wav, got "
            f"{str(folder)!r} with {sorted(p.name for p in folder.iterdir())[:12]}."
        )
    missing = [str(path) for path in sounds if not path.with_suffix(".txt").is_file()]
    if missing:
        raise FileNotFoundError(
            f"`data` must hold a table of transcripts, or the transcript of each x.wav in x.txt "
            f"beside it, got none for {name_some(missing)}."
        )
    for path in sounds:
        yield path, " ".join(" ".join(read_lines(path.with_suffix(".txt"))).split())


def _locate(places: Sequence[Path], name: str, source: Path, number: int) -> Path:
    unread = Path(name).suffix.lower() in _UNREAD
    stem = name[: -len(Path(name).suffix)] if unread else name
    # What was made of a file that cannot be read comes before the file.
    for ending in (".wav", *_UNREAD) if unread else ("", ".wav", *_UNREAD):
        for place in places:
            path = place / f"{stem}{ending}"
            if path.is_file():
                if path.suffix.lower() in _UNREAD:
                    _refuse(path)
                return path
    raise FileNotFoundError(
        f"{source}, line {number}: there is no file {name!r} in {source.parent}."
    )


def _refuse(path: Path) -> None:
    raise ValueError(
        f"`data` must hold WAV files of 16-bit PCM, got {str(path)!r}. Make them of all first: "
        f"ffmpeg -i {path.name} -c:a pcm_s16le {path.stem}.wav"
    )
