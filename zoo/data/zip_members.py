"""Files in a zip archive by their names; what is damaged or missing is said to be so."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path


class ZipMembers:
    """Files in a zip archive by their names, in whatever folder of it they lie.

    What macOS packs beside each file (`__MACOSX`) does not count.

    Args:
        path: The archive.

    Raises:
        ValueError: It is no zip archive, or damaged; or, when read, a file of it is missing or
            damaged. The message names the archive and the file.
    """

    def __init__(self, path: Path):
        self.path = path
        try:
            self._archive = zipfile.ZipFile(path)
        except zipfile.BadZipFile as error:
            raise ValueError(f"{path} must be a whole zip archive: {error}.") from error
        self._members = {}
        for name in self._archive.namelist():
            if not name.startswith("__MACOSX") and not name.endswith("/"):
                other = self._members.setdefault(Path(name).name, name)
                if other != name:
                    raise ValueError(f"{path} must hold a name once, got {other!r} and {name!r}.")

    def __enter__(self) -> "ZipMembers":
        return self

    def __exit__(self, *error) -> None:
        self._archive.close()

    def read(self, name: str) -> bytes:
        """What is in a file."""
        if name not in self._members:
            raise ValueError(f"{self.path} must hold {name!r}, got {sorted(self._members)[:5]}.")
        try:
            return self._archive.read(self._members[name])
        # The last is said where a file is encrypted or compressed in an unknown way.
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
            raise ValueError(f"{self.path}, {name}: must be a whole file: {error}.") from error

    def lines(self, name: str) -> Iterator[tuple[int, str]]:
        """Lines of a text that are not blank, with their numbers."""
        for number, line in enumerate(self.read(name).splitlines(), start=1):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                raise ValueError(
                    f"{self.path}, {name}, line {number}: must be UTF-8 text: {error}."
                ) from error
            if text.strip():
                yield number, text
