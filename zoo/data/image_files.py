"""Image files by name: in a folder, and in .tar files without unpacking them."""

from pathlib import Path
from typing import NamedTuple

from zoo.data.archives import walk_archive
from zoo.image import IMAGE_ENDINGS


class _Place(NamedTuple):
    """Where the bytes of an image are."""

    path: Path
    begin: int = 0
    size: int = -1  # all


class ImageFiles:
    """The images of a folder, of the .tar files in it, and of one beside it of its name.

    A name is that of the file, or its path from the folder's or the archive's top.

    Args:
        folder: The folder.

    Raises:
        ValueError: A .tar file is damaged.
    """

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)
        self._places: dict[str, list[_Place]] = {}
        for path in sorted(self.folder.rglob("*")):
            if path.suffix.lower() in IMAGE_ENDINGS:
                self._add(path.relative_to(self.folder).as_posix(), _Place(path))
        beside = self.folder.resolve().with_name(f"{self.folder.resolve().name}.tar")
        for path in [*sorted(self.folder.glob("*.tar")), *([beside] if beside.is_file() else [])]:
            self._read_archive(path)

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __len__(self) -> int:
        """Number of files."""
        return len({place for places in self._places.values() for place in places})

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            FileNotFoundError: There is no image of that name.
            ValueError: There are several.
        """
        places = self._places.get(name, [])
        if not places:
            raise FileNotFoundError(
                f"`data` must hold every image that has a caption, got none named {name!r} among "
                f"the {len(self):,} in {str(self.folder)!r} and its .tar files."
            )
        if len(places) > 1:
            found = [str(place.path) for place in places[:3]]
            raise ValueError(
                f"`data` must name each image by a path of its own, got {name!r}, which is in "
                f"{found}."
            )
        path, begin, size = places[0]
        with path.open("rb") as file:
            file.seek(begin)
            return file.read(size)

    def _read_archive(self, path: Path):
        for member, _ in walk_archive(path, "r:"):
            if Path(member.name).suffix.lower() in IMAGE_ENDINGS:
                self._add(member.name, _Place(path, member.offset_data, member.size))

    def _add(self, name: str, place: _Place):
        name = name.removeprefix("./")
        for known in {name, Path(name).name}:
            self._places.setdefault(known, []).append(place)
