"""An assignment made of cells, its sandbox, and nbgrader's own commands, for tests that grade something."""

import contextlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from autograder.grading import assignment
from autograder.grading.grader import grade
from autograder.grading.matching import Matching
from autograder.grading.submission import from_notebook
from autograder.sandbox import filesystem
from autograder.sandbox.modes import start
from tests.conftest import ROOT
from tests.hostile import honest

SECRET = b"this term"


def an_assignment(cells=None, exercises=None, absent=("gradient_descent",)):
    """The assignment whose source has these cells; `exercises` {name: exercise} replaces those of the course."""
    stubs = (assignment.CODE_STUB, assignment.TEXT_STUB)
    read = tuple(assignment._cell(cell, stubs, Path("/none")) for cell in cells or honest.source("hush")["cells"])
    found = assignment.Assignment("99_target", "99_target", read, tuple(absent))
    return with_exercises(found, exercises or {})


def with_exercises(found, exercises):
    def changed(cell):
        name = getattr(cell, "id", "").removeprefix("test_")
        return replace(cell, exercise=exercises[name]) if name in exercises and getattr(cell, "grade", False) else cell

    return replace(found, cells=tuple(map(changed, found.cells)))


@contextlib.contextmanager
def sandbox_for(found, **options):
    """The best sandbox there is, for this assignment."""
    with start(filesystem.build(found.absent, found.files), preload=found.preload, **options) as sandbox:
        yield sandbox


def graded(sandbox, found, notebook=None, **changes):
    """The result of a notebook, or of the honest one with `changes`."""
    return grade(sandbox, Matching(found, from_notebook(notebook or honest.submission(**changes))), SECRET)


ONE_PROCESS = """
import shlex, sys
from nbgrader.apps import NbGraderApp
from traitlets.config import Application
for command in sys.argv[1:]:
    NbGraderApp.launch_instance(shlex.split(command))
    type(Application.instance()).clear_instance()
"""


def nbgrader(folder, *commands, **variables):
    """Run these of nbgrader's commands in a course folder, in one process: to import nbgrader takes seconds."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-c", ONE_PROCESS, *commands],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
