"""The learners' versions of the chapters: nbgrader's own generate_assignment, in one process, checked for leaks."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.checking.solution import NOTE, SELF_STUDY
from autograder.errors import AutograderError
from autograder.nbgrader import settings
from autograder.notebooks import markers
from autograder.notebooks.markers import Cell, Notebook

FAILURE = re.compile(r"^[\w.]+(?:Error|Exception|Invalid)\b.*", flags=re.MULTILINE)  # the last line of a traceback
LEAK = re.compile("|".join([*(mark.removeprefix("### ") for mark in markers.MARKS), "hidden=True"]))


class ReleaseError(AutograderError):
    """The release could not be made, or would give something away."""


def assignment_names(source: Path) -> list[str]:
    """The assignments in `source`: its folders of notebooks, in their order.  Raises ReleaseError for none."""
    found = list(dict.fromkeys(path.parent.name for path in sorted(source.glob("*/*.ipynb"))))
    if not found:
        raise ReleaseError(f"There is no assignment in {source}: it should hold folders like 01_gradient_descent.")
    return found


def release(source: Path, destination: Path, *, gradebook: bool = False) -> list[Path]:
    """Make the learners' version of every assignment in `source` below `destination`; returns the notebooks made.

    Raises ReleaseError at the first that cannot be made.
    """
    return [
        path
        for name in assignment_names(source)
        for path in release_one(source, destination, name, gradebook=gradebook)
    ]


def release_one(source: Path, destination: Path, name: str, *, gradebook: bool = False) -> list[Path]:
    """The same for one assignment: a folder of notebooks.

    nbgrader's settings are those of the course, beside `source`.  With `gradebook`, nbgrader also notes the assignment
    and its hidden tests in its gradebook, as grading needs.  Without it the release is for self-study, and a file says
    so to the checks, which then offer worked solutions; `c.Release.solutions` may decide otherwise.
    Raises ReleaseError, and names the cell, where a solution or a hidden test is left in a notebook.
    """
    originals = sorted((source / name).glob("*.ipynb"))
    if not originals:
        raise ReleaseError(
            f"There is no assignment {name} in {source}: there are {', '.join(assignment_names(source))}."
        )
    config = settings.load(source.resolve().parent)
    solutions = settings.switch(config, "Release", "solutions", default=not gradebook)
    _generate(config, source.resolve(), destination.resolve(), name, gradebook=gradebook)
    made = [destination / name / path.name for path in originals]
    for original, notebook in zip(originals, made, strict=True):
        refuse_leaks(markers.read(original), markers.read(notebook), notebook.name)
    if solutions:
        (destination / name / SELF_STUDY).write_text(NOTE, encoding="utf-8")
    return made


def refuse_leaks(original: Notebook, released: Notebook, name: str) -> None:
    """Raise ReleaseError where `released` still holds a marker, or a line, of a solution or a hidden test.

    A line that the cell shows anyway, such as the head of a function, gives nothing away.
    """
    secret = {line for cell in original["cells"] for line in _secrets(cell)}
    shown = {cell.get("id"): _shown(cell) for cell in original["cells"]}
    for cell in released["cells"]:
        source = markers.source(cell)
        lines = set(map(str.strip, source.split("\n"))) - shown.get(cell.get("id"), set())
        if LEAK.search(source) or (_answered(cell) and secret & lines) or cell.get("outputs"):
            raise ReleaseError(f"{name}: cell {cell.get('id')} would give the answer away; the release is not safe.")


def _shown(cell: Cell) -> set[str]:
    """The lines of a cell that a learner is to see: those outside of its regions."""
    visible = markers.SOLUTION.sub("", markers.HIDDEN.sub("", markers.source(cell)))
    return set() if visible == markers.source(cell) else set(map(str.strip, visible.split("\n")))


def _secrets(cell: Cell) -> list[str]:
    """The lines that no learner may find in a graded cell: solution regions, hidden tests, written answers."""
    source = markers.source(cell)
    regions = [*markers.inside(source)]
    if cell["cell_type"] == "markdown" and _answered(cell):
        regions.append(source)
    return [line.strip() for region in regions for line in region.split("\n") if line.strip()]


def _answered(cell: Cell) -> bool:
    kept = markers.about(cell)
    return bool(kept.get("solution") or kept.get("grade"))


def _generate(config: Any, source: Path, destination: Path, chapter: str, *, gradebook: bool) -> None:
    # Imported here: nbgrader takes seconds to import, and a learner's machine may not have it.
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config.CourseDirectory.merge(
        Config(
            root=str(source.parent),
            source_directory=source.name,
            release_directory=str(destination),
            assignment_id=chapter,
        )
    )
    config.GenerateAssignment.no_database = not gradebook
    config.SaveCells.enabled = gradebook
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, force=True)
    converter.log.setLevel(logging.ERROR)
    heard = _Heard()
    converter.log.addHandler(heard)
    try:
        with _commands_beside_python():
            converter.start()
    except NbGraderException as e:
        raise ReleaseError(f"nbgrader could not release {chapter}: {heard.reason or e}") from e
    finally:
        converter.log.removeHandler(heard)


@contextlib.contextmanager
def _commands_beside_python() -> Iterator[None]:
    """Have them on the path: nbgrader makes a new gradebook by the command `alembic`, which may not be there."""
    before = os.environ.get("PATH")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), *os.get_exec_path()])
    try:
        yield
    finally:
        if before is None:
            del os.environ["PATH"]
        else:
            os.environ["PATH"] = before


class _Heard(logging.Handler):
    """Keeps the error that nbgrader logs of a failure; what it raises in the end says no more than to look there."""

    reason = ""

    def emit(self, record: logging.LogRecord) -> None:
        said = record.getMessage()
        if said.startswith("Traceback"):
            self.reason = "".join(FAILURE.findall(said)[-1:])
