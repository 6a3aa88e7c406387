"""What `nbgrader export` writes: nbgrader's own table, which a spreadsheet reads as the text that it is.

nbgrader writes names as they are: one with a comma shifts the columns behind it, and one such as `=HYPERLINK(...)`,
which a student may choose for a folder, is a formula to the program that opens the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin

NAME = "grades.csv"
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a cell begins with that a spreadsheet computes
COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


class Export(ExportPlugin):  # type: ignore[misc]
    """The columns and rows of nbgrader's own export, with every text quoted and none a formula."""

    def export(self, gradebook: Any) -> None:
        """Write the file that `--to` names."""
        path = Path(self.to or NAME)
        self.log.info("Exporting grades to %s", path)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([as_text(row[name]) for name in COLUMNS] for row in self._rows(gradebook))

    def _rows(self, gradebook: Any) -> Iterator[dict[str, Any]]:
        only, whom = {str(name) for name in self.assignment}, {str(name) for name in self.student}
        students = [s for s in gradebook.students if not whom or s.id in whom]
        for assignment in gradebook.assignments:
            if not only or assignment.name in only:
                handed_in = {s.student_id: s for s in gradebook.assignment_submissions(assignment.name)}
                yield from (_row(assignment, student, handed_in.get(student.id)) for student in students)


def _row(assignment: Any, student: Any, submission: Any) -> dict[str, Any]:
    penalty, raw = (submission.late_submission_penalty, submission.score) if submission else (0.0, 0.0)
    return {
        "assignment": assignment.name,
        "duedate": assignment.duedate,
        "timestamp": submission and submission.timestamp,
        "student_id": student.id,
        "last_name": student.last_name,
        "first_name": student.first_name,
        "email": student.email,
        "raw_score": raw,
        "late_submission_penalty": penalty,
        "score": max(0.0, raw - penalty),
        "max_score": assignment.max_score,
    }


def as_text(value: Any) -> str:
    """A cell: a number as it is, and of a text that would be a formula the text, behind an apostrophe."""
    if value is None:
        return ""
    text = str(value)
    formula = isinstance(value, str) and text.lstrip(" ").startswith(FORMULA)
    return f"'{text}" if formula else text
