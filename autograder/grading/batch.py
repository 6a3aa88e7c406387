"""Grading one assignment for many students, and writing what nbgrader needs to go on from there."""

from __future__ import annotations

import datetime as dt
import json
import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder.grading import feedback
from autograder.grading.assignment import Assignment, AssignmentError
from autograder.grading.course import Course
from autograder.grading.grader import grade
from autograder.grading.harmless import sanitize_markdown
from autograder.grading.matching import Matching
from autograder.grading.result import Result, refusal
from autograder.grading.submission import SubmissionError, read
from autograder.nbgrader import collected
from autograder.nbgrader.gradebook import Entry, verify_points, write
from autograder.nbgrader.late import apply_late_penalties
from autograder.notebooks import markers
from autograder.sandbox.limits import Limits
from autograder.sandbox.sandbox import Sandbox, SandboxError
from dlcourse import files

RECORD = "grading"  # one line of JSON for each submission graded, in a file for each assignment


@dataclass(frozen=True)
class GradedSubmission:
    """One student's submission of an assignment, graded."""

    student: str
    results: Mapping[str, Result]  # by notebook
    entries: Sequence[Entry]
    problem: str = ""  # with what the student handed in besides

    @property
    def points(self) -> float:
        """The points that a program gave."""
        return sum(score.points for result in self.results.values() for score in result.scores.values())


def grade_assignment(
    course: Course,
    name: str,
    students: Sequence[str] = (),
    *,
    unsafe: bool = False,
    report: Callable[[GradedSubmission], None] = lambda _: None,
) -> list[GradedSubmission]:
    """Grade the submissions of assignment `name` (of `students`, or all), and write all that nbgrader needs.

    Where something ends it before the last one, what was graded until then is written.
    """
    assignments, done = course.assignments(name), []
    chosen = _chosen(course, name, students)
    points = {(a.notebook, cell.id): cell.points for a in assignments for cell in a.graded.values() if cell.counts}
    verify_points(course.database, course.setting("course_id", ""), name, points)  # not after an hour of grading
    sandbox = course.sandbox(assignments, unsafe=unsafe)
    try:
        for student in chosen:
            one = grade_student(sandbox, course, assignments, student)
            done.append(one)
            report(one)
    finally:
        sandbox.close()
        if done:
            _write(course, name, [entry for one in done for entry in one.entries])
    return done


def _chosen(course: Course, name: str, students: Sequence[str]) -> list[str]:
    """Those of `students` who handed something in, each once; all of them where none is named."""
    known, folder = course.students(name), course.folder("submitted")
    unknown = sorted(set(students) - set(known))
    if unknown:
        raise AssignmentError(f"{', '.join(unknown)} handed in nothing for {name}: look into {folder}.")
    if not known:
        raise AssignmentError(f"Nobody handed in anything for {name}: put it into {folder / 'STUDENT' / name}.")
    return list(dict.fromkeys(students)) or known


def _write(course: Course, name: str, entries: Sequence[Entry]) -> None:
    write(course.database, course.setting("course_id", ""), name, entries)
    apply_late_penalties(course.root, course.database, course.config, name, entries)


def grade_student(
    sandbox: Sandbox, course: Course, assignments: Sequence[Assignment], student: str
) -> GradedSubmission:
    """One student's result: whatever they handed in, it is a result, and a reason where there are no points."""
    results, entries = {}, []
    name = assignments[0].name
    beside = collected.read(course.folder("submitted") / student / name)
    for assignment in assignments:
        try:
            result = judged(sandbox, course, assignment, student)
            noted, page = _to_write(sandbox, course, student, result, beside.when)
        except SandboxError:
            raise
        except Exception as e:  # a mistake of ours must not cost the class its results
            traceback.print_exc()
            result = refusal(assignment, sandbox.mode, f"The grader failed ({type(e).__name__}): tell its authors.")
            noted, page = _to_write(sandbox, course, student, result, beside.when)
        results[assignment.notebook] = result
        entries.append(noted)
        _replace(_page(course, student, assignment), page)
    beside.write(_place(course, student, name))
    record(course, student, name, results)
    return GradedSubmission(student, results, entries, beside.problem)


