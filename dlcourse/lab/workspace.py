"""A learner's workspace: a folder with a copy of the released chapters, filled, kept up to date, and never overwritten.

`.course/base` holds every file as it was delivered last, `.course/backup` what a merge or a reset replaced.
Files are written before their base copies, so a run that was cut short is simply done again.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from dlcourse.failed_answers import STATE
from dlcourse.lab.errors import CourseError, plainly
from dlcourse.lab.files import ChangedMeanwhileError, read, write
from dlcourse.lab.merge import merge
from dlcourse.lab.notebook import NotANotebookError, Notebook, dump, parse

DEFAULT = Path("learn")
EMPTY: Notebook = {"cells": [], "metadata": {}}
TRIES = 5


@dataclass(frozen=True)
class Change:
    """What an update did with one file: `action` is added, updated, merged, beside, kept, deleted or same."""

    file: Path
    action: str
    sentence: str = ""


def fill(release: Path, workspace: Path) -> list[Change]:
    """Bring `workspace` up to date with `release`, make it where it is missing, and say what was done."""
    files = _released(release)
    _refuse_source(release, workspace)
    with plainly(workspace):
        (workspace / STATE / "base").mkdir(parents=True, exist_ok=True)
        emptied = not any((workspace / file).exists() for file in files)
    return [_deliver(release, workspace, file, again=emptied) for file in files]


def summary(changes: list[Change], workspace: Path) -> list[str]:
    """A line or two for the learner."""
    counts = {a: sum(c.action == a for c in changes) for a in ("added", "updated", "merged")}
    done = [f"{n} file{'s' * (n > 1)} {action}" for action, n in counts.items() if n]
    lines = [f"Workspace {workspace}: {', '.join(done) or 'up to date'}."]
    return lines + [change.sentence for change in changes if change.sentence]


def reset(chapter: str, release: Path, workspace: Path) -> list[Change]:
    """Put the course's copy of one chapter in the place of the learner's, which moves to the backups."""
    name = find_chapter(chapter, chapters(release))
    _refuse_source(release, workspace)
    stamp = _stamp()
    changes = []
    for file in _released(release / name):
        path = Path(name) / file
        new, mine = read(release / path) or b"", read(workspace / path)
        kept = "" if mine is None or mine == new else f" Yours is in {back_up(workspace, path, mine, stamp)}."
        write(workspace / path, new, mine)
        _remember(workspace, path, new)
        changes.append(Change(path, "reset", f"{path}: fresh from the course.{kept}"))
    return changes


def chapters(folder: Path) -> list[str]:
    """The names of the chapters in a release or a workspace."""
    return sorted(p.name for p in folder.glob("[0-9][0-9]_*") if p.is_dir())


def find_chapter(given: str, names: list[str]) -> str:
    """The chapter meant by 1, 01, gradient_descent or 01_gradient_descent."""
    for name in names:
        number, word = name.split("_", 1)
        if given in (name, word) or (given.isdecimal() and int(given) == int(number)):
            return name
    raise CourseError(f"There is no chapter {given!r}: the chapters are {', '.join(names)}.")


def existing(workspace: Path) -> Path:
    """`workspace` where it is one; raises CourseError where it is not."""
    if not (workspace / STATE).is_dir() and not chapters(workspace):
        raise CourseError(f"There is no workspace in {workspace}: make one with `dlcourse lab {workspace}`.")
    return workspace


def _deliver(release: Path, workspace: Path, file: Path, *, again: bool) -> Change:
    """Bring one file up to date, once more where JupyterLab saved it just then."""
    new = read(release / file)
    if new is None or not _readable(file, new):
        raise CourseError(f"{release / file} is broken: install dlcourse again, or make the release again.")
    for _ in range(TRIES - 1):
        with contextlib.suppress(ChangedMeanwhileError):
            return _update(new, workspace, file, again=again)
    return _update(new, workspace, file, again=again)


def _update(new: bytes, workspace: Path, file: Path, *, again: bool) -> Change:
    target = workspace / file
    mine, base = read(target), read(workspace / STATE / "base" / file)
    if mine is None and base is not None and not again:
        return Change(
            file, "deleted", f"{file} was deleted and stays so: `dlcourse reset {file.parts[0]}` brings it back."
        )
    if mine is not None and mine != new and not _readable(file, mine):
        return _lay_beside(new, workspace, file)
    if mine == new:
        action = "same"
    elif mine is None or mine == base:
        action = "added" if mine is None else "updated"
        write(target, new, mine)
    elif base == new:
        return Change(file, "kept")
    elif file.suffix == ".ipynb":
        return _merge(new, mine, base, workspace, file)
    else:
        return _lay_beside(new, workspace, file)
    _remember(workspace, file, new)
    return Change(file, action)


def _merge(new: bytes, mine: bytes, base: bytes | None, workspace: Path, file: Path) -> Change:
    known = parse(base) if base is not None and _readable(file, base) else EMPTY
    merged = merge(known, parse(mine), parse(new))
    data = dump(merged.notebook)
    sentence = ""
    if data != mine:
        backup = back_up(workspace, file, mine)
        write(workspace / file, data, mine)
        sentence = f"{file}: the course has news, and your work is kept (as it was: {backup})."
    if n := len(merged.conflicts):
        sentence += f" {n} cell{'s' * (n > 1)} you had changed came in a new version too: both are in the notebook."
    _remember(workspace, file, new)
    return Change(file, "merged" if sentence else "same", sentence)


def _lay_beside(new: bytes, workspace: Path, file: Path) -> Change:
    """Leave a file that cannot be merged as it is, and put the course's beside it."""
    beside = file.with_name(f"{file.stem}.new{file.suffix}")
    if _readable(beside, read(workspace / beside) or new):
        _update(new, workspace, beside, again=True)
    if file.suffix != ".ipynb":
        _remember(workspace, file, new)
    why = "cannot be read as a notebook" if file.suffix == ".ipynb" else "was changed by you and by the course"
    return Change(
        file, "beside", f"{file} {why}: it was left as it is, and the course's version is {beside.name} beside it."
    )


def _readable(file: Path, data: bytes) -> bool:
    if file.suffix != ".ipynb":
        return True
    try:
        parse(data)
    except NotANotebookError:
        return False
    return True


def _remember(workspace: Path, file: Path, new: bytes) -> None:
    base = workspace / STATE / "base" / file
    before = read(base)
    if before != new:
        write(base, new, before)


def back_up(workspace: Path, file: Path, data: bytes, stamp: str = "") -> Path:
    """Where a copy of `data` is kept: a new one, unless an update that failed has left one already."""
    for kept in (workspace / STATE / "backup").glob(f"*/{file.as_posix()}"):
        if read(kept) == data:
            return kept.relative_to(workspace)
    backup = Path(STATE) / "backup" / (stamp or _stamp()) / file
    while read(workspace / backup) is not None:
        backup = backup.with_name(f"{backup.stem}_{backup.suffix}")
    write(workspace / backup, data, None)
    return backup


def _stamp() -> str:
    return time.strftime("%Y-%m-%dT%H.%M.%S")


def _released(release: Path) -> list[Path]:
    """The files of a release, without what JupyterLab or a system leaves lying about."""
    found = sorted(p.relative_to(release) for p in release.rglob("*") if p.is_file())
    return [p for p in found if not any(part.startswith(".") for part in p.parts)]


def _refuse_source(release: Path, workspace: Path) -> None:
    if workspace.resolve() in (release.resolve(), (release.parent / "chapters").resolve()):
        raise CourseError(
            f"{workspace} belongs to the course itself: choose another folder, for example `dlcourse lab learn`."
        )
