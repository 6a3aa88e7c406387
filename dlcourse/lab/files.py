"""Files that are whole or not there at all: a full disk or a second writer loses nothing."""

from __future__ import annotations

from pathlib import Path

from dlcourse import files
from dlcourse.lab.errors import CourseError, plainly


class ChangedMeanwhileError(CourseError):
    """Somebody else wrote the file since it was read."""


def read(path: Path) -> bytes | None:
    """The content of a file, None where there is none."""
    with plainly(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


def write(path: Path, data: bytes, expected: bytes | None) -> None:
    """Put `data` in the place of `expected`, in one step; raise ChangedMeanwhileError where something else is there."""
    with plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace(path, data, unless=lambda: _still(path, expected))


def _still(path: Path, expected: bytes | None) -> None:
    if read(path) != expected:
        raise ChangedMeanwhileError(f"{path} is being written by another program: close it there and try again.")
