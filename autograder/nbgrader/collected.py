"""What nbgrader's exchange puts beside a notebook that it collects: when it was handed in, and a secret.

By the secret nbgrader's `release_feedback` names the page that only this student may fetch.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from dlcourse import files

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
MAX_BYTES = 1_000


@dataclass(frozen=True)
class Collected:
    """The texts of these files, empty where there is none; `problem` says why a time could not be read."""

    timestamp: str = ""
    secret: str = ""
    when: dt.datetime | None = None  # in UTC, without a zone, as the gradebook has it
    problem: str = ""

    def write(self, folder: Path) -> None:
        """Put them where nbgrader looks for them: where the times differ, formgrader asks to grade again."""
        for name, text in ((TIMESTAMP, self.timestamp), (SECRET, self.secret)):
            if text:
                files.replace(folder / name, text.encode(), 0o444)
            else:
                (folder / name).unlink(missing_ok=True)


def read(folder: Path) -> Collected:
    """What lies beside the notebooks in `folder`; the time is read as nbgrader reads it."""
    from nbgrader.utils import parse_utc

    if folder.is_symlink() or folder.parent.is_symlink():  # it would be another student's
        return Collected()
    timestamp, secret = _text(folder / TIMESTAMP), _text(folder / SECRET)
    try:
        return Collected(timestamp, secret, parse_utc(timestamp.strip()) if timestamp.strip() else None)
    except (ValueError, OverflowError) as e:  # a year 0 overflows in another zone
        told = "it counts as handed in on time: mend the file, and grade this student again"
        return Collected("", secret, problem=f"{TIMESTAMP} is no time ({str(e)[:100]}), so {told}.")


def _text(path: Path) -> str:
    """The text of a small ordinary file; empty where it is none."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        about = os.fstat(file)
        ordinary = stat.S_ISREG(about.st_mode) and about.st_size <= MAX_BYTES
        return os.read(file, MAX_BYTES).decode("utf-8-sig", "replace") if ordinary else ""
    finally:
        os.close(file)
