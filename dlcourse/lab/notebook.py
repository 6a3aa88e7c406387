"""Reading and writing notebooks as JupyterLab does, with nothing but json: importing nbformat takes over a second."""

from __future__ import annotations

import json
from typing import Any

from dlcourse.lab.errors import CourseError

Notebook = dict[str, Any]
Cell = dict[str, Any]


class NotANotebookError(CourseError):
    """The bytes are not a notebook of version 4."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"This is no notebook that can be read ({reason}): open a copy that can, and save it again.")


def parse(data: bytes) -> Notebook:
    """The notebook in `data`; raises NotANotebookError."""
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as e:
        raise NotANotebookError(str(e)) from e
    if not isinstance(notebook, dict) or notebook.get("nbformat") != 4 or not isinstance(notebook.get("cells"), list):
        raise NotANotebookError("no nbformat 4, or no list of cells")
    notebook.setdefault("metadata", {})
    for cell in notebook["cells"]:
        _complete(cell)
    return notebook


def _complete(cell: object) -> None:
    """Give a cell what every cell has; raise NotANotebookError where it is none."""
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        raise NotANotebookError("a cell without a known type")
    cell.setdefault("metadata", {})
    if cell["cell_type"] == "code":
        cell.setdefault("outputs", [])
        cell.setdefault("execution_count", None)
    source = cell.get("source")
    lines = source if isinstance(source, list) else [source]
    outputs = cell.get("outputs", [])
    if not all(isinstance(line, str) for line in lines) or not isinstance(cell["metadata"], dict):
        raise NotANotebookError("a cell whose text is not text")
    if not isinstance(outputs, list) or not all(isinstance(output, dict) for output in outputs):
        raise NotANotebookError("a cell whose outputs are not outputs")


def dump(notebook: Notebook) -> bytes:
    """The bytes JupyterLab would save."""
    return (json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def text(cell: Cell) -> str:
    """The source of a cell, which files hold as a string or as a list of lines."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def grading(cell: Cell) -> dict[str, Any]:
    """The metadata nbgrader has put on a cell; empty for a cell that is not graded."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}
