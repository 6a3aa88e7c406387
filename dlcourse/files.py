"""Writing files that others may write or read at the same time: one writer after the other, and all of it on the disk.

A file is replaced whole or not at all; a line is added whole; a file that is made once is made by one and read by all.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from filelock import BaseFileLock, FileLock


def lock(path: Path) -> BaseFileLock:
    """A lock for use with `with`: of the programs of one user, one at a time holds that of a file."""
    # Not beside the file, where it would stay and be in the way.
    folder = Path(tempfile.gettempdir()) / f"dlcourse-locks-{getattr(os, 'getuid', int)()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    name = hashlib.sha256(os.fsencode(Path(path).resolve())).hexdigest()
    return FileLock(folder / name, is_singleton=True)  # who holds it may take it again


def replace(path: Path, data: bytes, mode: int | None = None, unless: Callable[[], None] | None = None) -> None:
    """Put the bytes `data` in the place of the file `path`, in one step; it keeps its mode, or gets `mode`.

    `unless()` is called before that step while nobody else writes, and may raise.
    """
    path = Path(path).resolve()  # a link stays a link
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        _write_through(temporary, data)
        if mode is not None:
            temporary.chmod(mode)
        elif path.exists():
            shutil.copymode(path, temporary)
        with lock(path):
            if unless:
                unless()
            os.replace(temporary, path)  # noqa: PTH105  the one call that tests make fail
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    _settle(path.parent)


def append(path: Path, data: bytes) -> None:
    """Add the bytes `data` to the end of the file `path`, as one piece; it is on the disk when this returns."""
    with lock(path):
        _write_through(path, data, how=os.O_APPEND)


def make_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """The bytes of the file `path`; where it is missing or empty, it is made of those of make(), for its owner only.

    Whoever else makes it at the same time gets the same.
    """
    path = Path(path)
    with lock(path):
        if not path.exists():
            temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            try:
                _write_through(temporary, make(), 0o600)
                with contextlib.suppress(FileExistsError):  # another user's program, which this lock does not hold
                    os.link(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
        if not path.stat().st_size:  # left by a program that was stopped while it wrote
            replace(path, make(), 0o600)
        return path.read_bytes()


def _write_through(path: Path, data: bytes, mode: int = 0o666, how: int = os.O_EXCL) -> None:
    # What the user's mask leaves of the mode; a file that others must not read is never open to them.
    flags = os.O_WRONLY | os.O_CREAT | how | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, mode), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Have the folder's list of files on the disk too, where the system can be asked for that."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
