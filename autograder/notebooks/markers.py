"""What nbgrader looks for in a notebook: marks, the metadata of a cell, ids; and how a notebook is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

Notebook = dict[str, Any]
Cell = dict[str, Any]

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
MARKS = (BEGIN_SOLUTION, END_SOLUTION, BEGIN_HIDDEN, END_HIDDEN)
# A region with the lines of its marks: a solution with its indent, hidden tests with the end of their last line.
SOLUTION = re.compile(rf"^(?P<indent>[ \t]*){BEGIN_SOLUTION}.*?{END_SOLUTION}[^\n]*$", flags=re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(rf"^[ \t]*{BEGIN_HIDDEN}.*?{END_HIDDEN}[^\n]*\n?", flags=re.DOTALL | re.MULTILINE)
INSIDE = re.compile(rf"(?:{BEGIN_SOLUTION}|{BEGIN_HIDDEN})\n(.*?)### END", flags=re.DOTALL)
ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")  # of a cell, and of what nbgrader grades
ROLES = ("grade", "locked", "solution", "task")  # what a cell may be to nbgrader
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


class NotebookError(AutograderError, ValueError):
    """A notebook, or its text, that is no chapter and cannot be made one."""


def read(path: Path) -> Notebook:
    """The notebook in `path`, which is the course's own.  Raises NotebookError where there is none."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cells = notebook["cells"]
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise NotebookError(f"{path} is not a notebook of format 4 ({e}): open and save it in JupyterLab.") from e
    if notebook.get("nbformat") != 4 or not isinstance(cells, list):  # noqa: PLR2004
        raise NotebookError(f"{path} is not a notebook of format 4: open and save it in JupyterLab.")
    return dict(notebook)


def notebook(cells: list[Cell]) -> Notebook:
    """The notebook of these cells."""
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def source(cell: Cell) -> str:
    """The text of a cell, which a file holds in one piece or in lines."""
    return "".join(cell.get("source", ""))


def about(cell: Cell) -> dict[str, Any]:
    """What nbgrader keeps of a cell; nothing where it does not know the cell."""
    return dict(cell.get("metadata", {}).get("nbgrader", {}))


def graded(grade_id: str, points: float | None = None, **roles: bool) -> dict[str, Any]:
    """What nbgrader is to keep of a cell: its roles are grade, locked, solution and task, False where not given."""
    kept = dict.fromkeys(ROLES, False) | roles
    whole = points is not None and points == int(points)
    worth = {} if points is None else {"points": int(points) if whole else points}
    return {"grade_id": grade_id, "schema_version": 3} | kept | worth


def inside(text: str) -> Iterator[str]:
    """What stands between the marks of a source."""
    return (found[1] for found in INSIDE.finditer(text))


def checked(test: str, text: str) -> str:
    """The exercise that the cell `test_<name>` with this source grades, by `check(<name>)`; empty where it does not."""
    name = test.removeprefix("test_")
    asks = name != test and re.search(rf"\bcheck\(\s*{re.escape(name)}\b", text)
    return name if asks else ""


def hidden(text: str, line: int) -> bool:
    """Whether a line of a source, counted from 1, is one of a hidden test or of its marks."""
    before = text.split("\n")[:line]
    begun = sum(BEGIN_HIDDEN in other for other in before)
    return begun > sum(END_HIDDEN in other for other in before[:-1])
