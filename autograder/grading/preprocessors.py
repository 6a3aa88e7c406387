"""Our grader in nbgrader's own `autograde`, and so behind formgrader's button; see nbgrader_config.py.

nbgrader converts each notebook twice.  In the first pass `Grade` puts the graded notebook in the place of the submitted
one; in the second `Save` writes scores and hints into the gradebook.
"""

from __future__ import annotations

import atexit
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading import feedback
from autograder.grading.assignment import Assignment, AssignmentError
from autograder.grading.batch import entry, judged
from autograder.grading.course import Course
from autograder.nbgrader.gradebook import Entry, write
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Zygote

Key = tuple[str, str, int, Limits]  # a course, an assignment, when it was last changed, and the course's limits
_warm: dict[Key, tuple[list[Assignment], Zygote]] = {}
_entries: dict[tuple[str, str, str], Entry] = {}  # by assignment, student, notebook; from the first pass to the second


def _close() -> None:
    for _, zygote in _warm.values():
        zygote.close()
    _warm.clear()


atexit.register(_close)


def _sandbox(course: Course, name: str) -> tuple[list[Assignment], Zygote]:
    """The notebooks of an assignment and their sandbox, kept from one submission to the next."""
    sources = (course.folder("source") / name).glob("*")
    key = (str(course.root), name, max((p.stat().st_mtime_ns for p in sources), default=0), course.limits)
    if key not in _warm:
        _close()
        assignments = course.assignments(name)
        _warm[key] = assignments, course.sandbox(assignments)
    return _warm[key]


class Grade(NbGraderPreprocessor):  # type: ignore[misc]
    """Reads the file that was handed in, grades it in the sandbox, and gives the graded notebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:  # noqa: ARG002
        """The graded notebook in place of `nb`."""
        about = resources["nbgrader"]
        name, student, notebook = about["assignment"], about["student"], about["notebook"]
        course = Course.at(Path(self.parent.parent.coursedir.root))
        assignments, zygote = _sandbox(course, name)
        assignment = next((a for a in assignments if a.notebook == notebook), None)
        if assignment is None:
            raise AssignmentError(f"{name} has no notebook {notebook}: look into {course.folder('source') / name}.")
        submission, result = judged(zygote, course, assignment, student)
        _entries[name, student, notebook] = entry(student, assignment, submission, result, None)
        made = feedback.notebook(assignment, submission, result, zygote.limits)
        return nbformat.from_dict(made), resources


class Reader(NotebookExporter):  # type: ignore[misc]
    """Leaves the reading of what was handed in to `Grade`; nbgrader ends in a traceback where that is no notebook."""

    def from_file(self, file_stream: Any, resources: Any = None, **options: Any) -> Any:
        """The conversion of the notebook in `file_stream`; of an empty one, where `Grade` puts another in its place."""
        if any(isinstance(one, Grade) for one in self._preprocessors):
            return self.from_notebook_node(new_notebook(), resources, **options)
        return super().from_file(file_stream, resources, **options)


class Save(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes what `Grade` found into the gradebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """`nb` as it is."""
        about = resources["nbgrader"]
        found = _entries.pop((about["assignment"], about["student"], about["notebook"]))
        course = Course.at(Path(self.parent.parent.coursedir.root))
        write(about["db_url"], course.setting("course_id", ""), about["assignment"], [found])
        return nb, resources
