"""Reading a submission, which may be anything: a notebook, a link, a pipe, a terabyte of nothing."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

MAX_BYTES = 20 << 20
MAX_PARTS = 500_000  # lists and dictionaries in the file: empty ones take much more memory than bytes
MAX_CELLS = 2_000
FORMAT = 4
STRANGE = re.compile(r"[^\w .,()+-]")  # in a file's name, which is shown in terminals and browsers
KINDS = ("code", "markdown", "raw")


class SubmissionError(AutograderError, ValueError):
    """A file that cannot be graded, and what its author should do."""


@dataclass(frozen=True)
class Cell:
    """One cell, as far as a grader looks at it; nothing that its metadata claims is believed."""

    kind: str
    source: str
    id: str = ""
    grade_id: str = ""
    images: dict[str, Any] = field(default_factory=dict)  # a text cell's pictures, as its author attached them


@dataclass(frozen=True)
class Submission:
    """A notebook handed in."""

    cells: tuple[Cell, ...]

    @property
    def hash(self) -> str:
        """The same for the same text in the same order, whatever else is in the file.

        Blanks count: code can read those behind its own last line, and would keep a table there.
        """
        text = json.dumps([(cell.kind, cell.source) for cell in self.cells if cell.source])
        return hashlib.sha256(text.encode()).hexdigest()


def read(root: Path, *parts: str) -> Submission:
    """The submission in the file `parts` below `root`, no link followed on the way.  Raises SubmissionError."""
    return parse(_bytes(root, parts))


def _bytes(root: Path, parts: tuple[str, ...]) -> bytes:
    name = parts[-1]
    try:
        with _opened(root, parts) as file:
            about = os.fstat(file)
            if not stat.S_ISREG(about.st_mode):
                raise SubmissionError(f"{name} is no ordinary file: hand in the notebook itself.")
            if about.st_size > MAX_BYTES:
                size = MAX_BYTES >> 20
                raise SubmissionError(f"{name} has more than {size} MB: clear its outputs, save, and hand it in again.")
            os.set_blocking(file, True)
            with os.fdopen(os.dup(file), "rb") as stream:
                return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise SubmissionError(f"{name} was not handed in.") from None
    except PermissionError:
        raise SubmissionError(f"{name} may not be read here: allow that, and grade it again.") from None
    except OSError as e:
        why = "it is a link, or no folder" if e.errno in (errno.ELOOP, errno.ENOTDIR) else e.strerror
        raise SubmissionError(f"{name} cannot be read ({why}): hand in the notebook itself.") from None


@contextmanager
def _opened(root: Path, parts: tuple[str, ...]) -> Iterator[int]:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for part in parts[:-1]:
        try:
            below = os.open(part, flags | os.O_DIRECTORY, dir_fd=folder)
        finally:
            os.close(folder)
        folder = below
    try:
        file = os.open(parts[-1], flags, dir_fd=folder)
    except FileNotFoundError:
        raise SubmissionError(_instead(parts[-1], os.listdir(folder))) from None  # noqa: PTH208  it has no path
    finally:
        os.close(folder)
    try:
        yield file
    finally:
        os.close(file)


def _instead(name: str, names: list[str]) -> str:
    """What to do where there is no file `name`, but those of `names`."""
    others = sorted(STRANGE.sub("?", other)[:100] for other in names if other.endswith(".ipynb"))[:3]
    if not others:
        return f"{name} was not handed in."
    return f"{name} was not handed in, but {', '.join(others)}: if that is it, name it {name}."


def parse(data: bytes) -> Submission:
    """The notebook in `data`.  Raises SubmissionError."""
    if data.count(b"[") + data.count(b"{") > MAX_PARTS:
        raise SubmissionError("The file has too many parts for a notebook: clear its outputs, save, hand it in again.")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError, MemoryError):
        raise SubmissionError(
            "The file is no notebook: open it in JupyterLab, save it, and hand it in again."
        ) from None
    return from_notebook(notebook)


def from_notebook(notebook: Any) -> Submission:
    """The submission in what json read.  Raises SubmissionError."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise SubmissionError(f"The file is no notebook of format {FORMAT}: open it in JupyterLab and save it.")
    if len(cells) > MAX_CELLS:
        raise SubmissionError(f"The notebook has more than {MAX_CELLS} cells: remove those you do not need.")
    return Submission(tuple(_cell(cell) for cell in cells if isinstance(cell, dict)))


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    metadata = cell.get("metadata")
    about = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    kind, images = cell.get("cell_type"), cell.get("attachments")
    return Cell(
        kind if kind in KINDS else "raw",
        _text(source).removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"),
        _text(cell.get("id")),
        _text(about.get("grade_id")) if isinstance(about, dict) else "",
        {_text(k): v for k, v in images.items()} if isinstance(images, dict) and kind == "markdown" else {},
    )


def _text(value: Any) -> str:
    """`value` if it is text, with what no file can hold (lone surrogates) replaced."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""
