"""Submissions that nobody handed in: the course's own answers, and a notebook in which nothing was done."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from autograder.grading.assignment import Assignment, GradedCell
from autograder.grading.matching import Matching
from autograder.grading.submission import Cell, Submission
from autograder.notebooks import markers

MARKS = re.compile(f"{markers.BEGIN_HIDDEN}|{markers.END_HIDDEN}")  # without which nothing is hidden from an instructor


def reference(assignment: Assignment) -> Matching:
    """The course's own answers, handed in."""
    return _handed_in(assignment, lambda cell: cell.source)


def untouched(assignment: Assignment) -> Matching:
    """The notebook as it is given out, handed in."""
    return _handed_in(assignment, lambda cell: cell.released)


def plain_part(assignment: Assignment) -> Assignment:
    """That part of an assignment which plain tests grade."""
    return replace(assignment, cells=tuple(c for c in assignment.cells if not getattr(c, "exercise", None)))


def _handed_in(assignment: Assignment, text: Callable[[GradedCell], str]) -> Matching:
    shown = [replace(c, source=MARKS.sub("#", c.source)) if isinstance(c, GradedCell) else c for c in assignment.cells]
    cells = [Cell(c.kind, text(c), grade_id=c.id) if isinstance(c, GradedCell) else c for c in shown]
    return Matching(replace(assignment, cells=tuple(shown)), Submission(tuple(cells)))
