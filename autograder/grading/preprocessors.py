"""Our grader in nbgrader's own `autograde`, and so behind formgrader's button; see nbgrader_config.py.

nbgrader converts each notebook twice.  In the first pass `Grade` puts the graded notebook in the place of the submitted
one; in the second `Save` writes scores and hints into the gradebook.
"""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading import feedback
from autograder.grading.assignment import Assignment, AssignmentError
from autograder.grading.batch import entry, judged, record
from autograder.grading.course import Course
from autograder.grading.result import Result
from autograder.nbgrader.gradebook import Entry, write
from autograder.sandbox.sandbox import Sandbox


class Grading:
    """What one run of nbgrader's autograde grades with: its converter has it, and it ends with the converter."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.entries: dict[tuple[str, str, str], Entry] = {}  # by assignment, student, notebook; for the second pass
        self.name, self.assignments = "", list[Assignment]()
        self.sandbox: Sandbox | None = None

    @classmethod
    def of(cls, converter: Any) -> Grading:
        """That of this converter, made when it is asked for first."""
        if not hasattr(converter, "autograder"):
            converter.autograder = cls(Course.at(Path(converter.coursedir.root)))
            weakref.finalize(converter, converter.autograder.close)
        found: Grading = converter.autograder
        return found

    def grade(self, name: str, student: str, notebook: str) -> Result:
        """The result of one notebook.  The sandbox of an assignment is kept from one submission to the next."""
        if self.sandbox is None or self.name != name:
            self.close()
            self.assignments = self.course.assignments(name)
            self.name, self.sandbox = name, self.course.sandbox(self.assignments)
        assignment = next((a for a in self.assignments if a.notebook == notebook), None)
        if assignment is None:
            folder = self.course.folder("source") / name
            raise AssignmentError(f"{name} has no notebook {notebook}: look into {folder}.")
        result = judged(self.sandbox, self.course, assignment, student)
        self.entries[name, student, notebook] = entry(student, result, None)
        record(self.course, student, name, {notebook: result})
        return result

    def close(self) -> None:
        """End the sandbox."""
        if self.sandbox is not None:
            self.sandbox.close()
            self.sandbox = None


class Grade(NbGraderPreprocessor):  # type: ignore[misc]
    """Reads the file that was handed in, grades it in the sandbox, and gives the graded notebook."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:  # noqa: ARG002
        """The graded notebook in place of `nb`."""
        about = resources["nbgrader"]
        grading = Grading.of(self.parent.parent)
        result = grading.grade(about["assignment"], about["student"], about["notebook"])
        return nbformat.from_dict(feedback.notebook(result, grading.course.limits)), resources


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
        grading = Grading.of(self.parent.parent)
        found = grading.entries.pop((about["assignment"], about["student"], about["notebook"]))
        write(about["db_url"], grading.course.setting("course_id", ""), about["assignment"], [found])
        return nb, resources
