"""Finding the answers in a submission, whatever became of the ids of its cells."""

from __future__ import annotations

import re

from autograder.grading.assignment import Assignment, Graded, normal
from autograder.grading.submission import Cell, Submission

DEFINITION = re.compile(r"^(?:def|class)[ \t]+(\w+)", flags=re.MULTILINE)


def find(assignment: Assignment, submission: Submission) -> dict[str, int]:
    """The number of the cell that answers each answer cell of the assignment, where there is one.

    By the id that nbgrader gave it, else by the cell's own id, else by what it defines or where it stands.  Of two
    cells with the same id the first that was written in counts.
    """
    found: dict[str, int] = {}
    for graded in assignment.graded.values():
        if graded.solution or graded.task:
            taken = set(found.values())
            named = [i for i in _named(graded, submission) if i not in taken]
            others = [i for i in _looks_like(graded, assignment, submission) if i not in taken]
            touched = [i for i in named if normal(submission.cells[i].source) != normal(graded.released)]
            for candidates in (touched, named, others):
                if candidates:
                    found[graded.id] = candidates[0]
                    break
    return found


def _named(graded: Graded, submission: Submission) -> list[int]:
    cells = submission.cells
    by_name = [i for i, cell in enumerate(cells) if cell.grade_id == graded.id and cell.kind == graded.kind]
    return by_name or [i for i, cell in enumerate(cells) if cell.id == graded.id and cell.kind == graded.kind]


def _looks_like(graded: Graded, assignment: Assignment, submission: Submission) -> list[int]:
    """Cells that may hold the answer although they do not say so."""
    if graded.kind == "code":
        wanted = _defined(graded.released)
        return [
            i for i, c in enumerate(submission.cells) if c.kind == "code" and wanted and wanted & _defined(c.source)
        ]
    known = {normal(c.released if isinstance(c, Graded) else c.source) for c in assignment.cells}
    strangers = [i for i, c in enumerate(submission.cells) if c.kind != "code" and normal(c.source) not in known]
    before = _before(graded, assignment)
    behind = [i for i in strangers if i and normal(submission.cells[i - 1].source) == before]
    return behind or strangers


def foreign(assignment: Assignment, submission: Submission) -> bool:
    """Whether a submission has the graded cells of another notebook, and neither a cell nor an answer of this one."""
    wanted = set().union(*(_defined(graded.released) for graded in assignment.graded.values()))
    names = {name for cell in submission.cells for name in (cell.grade_id, cell.id)}
    return (
        any(cell.grade_id for cell in submission.cells)
        and names.isdisjoint(assignment.graded)
        and not any(cell.kind == "code" and wanted & _defined(cell.source) for cell in submission.cells)
    )


def _before(graded: Graded, assignment: Assignment) -> str:
    texts = [normal(c.source) for c in assignment.cells]
    place = assignment.cells.index(graded)
    return texts[place - 1] if place else ""


def _defined(source: str) -> set[str]:
    return set(DEFINITION.findall(source))


def untouched(graded: Graded, cell: Cell | None) -> bool:
    """Whether an answer is as it was released, or not there at all."""
    return cell is None or normal(cell.source) == normal(graded.released) or not cell.source.strip()
