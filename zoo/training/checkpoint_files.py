"""Checkpoints as files: written whole, verified when they are read."""

import io
import json
import os
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

__all__ = ["Checkpoint", "CheckpointFiles"]


class Checkpoint(NamedTuple):
    """What a checkpoint holds.

    Attributes:
        about: Where training stood, and whatever else JSON can hold.
        arrays: The values of variables.
    """

    about: dict[str, Any]
    arrays: list[np.ndarray]

    def to_bytes(self) -> bytes:
        """As an `.npz` file: a zip archive, which has a checksum of every part."""
        file = io.BytesIO()
        parts = {f"{number:05d}": array for number, array in enumerate(self.arrays)}
        np.savez(file, about=np.array(json.dumps({**self.about, "arrays": len(parts)})), **parts)
        return file.getvalue()

    @classmethod
    def from_file(cls, file: BinaryIO) -> "Checkpoint":
        """Read and verify.

        Raises:
            ValueError: The file is damaged.
        """
        try:
            with np.load(file) as parts:
                about = json.loads(str(parts["about"]))
                arrays = [parts[f"{number:05d}"] for number in range(about.pop("arrays"))]
        except (zipfile.BadZipFile, ValueError, KeyError, EOFError, OSError, TypeError) as error:
            raise ValueError(f"the checkpoint is damaged: {error}") from error
        return cls(about, arrays)


class CheckpointFiles:
    """The last checkpoints of a run, `step_<number>.npz` in a folder.

    A process that is killed while it writes leaves the checkpoints that were there.

    Args:
        directory: Folder of their own; it is made when the first is written.
        kept: How many stay.

    Example:
        >>> files = CheckpointFiles(tempfile.mkdtemp(), kept=2)
        >>> for step in (10, 20, 30):
        ...     path = files.write(step, Checkpoint({"epoch": 0}, [np.ones(2)]))
        >>> [path.name for path in files.paths()]
        ['step_20.npz', 'step_30.npz']
    """

    def __init__(self, directory: str | Path, *, kept: int = 2):
        if kept < 1:
            raise ValueError(f"`kept` must be at least 1, got {kept}.")
        self.directory = Path(directory)
        self.kept = kept

    def paths(self) -> list[Path]:
        """The checkpoints, the newest last."""
        found = {}
        for path in self.directory.glob("step_*.npz"):
            if name := re.fullmatch(r"step_(\d+)", path.stem):
                found[int(name[1])] = path
        return [found[step] for step in sorted(found)]

    def write(self, step: int, checkpoint: Checkpoint) -> Path:
        """Write a checkpoint, and remove those that are too many.

        Raises:
            OSError: It cannot be written; those before it are intact.
        """
        path, new = self.directory / f"step_{step}.npz", self.directory / "new.npz"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            _write_through(new, checkpoint.to_bytes())
            os.replace(new, path)
            _flush(self.directory)
            for old in self.paths()[: -self.kept]:
                old.unlink()
        except OSError as error:
            before = self.paths()
            intact = f"the last good one is {before[-1]}" if before else "there is none before it"
            raise OSError(
                f"the checkpoint {path} could not be written ({error.strerror or error}): {intact}."
            ) from error
        return path

    def newest(self) -> Path | None:
        """The newest that can be read; damaged ones are named in a warning and passed over.

        Raises:
            ValueError: There are checkpoints, but all are damaged.
        """
        paths = self.paths()
        for path in reversed(paths):
            try:
                with path.open("rb") as file:
                    Checkpoint.from_file(file)
            except (ValueError, OSError) as error:
                warnings.warn(f"{path} is passed over: {error}", stacklevel=2)
            else:
                return path
        if paths:
            raise ValueError(
                f"no checkpoint in {str(self.directory)!r} can be read: remove it to begin anew."
            )
        return None


def _write_through(path, payload):
    try:
        with path.open("wb") as file:
            file.write(payload)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)  # a full disk: room for the rest of the run
        raise


def _flush(directory):
    """So that the new name outlasts a machine that loses power."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
