"""Bringing a learner's notebook up to date, cell by cell, so that nothing they wrote is lost.

Three notebooks meet: `base` as it was delivered last, `mine` as the learner left it, `new` as the course has it now.
Cells are the same where their ids are.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from dlcourse.lab.notebook import Cell, Notebook, grading, text

NOTE = (
    "**Both versions of this cell were kept.** The course has a new version of the cell above, and you had changed the "
    "old one: yours is the cell below. Keep what you want of it, then delete this note and the cell you do not need."
)
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


@dataclass(frozen=True)
class Merged:
    """A merged notebook, and the ids of the cells that both sides had changed."""

    notebook: Notebook
    conflicts: list[str]


def merge(base: Notebook, mine: Notebook, new: Notebook) -> Merged:
    """The cells of `new` in their order, with the learner's work in them and the learner's own cells between them."""
    base_cells, new_cells = identified(base["cells"], []), identified(new["cells"], [])
    mine_cells = identified(mine["cells"], [*base_cells, *new_cells])
    was, own = _by_id(base_cells), _by_id(mine_cells)
    taken = {*was, *own, *_by_id(new_cells)}
    cells: list[Cell] = []
    last: dict[str, str] = {}  # id of a cell -> id of the last cell that stands for it
    conflicts = []
    for cell in new_cells:
        settled = _settle(was.get(cell["id"]), own.get(cell["id"]), cell, taken)
        if len(settled) > 1:
            conflicts.append(cell["id"])
        if settled:
            last[cell["id"]] = settled[-1]["id"]
        cells += settled
    _insert_own(cells, mine_cells, was, last, {c["id"] for c in new_cells})
    return Merged(_around(cells, base, mine, new), conflicts)


def _settle(base: Cell | None, mine: Cell | None, new: Cell, taken: set[str]) -> list[Cell]:
    """The cells that stand for one cell of the course: none where it was deleted, three where both sides changed it."""
    if mine is None:
        deleted = base is not None and _same(base, new) and not grading(new)
        return [] if deleted else [new]
    metadata = _metadata((base or new)["metadata"], mine["metadata"], new["metadata"])
    if _same(mine, new):
        return [{**new, **mine, "metadata": metadata}]
    if base is not None and _same(mine, base):
        return [{**new, "metadata": metadata}]
    if (base is not None and _same(base, new)) or grading(new).get("solution"):
        return [{**mine, "metadata": metadata}]
    note = {"cell_type": "markdown", "id": _fresh(f"note {text(mine)}", taken), "metadata": {}, "source": [NOTE]}
    return [{**new, "metadata": metadata}, note, {**_ungraded(mine), "id": _fresh(text(mine), taken)}]


def _insert_own(cells: list[Cell], mine: list[Cell], was: dict[str, Cell], last: dict[str, str], new: set[str]) -> None:
    """Put the learner's own cells after the cells they stood after; cells the course dropped stay only if edited."""
    before = ""
    for cell in mine:
        name: str = cell["id"]
        known = was.get(name)
        if name not in new:
            if known is not None and _same(known, cell):
                continue
            at = next((i + 1 for i, c in enumerate(cells) if c["id"] == before), 0)
            cells.insert(at, _ungraded(cell))
        before = last.get(name, name)


def _around(cells: list[Cell], base: Notebook, mine: Notebook, new: Notebook) -> Notebook:
    metadata = _metadata(base["metadata"], mine["metadata"], new["metadata"])
    minor = max(5, *(n.get("nbformat_minor", 5) for n in (mine, new)))
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": minor}


def _metadata(base: dict[str, Any], mine: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """What either side changed, the learner's first; the grading is always the course's."""
    return new | {k: v for k, v in mine.items() if k != "nbgrader" and v != base.get(k)}


def identified(cells: list[Cell], known: list[Cell]) -> list[Cell]:
    """The cells with an id each and none twice; where an editor dropped ids they are found again among `known`."""
    present = {c.get("id") for c in cells}
    missing = {c["id"] for c in known} - present
    seen: set[str] = set()
    out = []
    for cell in cells:
        name = cell.get("id")
        if not isinstance(name, str) or not CELL_ID.fullmatch(name) or name in seen:
            found = next((c["id"] for c in known if c["id"] in missing and _alike(c, cell)), "")
            missing.discard(found)
            name = found or _fresh(text(cell), {*seen, *missing, *(i for i in present if isinstance(i, str))})
        seen.add(name)
        out.append({**cell, "id": name})
    return out


def _alike(known: Cell, cell: Cell) -> bool:
    name = grading(cell).get("grade_id")
    return _same(known, cell) or (name is not None and name == grading(known).get("grade_id"))


def _same(a: Cell, b: Cell) -> bool:
    return a["cell_type"] == b["cell_type"] and text(a) == text(b)


def _by_id(cells: list[Cell]) -> dict[str, Cell]:
    return {cell["id"]: cell for cell in cells}


def _ungraded(cell: Cell) -> Cell:
    """A copy that nbgrader takes no interest in: two cells of one grade_id would end its run."""
    return {**cell, "metadata": {k: v for k, v in cell["metadata"].items() if k != "nbgrader"}}


def _fresh(seed: str, taken: set[str]) -> str:
    """An id that no cell has, the same every time: two merges at once come to the same bytes."""
    name = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:8]
    while name in taken:
        name = hashlib.sha256(name.encode()).hexdigest()[:8]
    taken.add(name)
    return name
