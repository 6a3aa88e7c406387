"""How much one submission may use, how a course sets it, and how to say which bound it met."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from autograder.errors import AutograderError

MB = 1 << 20
UNITS = {"": 1, "KB": 1 << 10, "MB": MB, "GB": 1 << 30}
SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(KB|MB|GB|)", re.IGNORECASE)


class LimitsError(AutograderError, ValueError):
    """A limit that there is not, or a value that is none."""


def _bound(default: float | None, said: str, unit: str = "SECONDS") -> Any:  # what `field` gives has any type
    return field(default=default, metadata={"said": said, "unit": unit})


@dataclass(frozen=True)
class Limits:
    """Bounds for one submission; times are seconds on the clock, sizes are bytes."""

    submission: float = _bound(120.0, "for one notebook: its cells and the calls of its functions together")
    cell: float = _bound(30.0, "for one cell; then it is interrupted, and the next goes on")
    cells: float = _bound(120.0, "for all cells together")
    call: float | None = _bound(None, "for one call of a function (default: what its exercise says)")
    check: float = _bound(60.0, "for all calls of one exercise together")
    grace: float = _bound(1.5, "for what does not stop when interrupted; then the process is killed")
    output: float = _bound(1e6, "characters that all cells together print", "NUMBER")
    cpu: int = _bound(600, "of processor time in all")
    memory: int = _bound(1024 * MB, "of memory, such as 2GB", "SIZE")
    disk: int = _bound(64 * MB, "of files in all", "SIZE")
    file: int = _bound(32 * MB, "of one file", "SIZE")
    inodes: int = _bound(2048, "files and folders in all", "NUMBER")
    tasks: int = _bound(64, "threads at once", "NUMBER")
    files: int = _bound(64, "open files at once", "NUMBER")

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """The limits of a course that sets some of them, by numbers or text such as "2 GB".  Raises LimitsError."""
        known = {bound.name: bound for bound in fields(cls)}
        if unknown := sorted(given.keys() - known.keys()):
            raise LimitsError(f"There is no limit {', '.join(unknown)}: there are {', '.join(known)}.")
        values: dict[str, Any] = {name: _value(known[name], value) for name, value in given.items()}
        return cls(**values)

    def inside(self) -> dict[str, int]:
        """What the child sets for itself before it is locked in."""
        return {k: v for k, v in asdict(self).items() if isinstance(v, int)}

    def named(self, error: str, message: str) -> str:
        """The limit behind an error, as a sentence; empty where there is none."""
        if error == "MemoryError":
            return f"It met the memory limit of {self.memory // MB} MB."
        if "No space left on device" in message:
            return f"It met the disk limit of {self.disk // MB} MB and {self.inodes} files."
        if "File too large" in message:
            return f"It met the limit of {self.file // MB} MB for one file."
        if "Too many open files" in message:
            return f"It met the limit of {self.files} open files."
        if "start new thread" in message or "Resource temporarily unavailable" in message:
            return f"It met the limit of {self.tasks} threads."
        if error in ("PermissionError", "BlockingIOError") and "Operation not permitted" in message:
            return "The grader allows no network, no other program, no new process and no signal."
        if error == "PermissionError" or "Read-only file system" in message:
            return "The grader lets code read its libraries and its own folder, and write to its own folder only."
        return ""


def _value(bound: Any, given: Any) -> float | None:
    """What a course gives for one limit: a positive number; of bytes and things a whole one."""
    if given is None and bound.default is None:
        return None
    size = bound.metadata["unit"] == "SIZE"
    found = SIZE.fullmatch(str(given).strip())
    number = float(found[1]) * UNITS[found[2].upper()] if found and (size or not found[2]) else 0.0
    if isinstance(given, bool) or not 0 < number < math.inf:
        example = "a size such as 512 MB or 2 GB" if size else "a number such as 60"
        raise LimitsError(f"The limit {bound.name} is {given!r}, where {example} is asked.")
    return math.ceil(number) if isinstance(bound.default, int) else number
