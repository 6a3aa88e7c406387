"""A learner's work in one file: packed where it would be lost (Binder forgets), imported at home, nothing overwritten.

An archive is a zip of the notebooks and other files of a workspace, with `.course/base`, the copies as the course
delivered them, so that a later update knows what the learner has changed.
"""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from dlcourse.failed_answers import STATE
from dlcourse.lab.errors import CourseError, plainly
from dlcourse.lab.files import read, write
from dlcourse.lab.workspace import Change, back_up, existing

NAME = "my-course.zip"
BASE = Path(STATE) / "base"
MAX_FILES = 2_000
MAX_BYTES = 500 * 2**20  # unpacked, all files together
# What zipfile raises for a file that it cannot unpack, and the libraries that it asks.
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError, OSError)


def pack(workspace: Path) -> Path:
    """Write the work in `workspace` into NAME in that folder, and return its path."""
    existing(workspace)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in _packed(workspace):
            archive.writestr(file.as_posix(), read(workspace / file) or b"")
    target = workspace / NAME
    write(target, content.getvalue(), read(target))
    return target


def import_work(archive: Path, workspace: Path) -> list[Change]:
    """Bring the work in an archive into `workspace`; what was changed here too stays, the other is laid beside it."""
    files = _unpacked(archive)
    with plainly(workspace):
        (workspace / BASE).mkdir(parents=True, exist_ok=True)
    work = {name: data for name, data in files.items() if BASE not in name.parents}
    return [_import_one(workspace, name, data, files.get(BASE / name)) for name, data in work.items()]


def _packed(workspace: Path) -> list[Path]:
    found = sorted(p.relative_to(workspace) for p in workspace.rglob("*") if p.is_file() and not p.is_symlink())
    return [
        p for p in found if p.name != NAME and (BASE in p.parents or not any(part.startswith(".") for part in p.parts))
    ]


def _import_one(workspace: Path, file: Path, theirs: bytes, their_base: bytes | None) -> Change:
    mine, base = read(workspace / file), read(workspace / BASE / file)
    if mine == theirs:
        return Change(file, "same")
    if theirs == their_base and mine is not None:
        return Change(file, "kept")  # untouched in the archive: what is here is as good or better
    if mine is None or mine == base:
        kept = f" What was here is in {back_up(workspace, file, mine)}." if mine is not None else ""
        write(workspace / file, theirs, mine)
        if their_base is not None:
            write(workspace / BASE / file, their_base, base)
        return Change(file, "imported", f"{file}: your work from the archive.{kept}")
    beside = file.with_name(f"{file.stem}.archive{file.suffix}")
    write(workspace / beside, theirs, read(workspace / beside))
    return Change(file, "beside", f"{file} was changed here too: the archive's version is {beside.name} beside it.")


def _unpacked(archive: Path) -> dict[Path, bytes]:
    """The files of an archive by their place in a workspace; raises CourseError where it is no archive of ours."""
    with plainly(archive):
        try:
            opened = zipfile.ZipFile(archive)
        except zipfile.BadZipFile as e:
            raise CourseError(f"{archive} is not an archive: choose the {NAME} that you downloaded.") from e
        with opened:
            members = [m for m in opened.infolist() if not m.is_dir()]
            _refuse_unsafe(archive, members)
            return {Path(m.filename): _content(archive, opened, m) for m in members}


def _content(archive: Path, opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """One file of an archive; raises CourseError where it is damaged, locked, or packed as we cannot unpack it."""
    try:
        return opened.read(member)
    except UNREADABLE as e:
        raise CourseError(
            f"{archive} is damaged, has a password, or was packed by another program: {member.filename} cannot be "
            f"unpacked ({str(e) or type(e).__name__}). Nothing was imported; choose the {NAME} that you downloaded, "
            "or download it again."
        ) from e


def _refuse_unsafe(archive: Path, members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MAX_FILES or sum(m.file_size for m in members) > MAX_BYTES:
        raise CourseError(f"{archive} holds more than a course can: choose the {NAME} that you downloaded.")
    for member in members:
        path = PurePosixPath(member.filename)
        hidden = any(part.startswith(".") for part in path.parts) and PurePosixPath(BASE) not in path.parents
        if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename or hidden:
            raise CourseError(f"{archive} holds {member.filename}, which is of no workspace: nothing was imported.")
