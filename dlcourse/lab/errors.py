"""What can go wrong on a learner's machine: each error is one sentence that says what to do.

CourseError
├── ChangedMeanwhileError
└── NotANotebookError

Whatever else is raised is a mistake of ours and keeps its traceback: no sentence makes it the learner's.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
NOT_A_FOLDER = {errno.ENOTDIR, errno.EEXIST}


class CourseError(Exception):
    """The base of all errors that the reader can mend; the text is a sentence that says how."""


@contextlib.contextmanager
def plainly(path: Path) -> Iterator[None]:
    """Turn what the operating system says of `path` into a CourseError."""
    try:
        yield
    except OSError as e:
        raise CourseError(sentence(e, path)) from e


def sentence(error: OSError, path: Path) -> str:
    """What happened to `path`, and what to do about it."""
    if error.errno in FULL:
        return f"The disk is full: {path} was not written, and nothing is lost. Free some space and try again."
    if error.errno in FORBIDDEN:
        return f"You may not read or write {path}: choose a folder of your own, for example `dlcourse lab ~/learn`."
    if error.errno in NOT_A_FOLDER:
        return (
            f"{path} needs a folder where there is a file: choose another folder, for example `dlcourse lab ~/learn`."
        )
    if error.errno == errno.EISDIR:
        return f"{path} is a folder where a file should be: move it away and try again."
    return f"{path} could not be read or written ({error.strerror or error}): mend that and try again."
