"""Checkpoints as files: written whole, verified when they are read."""

import contextlib
import hashlib
import io
import json
import os
import re
import warnings
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from zoo.layers.number_checks import check_sizes

__all__ = ["Checkpoint", "CheckpointFiles"]

_DIGEST_BYTES = hashlib.sha256().digest_size


class Checkpoint(NamedTuple):
    """What a checkpoint holds.

    Attributes:
        about: Where training stood, and whatever else JSON can hold.
        arrays: The values of variables.
    """

    about: dict[str, Any]
    arrays: list[np.ndarray]

    def to_bytes(self) -> bytes:
        """As an `.npz` file, followed by its SHA-256 digest."""
        file = io.BytesIO()
        parts = {f"{number:05d}": array for number, array in enumerate(self.arrays)}
        np.savez(file, about=np.array(json.dumps(self.about)), **parts)
        content = file.getvalue()
        return content + hashlib.sha256(content).digest()

    @classmethod
    def from_bytes(cls, payload: bytes) -> "Checkpoint":
        """Verify and read.

        Raises:
            ValueError: A bit has changed, or a part is missing.
        """
        content, digest = payload[:-_DIGEST_BYTES], payload[-_DIGEST_BYTES:]
        if hashlib.sha256(content).digest() != digest:
            raise ValueError("the checkpoint is damaged: its content is not what was written.")
        with np.load(io.BytesIO(content)) as parts:
            about = json.loads(str(parts["about"]))
            return cls(about, [parts[f"{number:05d}"] for number in range(len(parts) - 1)])


class CheckpointFiles:
    """The last checkpoints of a run, `step_<number>.checkpoint` in a folder.

    A process that is killed while it writes leaves the checkpoints that were there.

    Args:
        directory: Folder of their own; it is made when the first is written.
        kept: How many stay.

    Example:
        >>> import tempfile
        >>> files = CheckpointFiles(tempfile.mkdtemp(), kept=2)
        >>> for step in (10, 20, 30):
        ...     path = files.write(step, Checkpoint({"epoch": 0}, [np.ones(2)]))
        >>> [path.name for path in files.paths()]
        ['step_20.checkpoint', 'step_30.checkpoint']
    """

    def __init__(self, directory: str | Path, *, kept: int = 2):
        check_sizes(kept=kept)
        self.directory = Path(directory)
        self.kept = kept

    def paths(self) -> list[Path]:
        """The checkpoints, the newest last."""
        found = {}
        for path in self.directory.glob("step_*.checkpoint"):
            if name := re.fullmatch(r"step_(\d+)", path.stem):
                found[int(name[1])] = path
        return [found[step] for step in sorted(found)]

    def write(self, step: int, checkpoint: Checkpoint) -> Path:
        """Write a checkpoint, and remove those that are too many, or of later steps.

        Raises:
            OSError: It cannot be written; those before it are intact.
        """
        path, new = self.directory / f"step_{step}.checkpoint", self.directory / "new"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            _write_through(new, checkpoint.to_bytes())
            os.replace(new, path)
            _flush(self.directory)
            paths = self.paths()
            place = paths.index(path) + 1
            # Those after it are damaged, or of an epoch that was halted.
            for other in [*paths[: max(place - self.kept, 0)], *paths[place:]]:
                other.unlink()
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
                Checkpoint.from_bytes(path.read_bytes())
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
    """So that the new name outlasts a machine that loses power, where the file system can."""
    handle = os.open(directory, os.O_RDONLY)
    with contextlib.suppress(OSError):
        os.fsync(handle)
    os.close(handle)
