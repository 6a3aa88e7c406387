"""What a learner has passed, read from their notebooks: no server, no database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlcourse.lab import workspace
from dlcourse.lab.errors import CourseError
from dlcourse.lab.files import read
from dlcourse.lab.notebook import Cell, NotANotebookError, Notebook, grading, parse, text
from dlcourse.verdict_record import fingerprint_in, records

STUB = "*Write your answer here.*"
BAR = 20  # characters
TEST = "test_"


@dataclass(frozen=True)
class ExerciseProgress:
    """One graded cell: a function that is checked, or a question that is answered in words."""

    name: str
    points: float
    done: bool  # passed, or answered
    written: bool = False
    changed: bool = False  # the answer is another one than the one that passed


@dataclass(frozen=True)
class Chapter:
    """What one notebook holds; `problem` says why it could not be read."""

    name: str
    exercises: tuple[ExerciseProgress, ...] = ()
    problem: str = ""

    @property
    def checked(self) -> list[ExerciseProgress]:
        """The exercises that a check judges."""
        return [e for e in self.exercises if not e.written]

    @property
    def written(self) -> list[ExerciseProgress]:
        """The questions that a person reads."""
        return [e for e in self.exercises if e.written]


def chapters(folder: Path) -> list[Chapter]:
    """What the learner has done in each chapter of a workspace."""
    return [_chapter(folder / name / f"{name}.ipynb") for name in workspace.chapters(folder)]


def _chapter(path: Path) -> Chapter:
    try:
        data = read(path)
        if data is None:
            return Chapter(path.stem, problem=f"no {path.name}: `dlcourse reset {path.stem}` brings it back")
        return Chapter(path.stem, tuple(exercises(parse(data))))
    except NotANotebookError:
        return Chapter(path.stem, problem="cannot be read as a notebook: `dlcourse doctor` says what to do")
    except CourseError as e:
        return Chapter(path.stem, problem=str(e))


def exercises(notebook: Notebook) -> list[ExerciseProgress]:
    """The exercises of a notebook, in its order."""
    answers = {grading(c).get("grade_id"): c for c in notebook["cells"] if grading(c).get("solution")}
    return [_exercise(c, answers) for c in notebook["cells"] if grading(c).get("grade")]


def _exercise(cell: Cell, answers: dict[Any, Cell]) -> ExerciseProgress:
    meta = grading(cell)
    points = float(meta.get("points") or 0)
    if meta.get("solution"):
        answered = bool(text(cell).replace(STUB, "").strip())
        return ExerciseProgress(str(meta.get("grade_id")), points, answered, written=True)
    name = str(meta.get("grade_id")).removeprefix(TEST)
    verdicts = [v for v in records(cell.get("outputs", [])) if v.get("exercise") == name]
    passed = bool(verdicts) and all(v.get("passed") is True for v in verdicts)
    passing = {v["source"] for v in verdicts if v.get("source")}
    now = fingerprint_in(text(answers[name]), name) if name in answers else None
    return ExerciseProgress(name, points, passed, changed=passed and bool(passing) and now not in passing)


def table(found: list[Chapter]) -> str:
    """The progress of all chapters as text: a line and a bar for each, and what is worth a second look."""
    width = max((len(c.name) for c in found), default=0)
    lines = [f"{c.name:<{width}}  {_row(c)}" for c in found]
    changed = [
        f"{c.name}: {e.name} passed, but changed since: run its check again."
        for c in found
        for e in c.exercises
        if e.changed
    ]
    return "\n".join([*lines, *changed])


def _row(chapter: Chapter) -> str:
    if chapter.problem:
        return chapter.problem
    if not chapter.exercises:
        return "nothing to hand in"
    passed = [e for e in chapter.checked if e.done]
    done, total = len(passed), len(chapter.checked)
    points, maximum = (sum(e.points for e in some) for some in (passed, chapter.checked))
    row = f"{_bar(done, total)}  {done} of {total} passed"
    if maximum:
        row += f"  {points:g} of {maximum:g} points"
    if chapter.written:
        answered = sum(e.done for e in chapter.written)
        row += f"  {answered} of {len(chapter.written)} written questions answered"
    return row


def _bar(done: int, total: int) -> str:
    full = BAR * done // total if total else 0
    return f"[{'#' * full}{'.' * (BAR - full)}]"
