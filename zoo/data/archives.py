"""Files in .tar archives, which are refused where they are not whole."""

import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

_AT_ONCE = 1 << 20  # bytes


def walk_archive(
    path: Path, mode: str = "r"
) -> Iterator[tuple[tarfile.TarInfo, Callable[[], bytes]]]:
    """The files of an archive, in their order.

    Args:
        path: A .tar file; or .tar.gz and the like, if `mode` allows it.
        mode: See `tarfile.open`.

    Yields:
        Each file's entry, and what reads its bytes until the next one is asked for.

    Raises:
        ValueError: The archive is damaged; the message names it. What is damaged behind a file is
            found after it was given.
        OSError: It cannot be read.
    """
    try:
        with tarfile.open(path, mode) as archive:
            while (member := archive.next()) is not None:
                archive.members.clear()  # which would grow with the archive
                if member.isfile():
                    yield member, lambda member=member: archive.extractfile(member).read()
            _check_end(archive)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        if getattr(error, "errno", None):  # the system's, which says what is wrong; not gzip's
            raise
        raise ValueError(f"{path} must be a whole .tar file: {error}.") from error


def _check_end(archive: tarfile.TarFile) -> None:
    """Raise a `tarfile.ReadError` where it stopped at anything but the zeros that end an archive.

    `tarfile` takes a damaged header for the end. Reading on to the end of a compressed file also
    compares its checksum.
    """
    archive.fileobj.seek(archive.offset)
    rest = archive.fileobj.read(tarfile.BLOCKSIZE)
    if not rest:
        raise tarfile.ReadError("it ends without the zeros that end an archive")
    while rest:
        if rest.strip(b"\0"):
            raise tarfile.ReadError(f"no file begins at byte {archive.offset:,} of it, nor its end")
        rest = archive.fileobj.read(_AT_ONCE)
