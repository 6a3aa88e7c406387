"""Files that are whole or not there at all: a full disk or a second writer loses nothing."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from pathlib import Path

from dlcourse.lab.errors import plainly


class ChangedMeanwhileError(Exception):
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
        target = path.resolve()  # a link stays a link
        temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
        try:
            _write_through(temporary, data)
            if target.exists():
                shutil.copymode(target, temporary)
            _still(target, expected)
            os.replace(temporary, target)  # noqa: PTH105  the one call that tests make fail
        except BaseException:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def _still(path: Path, expected: bytes | None) -> None:
    if read(path) != expected:
        raise ChangedMeanwhileError(path)


def _write_through(path: Path, data: bytes) -> None:
    with path.open("xb") as f:
        f.write(data)
        f.flush()
        os.fsync(f.fileno())
