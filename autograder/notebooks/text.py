"""Notebooks as text, for editing and review: one line for the head of a cell, then its source."""

from __future__ import annotations

import re
from typing import Any

from autograder.notebooks import markers
from autograder.notebooks.markers import ID, Cell, Notebook, NotebookError

HEAD = re.compile(rf"^# %% (code|markdown|raw) ({ID.pattern})((?: \S+)*)$")
ESCAPED = re.compile(r"^(\\*)(# %%)", flags=re.MULTILINE)
ROLE = re.compile(rf"\+({'|'.join(markers.ROLES)}|points=\d+(?:\.\d+)?)")  # of nbgrader's, among the tags of a head


def write(notebook: Notebook) -> str:
    """One line `# %% kind id tags` a cell, then its source; a source line that looks like a head is escaped.

    What nbgrader keeps of a cell stands among its tags: `+grade +locked +points=2`.
    """
    parts = []
    for cell in notebook["cells"]:
        head = " ".join(["# %%", cell["cell_type"], cell["id"], *cell["metadata"].get("tags", []), *_roles(cell)])
        parts.append(head + "\n" + ESCAPED.sub(r"\1\\\2", "".join(cell["source"])) + "\n")
    return "\n".join(parts)


def _roles(cell: Cell) -> list[str]:
    about = markers.about(cell)
    points = [f"+points={about['points']:g}"] if about.get("points") is not None else []
    return [f"+{role}" for role in markers.ROLES if about.get(role)] + points


def _metadata(name: str, words: list[str]) -> dict[str, Any]:
    """The metadata of a cell from what follows its id in a head."""
    roles = [word[1:] for word in words if ROLE.fullmatch(word)]
    tags = [word for word in words if not ROLE.fullmatch(word)]
    points = [float(role.partition("=")[2]) for role in roles if "=" in role]
    about = markers.graded(name, *points, **{role: True for role in roles if "=" not in role})
    return ({"nbgrader": about} if roles else {}) | ({"tags": tags} if tags else {})


def read(text: str) -> Notebook:
    """The notebook that `text` describes; raises NotebookError, with the line, where it describes none."""
    cells: list[Cell] = []
    lines: list[list[str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if head := HEAD.match(line):
            kind, name, words = head[1], head[2], head[3].split()
            cells.append({"cell_type": kind, "id": name, "metadata": _metadata(name, words)})
            lines.append([])
        elif line.startswith("# %%") or (not cells and line.strip()):
            raise NotebookError(f"line {number}: a cell begins with `# %% code|markdown id [tags]`, not with {line!r}")
        elif cells:
            lines[-1].append(re.sub(r"^(\\*)\\(# %%)", r"\1\2", line))
    for cell, body in zip(cells, lines, strict=True):
        cell["source"] = "\n".join(body[:-1])  # the blank line at the end is the text's, not the source's
    return {"cells": cells}