def _to_write(
    sandbox: Sandbox, course: Course, student: str, result: Result, when: dt.datetime | None
) -> tuple[Entry, bytes]:
    """What the gradebook is to hold of a result, and the notebook that tells it."""
    made = feedback.notebook(result, sandbox.limits)
    text = json.dumps(made, ensure_ascii=False) + "\n"  # an indent would have it written by slow Python code
    changed = _changed(result.matching.assignment, _page(course, student, result.matching.assignment), made)
    return replace(entry(student, result, when), changed=changed), text.encode()


def _page(course: Course, student: str, assignment: Assignment) -> Path:
    return _place(course, student, assignment.name) / f"{assignment.notebook}.ipynb"


def _changed(assignment: Assignment, page: Path, made: markers.Notebook) -> frozenset[str] | None:
    """The cells with another answer than in the page of the last time; None where there is none."""
    try:
        before = _answers(markers.read(page))
    except markers.NotebookError:
        return None
    now = _answers(made)
    changed = {name for name in now if now[name] != before.get(name)}
    code = {cell.id for cell in assignment.graded.values() if cell.solution and cell.kind == "code"}
    for test in assignment.tests:
        own = {test.removeprefix("test_")} & code
        changed |= {test} if (own or code) & changed else set()
    return frozenset(changed)


def _answers(page: markers.Notebook) -> dict[str, str]:
    cells = [(markers.about(cell), markers.source(cell)) for cell in page["cells"]]
    return {about["grade_id"]: source for about, source in cells if about.get("solution") or about.get("task")}


def judged(sandbox: Sandbox, course: Course, assignment: Assignment, student: str) -> Result:
    """The result of one notebook of one student's; a refusal where it cannot be read, or is another one."""
    with warnings.catch_warnings():
        # NumPy's, of numbers that a student's functions gave: the verdict speaks of them, and to the student.
        warnings.simplefilter("ignore", RuntimeWarning)
        return _judged(sandbox, course, assignment, student)


def _judged(sandbox: Sandbox, course: Course, assignment: Assignment, student: str) -> Result:
    try:
        found = read(course.folder("submitted"), student, assignment.name, f"{assignment.notebook}.ipynb")
    except SubmissionError as e:
        return refusal(assignment, sandbox.mode, str(e))
    matching = Matching(assignment, found)
    if matching.foreign():
        why = f"This is another notebook than {assignment.notebook}, under its name: hand in the right one."
        return refusal(assignment, sandbox.mode, why)
    return grade(sandbox, matching, course.secret, inside=course.inside)


def entry(student: str, result: Result, when: dt.datetime | None) -> Entry:
    """What the gradebook is to hold of one result."""
    assignment = result.matching.assignment
    scores: dict[str, float | None] = {name: score.points for name, score in result.scores.items()}
    comments: dict[str, str | None] = {}
    for cell in assignment.graded.values():
        untouched = result.matching.untouched(cell)
        if cell.manual:
            scores[cell.id] = 0.0 if untouched and not cell.task else None
        if cell.solution or cell.task:
            hint = sanitize_markdown("" if cell.manual else _hint(cell.id, result))
            comments[cell.id] = "No response." if untouched and not cell.task else hint or None
        if result.refused:
            comments[cell.id] = sanitize_markdown(result.refused)
    return Entry(student, assignment.notebook, scores, comments, when)


def _hint(answer: str, result: Result) -> str:
    score = result.scores.get(f"test_{answer}")
    return score.message if score and score.failed else ""


def _place(course: Course, student: str, name: str) -> Path:
    folder = course.folder("autograded") / student / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _replace(path: Path, data: bytes) -> None:
    files.replace(path, data, 0o444)


def record(course: Course, student: str, name: str, results: Mapping[str, Result]) -> None:
    """Add a line to the record of this assignment: what was found, in which sandbox, and in what time."""
    path = course.root / RECORD / f"{name}.jsonl"
    course.keep_private(path)
    files.append(path, "".join(json.dumps(line) + "\n" for line in _lines(student, results, course.limits)).encode())


def _lines(student: str, results: Mapping[str, Result], limits: Limits) -> Iterator[dict[str, Any]]:
    for notebook, result in results.items():
        yield {
            "student": student,
            "notebook": notebook,
            "mode": result.mode,
            "hash": result.hash,
            "refused": result.refused,
            "seconds": round(result.seconds, 4),
            "limit": limits.submission,
            "scores": {
                k: {f: v for f, v in asdict(s).items() if f in ("points", "max_points", "message", "inside")}
                for k, s in result.scores.items()
            },
        }
