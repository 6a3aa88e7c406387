"""An assignment as its instructor wrote it: which cells are graded, for how many points, and how.

This alone decides.  Nothing that a submission says of itself, in metadata or by what it lacks, changes any of it.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from autograder import exercises
from autograder.errors import AutograderError
from autograder.exercise import Exercise
from autograder.grading.submission import Cell
from autograder.notebooks import markers
from autograder.runner import names

MAX_KEPT = 10_000  # characters of a text that is normalized once for all submissions: a long one is no cell of a course
CODE_STUB, TEXT_STUB = "# YOUR CODE HERE\nraise NotImplementedError()", "YOUR ANSWER HERE"  # nbgrader's own


class AssignmentError(AutograderError, ValueError):
    """An assignment that cannot be graded, and what its instructor should do."""


class Way(Enum):
    """How a plain test is judged: the strictest way comes first."""

    STRICT = auto()  # outside, and right whether or not what a call changes of its arguments is changed outside as well
    CHANGING = auto()  # outside, where it is changed as well
    INSIDE = auto()  # in the student's process


@dataclass(frozen=True)
class GradedCell:
    """A cell of the instructor's that is worth points, or in which an answer is written."""

    id: str
    kind: str  # code or markdown
    source: str  # as the instructor has it
    released: str  # as the students got it
    points: float = 0.0
    grade: bool = False
    solution: bool = False
    task: bool = False
    exercise: Exercise | None = None

    @property
    def counts(self) -> bool:
        """Whether there are points for it."""
        return self.grade or self.task

    @property
    def test(self) -> bool:
        """Whether a program grades it."""
        return self.grade and not self.solution and self.kind == "code"

    @property
    def manual(self) -> bool:
        """Whether a human grades it."""
        return self.task or (self.grade and not self.test)


@dataclass(frozen=True)
class Assignment:
    """One notebook of the instructor's."""

    name: str  # of the assignment
    notebook: str  # of the file, without .ipynb
    cells: tuple[Cell | GradedCell, ...]
    absent: tuple[str, ...] = ()  # modules of the course that hold its answers, or later ones
    files: tuple[Path, ...] = ()  # what lies beside the notebook

    @cached_property
    def graded(self) -> dict[str, GradedCell]:
        """The graded and answer cells, by their ids."""
        return {cell.id: cell for cell in self.cells if isinstance(cell, GradedCell)}

    @cached_property
    def tests(self) -> dict[str, GradedCell]:
        """The cells that a program grades."""
        return {name: cell for name, cell in self.graded.items() if cell.test}

    @cached_property
    def plain(self) -> dict[str, GradedCell]:
        """The tests whose own code decides, and no exercise."""
        return {name: test for name, test in self.tests.items() if test.exercise is None}

    @cached_property
    def ways(self) -> dict[str, dict[str, Way]]:
        """How these tests are judged, by the sandbox's mode, as the grader found out once for all submissions."""
        return {}

    @cached_property
    def course(self) -> dict[str, str]:
        """The instructor's own code cells, neither test nor answer, by their text."""
        cells = [c for c in self.cells if isinstance(c, Cell) and c.kind == "code"]
        cells += [Cell("code", c.source) for c in self.graded.values() if c.kind == "code" and _only_locked(c)]
        return {normal(cell.source): cell.source for cell in cells if cell.source.strip()}

    @cached_property
    def preload(self) -> tuple[str, ...]:
        """The modules that a right answer or a test needs, to be imported once for all."""
        answers = [c.source for c in self.graded.values() if c.solution and c.kind == "code"]
        answers += [test.source for test in self.plain.values()]
        course = list(self.course.values())
        run = names.needed(map(names.names, answers), list(map(names.names, course)))
        sources = answers + [source for source, needed in zip(course, run, strict=True) if needed]
        found = [module for source in sources for module in _imports(source)]
        return tuple(m for m in dict.fromkeys(["numpy", *found]) if m.partition(".")[0] != "autograder")


def _only_locked(cell: GradedCell) -> bool:
    return not (cell.grade or cell.solution or cell.task)


