"""A gradebook with one assignment, copied for each test."""

import datetime as dt
import os
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.nbgrader.gradebook import Entry

DUE = dt.datetime(2026, 1, 10)  # noqa: DTZ001  nbgrader's dates have no zone


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A gradebook with one assignment of one notebook, with a test and a question."""
    file = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(Path(sys.executable).parent), os.pathsep)  # nbgrader calls its database tool by name
        with Gradebook(f"sqlite:///{file}") as book:
            book.add_assignment("a", duedate=DUE)
            book.add_notebook("n", "a")
            book.add_grade_cell("test_f", "n", "a", max_score=8, cell_type="code")
            book.add_grade_cell("why", "n", "a", max_score=4, cell_type="markdown")
            book.add_solution_cell("why", "n", "a")
    return file


@pytest.fixture
def url(template, tmp_path):
    """The address of a copy of the gradebook."""
    return f"sqlite:///{shutil.copy(template, tmp_path)}"


def entry(student="ada", score=5.0, timestamp=None):
    return Entry(student, "n", {"test_f": score, "why": None}, {"why": "No answer."}, timestamp)
