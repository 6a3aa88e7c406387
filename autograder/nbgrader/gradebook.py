"""Results into nbgrader's gradebook: in bulk, through its own models, in one transaction for many students.

A human's scores and comments are never touched.  Writing the same result twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

BATCH = 200  # students in one transaction
FILE = "sqlite:///"


class GradebookError(AutograderError):
    """The gradebook does not know the assignment, or cannot be written."""


@dataclass(frozen=True)
class Entry:
    """What the gradebook is to hold of one notebook of one student."""

    student: str
    notebook: str
    scores: Mapping[str, float | None]  # by the cell's id; None waits for a human
    comments: Mapping[str, str | None]
    timestamp: dt.datetime | None = None
    changed: frozenset[str] | None = None  # the cells whose answer is another than it was; None where nobody knows


@contextmanager
def opened(url: str, course: str, assignment: str) -> Iterator[tuple[Any, Any]]:
    """The gradebook at `url` and the assignment in it.  Raises GradebookError, whatever is wrong with them."""
    # Imported here: nbgrader takes seconds to import, and grading itself does without it.
    from nbgrader.api import Gradebook, MissingEntry
    from sqlalchemy.exc import SQLAlchemyError

    unknown = GradebookError(f"The gradebook knows no assignment {assignment}: run `autograder release` first.")
    if url.startswith(FILE) and not Path(url.removeprefix(FILE)).exists():
        raise unknown  # nbgrader would make an empty one
    try:
        with Gradebook(url, course) as book:
            try:
                known = book.find_assignment(assignment)
            except MissingEntry:
                raise unknown from None
            yield book, known
    except SQLAlchemyError as e:
        reason = getattr(e, "orig", None) or e
        raise GradebookError(
            f"The gradebook {url} cannot be used ({reason}): end what else has it open, or put a copy of yours in its "
            "place, then run this again."
        ) from e


def verify_points(url: str, course: str, assignment: str, points: Mapping[tuple[str, str], float]) -> None:
    """Raise GradebookError unless the gradebook can be used and has these points, by notebook and cell."""
    with opened(url, course, assignment) as (_, known):
        cells = [(book.name, cell) for book in known.notebooks for cell in [*book.grade_cells, *book.task_cells]]
        noted = {(book, cell.name): float(cell.max_score) for book, cell in cells}
    other = sorted({cell for (_, cell), _ in noted.items() ^ points.items()})
    if other:
        raise GradebookError(
            f"The gradebook has other points for {', '.join(other)} than {assignment} gives: run `autograder release`, "
            "then this again."
        )


def write(url: str, course: str, assignment: str, entries: Sequence[Entry]) -> None:
    """Write `entries` into the gradebook at `url`.  Raises GradebookError."""
    students = sorted({entry.student for entry in entries})
    with opened(url, course, assignment) as (book, known):
        for start in range(0, len(students), BATCH):
            some = set(students[start : start + BATCH])
            _Batch(book.db, known, [e for e in entries if e.student in some]).write()


class _Batch:
    """The rows of some students' entries."""

    def __init__(self, db: Any, assignment: Any, entries: Iterable[Entry]) -> None:
        self.db, self.assignment, self.entries = db, assignment, list(entries)
        self.notebooks = {notebook.name: notebook for notebook in assignment.notebooks}
        self.students = sorted({entry.student for entry in self.entries})

    def write(self) -> None:
        """All of it, or nothing."""
        self._students()
        submissions = self._submissions()
        notebooks = self._notebooks(submissions)
        self._cells(notebooks)
        self.db.commit()

    def _missing(self, table: Any, rows: Mapping[Any, dict[str, Any]], found: Mapping[Any, str]) -> dict[Any, str]:
        """Insert the rows whose key is not in `found`; returns the ids of all of them by key."""
        from nbgrader.api import new_uuid
        from sqlalchemy import insert

        new = {key: {"id": new_uuid(), **row} for key, row in rows.items() if key not in found}
        if new:
            self.db.execute(insert(table), list(new.values()))
        return dict(found) | {key: str(row["id"]) for key, row in new.items()}

    def _students(self) -> None:
        from nbgrader.api import Student

        found = {name: name for (name,) in self.db.query(Student.id).filter(Student.id.in_(self.students))}
        self._missing(Student, {s: {"id": s} for s in self.students}, found)

    def _submissions(self) -> dict[str, str]:
        from nbgrader.api import SubmittedAssignment as Table
        from sqlalchemy import update

        times = {entry.student: entry.timestamp for entry in self.entries}
        query = self.db.query(Table.student_id, Table.id).filter(
            Table.assignment_id == self.assignment.id, Table.student_id.in_(self.students)
        )
        found = dict(map(tuple, query))
        rows = {s: {"assignment_id": self.assignment.id, "student_id": s, "timestamp": times[s]} for s in self.students}
        changed = [{"id": found[s], "timestamp": times[s]} for s in found if times[s] is not None]
        if changed:
            self.db.execute(update(Table), changed)
        return self._missing(Table, rows, found)

    def _notebooks(self, submissions: Mapping[str, str]) -> dict[tuple[str, str], str]:
        from nbgrader.api import SubmittedNotebook as Table

        query = self.db.query(Table.assignment_id, Table.notebook_id, Table.id)
        query = query.filter(Table.assignment_id.in_(submissions.values()))
        found = {(submission, notebook): row for submission, notebook, row in query}
        rows = {
            (submission, notebook.id): {"assignment_id": submission, "notebook_id": notebook.id}
            for submission in submissions.values()
            for notebook in self.notebooks.values()
        }
        ids = self._missing(Table, rows, found)
        names = {notebook.id: name for name, notebook in self.notebooks.items()}
        students = {submission: student for student, submission in submissions.items()}
        return {(students[s], names[n]): row for (s, n), row in ids.items() if n in names}

    def _cells(self, notebooks: Mapping[tuple[str, str], str]) -> None:
        """Grades and comments."""
        from nbgrader.api import Comment, Grade

        grades, comments, changed = {}, {}, set()
        for entry in self.entries:
            row, notebook = notebooks[entry.student, entry.notebook], self.notebooks[entry.notebook]
            for cell in [*notebook.grade_cells, *notebook.task_cells]:
                score = entry.scores.get(cell.name, 0.0)
                grades[row, cell.id] = {"auto_score": score, "needs_manual_grade": score is None}
                if entry.changed is None or cell.name in entry.changed:
                    changed.add((row, cell.id))
            for cell in [*notebook.solution_cells, *notebook.task_cells]:
                comments[row, cell.id] = {"auto_comment": entry.comments.get(cell.name)}
        manual = self._upsert(Grade, grades, Grade.manual_score)
        # What a human scored, a human looks at again where the answer is another one; nbgrader asks for it each time.
        again = {key: {"needs_manual_grade": key in changed} for key, score in manual.items() if score is not None}
        self._upsert(Grade, again, Grade.manual_score)
        self._upsert(Comment, comments, Comment.manual_comment)

    def _upsert(
        self,
        table: Any,
        rows: Mapping[tuple[str, str], dict[str, Any]],
        kept: Any,
    ) -> dict[tuple[str, str], Any]:
        """Update the rows that are there and insert the others; returns what a human wrote into each."""
        from sqlalchemy import update

        found, human = {}, {}
        for part in _parts(sorted({notebook for notebook, _ in rows})):
            query = self.db.query(table.notebook_id, table.cell_id, table.id, kept).filter(table.notebook_id.in_(part))
            for notebook, cell, row, value in query:
                found[notebook, cell], human[notebook, cell] = row, value
        changed = [{"id": found[key], **values} for key, values in rows.items() if key in found]
        if changed:
            self.db.execute(update(table), changed)
        new = {key: {"notebook_id": key[0], "cell_id": key[1], **values} for key, values in rows.items()}
        self._missing(table, new, found)
        return human


def _parts(items: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