def normal(source: str) -> str:
    """`source` without the blanks that an editor adds or takes away."""
    return _kept_normal(source) if len(source) <= MAX_KEPT else _normal(source)


def _normal(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


_kept_normal = lru_cache(maxsize=1024)(_normal)


def _imports(source: str) -> list[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return []
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def load(chapters: Path, name: str, config: Mapping[str, Any] | None = None) -> list[Assignment]:
    """The notebooks of assignment `name` below `chapters`; `config` is nbgrader's, for what a release leaves blank."""
    folder = (chapters / name).resolve()  # tests run in folders of their own
    paths = sorted(folder.glob("*.ipynb"))
    if not paths:
        known = ", ".join(sorted(p.parent.name for p in chapters.glob("*/*.ipynb"))) or "none"
        raise AssignmentError(f"There is no assignment {name} in {chapters}: there are {known}.")
    stubs = _stubs(config or {})
    files = tuple(p for p in sorted(folder.iterdir()) if p.is_file() and p.suffix != ".ipynb")
    absent, own = _absent(chapters, name), folder.parents[1] / exercises.FOLDER
    found = []
    for path in paths:
        cells = tuple(_cell(cell, stubs, own) for cell in _notebook(path)["cells"])
        found.append(_with_modules(Assignment(name, path.stem, cells, absent, files)))
    return found


def _notebook(path: Path) -> markers.Notebook:
    try:
        return markers.read(path)
    except markers.NotebookError as e:
        raise AssignmentError(str(e)) from e


def _stubs(config: Mapping[str, Any]) -> tuple[str, str]:
    clear = config.get("ClearSolutions", {})
    return clear.get("code_stub", {}).get("python", CODE_STUB), clear.get("text_stub", TEXT_STUB)


def _cell(cell: dict[str, Any], stubs: tuple[str, str], own: Path) -> Cell | GradedCell:
    """A cell of a notebook; `own` is the folder of the course's own exercises, if it has any."""
    source, about, kind = markers.source(cell), markers.about(cell), cell["cell_type"]
    if not about.get("grade_id") or not any(about.get(k) for k in ("grade", "solution", "task", "locked")):
        return Cell(kind, source, cell.get("id", ""))
    graded = GradedCell(
        str(about["grade_id"]),
        kind,
        source,
        _released(source, kind, stubs, solution=bool(about.get("solution"))),
        float(about.get("points") or 0),
        bool(about.get("grade")),
        bool(about.get("solution")),
        bool(about.get("task")),
    )
    return replace(graded, exercise=_exercise(graded, own)) if graded.test else graded


def _released(source: str, kind: str, stubs: tuple[str, str], *, solution: bool) -> str:
    """What nbgrader's release makes of a cell."""
    stub = stubs[0] if kind == "code" else stubs[1]
    text = markers.HIDDEN.sub("", source).rstrip("\n")
    cleared = markers.SOLUTION.sub(lambda m: "\n".join(m["indent"] + line for line in stub.split("\n")), text)
    return stub if solution and cleared == text else cleared


def _exercise(cell: GradedCell, own: Path) -> Exercise | None:
    """The exercise that the cell `test_<name>` grades by `check(<name>)`; None where the cell's own code does."""
    try:
        name = markers.checked(cell.id, cell.source)
        return exercises.find(name, own) if name else None
    except exercises.UnknownExerciseError:
        return None


def _absent(chapters: Path, name: str) -> tuple[str, ...]:
    """The modules of this chapter and of all later ones."""
    return tuple(sorted({p.name.partition("_")[2] for p in chapters.iterdir() if p.is_dir() and p.name >= name}))


def _with_modules(assignment: Assignment) -> Assignment:
    """`assignment`, with the modules that hold a reference of its exercises among the absent ones."""
    holders = [t.exercise.reference.__module__ for t in assignment.tests.values() if t.exercise]
    modules = {m.partition(".")[2].partition(".")[0] for m in holders if m.startswith("dlcourse.")}
    return replace(assignment, absent=tuple(sorted({*assignment.absent, *modules})))
