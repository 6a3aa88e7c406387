"""What late submissions lose, by nbgrader's own plugin, for a whole class in one transaction."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.nbgrader.gradebook import Entry, GradebookError, opened


def apply_late_penalties(
    root: Path, url: str, config: Mapping[str, Any], assignment: str, entries: Sequence[Entry]
) -> None:
    """Set what late submissions lose by nbgrader's plugin, where the assignment has a due date, in one transaction.

    `root` is the course's folder, where a plugin of the instructor's lies.  Raises GradebookError.
    """
    from nbgrader.preprocessors import AssignLatePenalties
    from traitlets.config import Config

    graded = {(entry.student, entry.notebook) for entry in entries}
    with opened(url, "", assignment) as (book, known):
        late = [row for row in _late(book.db, known) if (row.student.id, row.name) in graded]
        if not late:
            return
        sys.path.append(str(root))  # as nbgrader's commands do
        try:
            penalties = AssignLatePenalties(config=Config(config))
            penalties.init_plugin()
            for row in late:
                row.late_submission_penalty = _penalty(penalties.plugin_inst, row)
        except Exception as e:  # a plugin is a program, and may fail in any way
            raise GradebookError(
                f"The points are in the gradebook, but what late submissions lose is not ({type(e).__name__}: {e}): "
                "look at c.AssignLatePenalties in nbgrader_config.py, and grade again."
            ) from e
        finally:
            sys.path.remove(str(root))
        book.db.commit()


def _late(db: Any, assignment: Any) -> list[Any]:
    """The notebooks handed in late, and those that lost something for it by a due date that was another then."""
    from nbgrader.api import SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import false, or_
    from sqlalchemy.orm import contains_eager

    late = SubmittedAssignment.timestamp > assignment.duedate if assignment.duedate else false()
    query = db.query(SubmittedNotebook).join(SubmittedNotebook.assignment)
    query = query.options(contains_eager(SubmittedNotebook.assignment))
    query = query.filter(
        SubmittedAssignment.assignment_id == assignment.id,
        or_(late, SubmittedNotebook.late_submission_penalty.isnot(None)),
    )
    return list(query)


def _penalty(plugin: Any, notebook: Any) -> float | None:
    """What a notebook loses: as nbgrader, nothing below 0, and no more than it has."""
    seconds, score = notebook.assignment.total_seconds_late, notebook.score
    found = plugin.late_submission_penalty(notebook.student.id, score, seconds) if seconds > 0 else None
    return None if found is None else min(max(found, 0), score)
