"""Grading one assignment for many students, and writing what nbgrader needs to go on from there."""

from __future__ import annotations

import datetime as dt
import json
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder import graded, matching
from autograder.assignment import Assignment, AssignmentError
from autograder.course import Course
from autograder.grade import Result, grade, refusal
from autograder.gradebook import Entry, penalize, write
from autograder.limits import Limits
from autograder.sandbox import SandboxError, Zygote
from autograder.submission import Submission, SubmissionError, read

RECORD = "grading"  # one line of JSON for each submission graded, in a file for each assignment


@dataclass(frozen=True)
class Graded:
    """One student's submission of an assignment, graded."""

    student: str
    results: Mapping[str, Result]  # by notebook
    entries: Sequence[Entry]

    @property
    def points(self) -> float:
        """The points that a program gave."""
        return sum(score.points for result in self.results.values() for score in result.scores.values())


def grade_assignment(  # noqa: PLR0913  the command's options, by name
    course: Course,
    name: str,
    students: Sequence[str] = (),
    *,
    unsafe: bool = False,
    limits: Limits | None = None,
    report: Callable[[Graded], None] = lambda _: None,
) -> list[Graded]:
    """Grade the submissions of assignment `name` (of `students`, or all), and write all that nbgrader needs."""
    assignments, done = course.assignments(name), []
    if odd := [student for student in course.students(name) if not student.isprintable()]:
        raise AssignmentError(f"{odd[0]!a} in {course.folder('submitted')} is no student's name: rename this folder.")
    unknown = sorted(set(students) - set(course.students(name)))
    if unknown:
        raise AssignmentError(
            f"{', '.join(unknown)} handed in nothing for {name}: look into {course.folder('submitted')}."
        )
    zygote = course.sandbox(assignments, unsafe=unsafe, limits=limits)
    try:
        for student in students or course.students(name):
            one = grade_student(zygote, course, assignments, student)
            done.append(one)
            report(one)
    finally:
        zygote.close()
        zygote.stage.remove()
    entries = [entry for one in done for entry in one.entries]
    write(course.database, course.setting("course_id", ""), name, entries)
    penalize(course.database, course.config, name, entries)
    return done


def grade_student(zygote: Zygote, course: Course, assignments: Sequence[Assignment], student: str) -> Graded:
    """One student's result: whatever they handed in, it is a result, and a reason where there are no points."""
    results, entries = {}, []
    when = _timestamp(course, student, assignments[0].name)
    for assignment in assignments:
        submission = Submission(())
        try:
            submission = read(course.folder("submitted"), student, assignment.name, f"{assignment.notebook}.ipynb")
            result = grade(zygote, assignment, submission, course.secret)
        except SubmissionError as e:
            result = refusal(assignment, zygote.mode, str(e))
        except SandboxError:
            raise
        except Exception as e:  # a mistake of ours must not cost the class its results
            traceback.print_exc()
            result = refusal(assignment, zygote.mode, f"The grader failed ({type(e).__name__}): tell its authors.")
        results[assignment.notebook] = result
        entries.append(entry(student, assignment, submission, result, when[1]))
        made = graded.notebook(assignment, submission, result, zygote.limits)
        text = json.dumps(made, ensure_ascii=False) + "\n"  # an indent would have it written by slow Python code
        _replace(_place(course, student, assignment.name) / f"{assignment.notebook}.ipynb", text)
    _write_timestamp(course, student, assignments[0].name, when[0])
    _record(course, student, assignments[0].name, results)
    return Graded(student, results, entries)


def entry(
    student: str, assignment: Assignment, submission: Submission, result: Result, when: dt.datetime | None
) -> Entry:
    """What the gradebook is to hold of one result."""
    places = matching.find(assignment, submission)
    scores: dict[str, float | None] = {name: score.points for name, score in result.scores.items()}
    comments: dict[str, str | None] = {}
    for cell in assignment.graded.values():
        place = places.get(cell.id)
        untouched = matching.untouched(cell, None if place is None else submission.cells[place])
        if cell.manual:
            scores[cell.id] = 0.0 if untouched and not cell.task else None
        if cell.solution or cell.task:
            said = "" if cell.manual else _hint(assignment, cell.id, result)
            comments[cell.id] = "No response." if untouched and not cell.task else graded.harmless(said) or None
        if result.refused:
            comments[cell.id] = graded.harmless(result.refused)
    return Entry(student, assignment.notebook, scores, comments, when)


def _hint(assignment: Assignment, answer: str, result: Result) -> str:
    score = result.scores.get(f"test_{answer}")
    return score.said if score and score.failed and f"test_{answer}" in assignment.tests else ""


def _timestamp(course: Course, student: str, name: str) -> tuple[str, dt.datetime | None]:
    """The time the collector noted, if it noted one."""
    path = course.folder("submitted") / student / name / "timestamp.txt"
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 100:  # noqa: PLR2004
            return "", None
        text = path.read_text().strip()
        when = dt.datetime.fromisoformat(text.removesuffix(" UTC"))
        return text, when.astimezone(dt.UTC).replace(tzinfo=None) if when.tzinfo else when
    except (ValueError, OverflowError, OSError):  # a year 0 overflows in another zone
        return "", None


def _place(course: Course, student: str, name: str) -> Path:
    folder = course.folder("autograded") / student / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _replace(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o444)
    new.replace(path)


def _write_timestamp(course: Course, student: str, name: str, text: str) -> None:
    # Where the two differ, formgrader says that the submission needs autograding.
    path = _place(course, student, name) / "timestamp.txt"
    if text:
        _replace(path, text + "\n")
    else:
        path.unlink(missing_ok=True)


def _record(course: Course, student: str, name: str, results: Mapping[str, Result]) -> None:
    """Add a line to the record of this assignment: what was found, in which sandbox, and in what time."""
    path = course.root / RECORD / f"{name}.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for line in _lines(student, results):
            file.write(json.dumps(line) + "\n")


def _lines(student: str, results: Mapping[str, Result]) -> Iterator[dict[str, Any]]:
    for notebook, result in results.items():
        yield {
            "student": student,
            "notebook": notebook,
            "mode": result.mode,
            "hash": result.hash,
            "refused": result.refused,
            "seconds": round(result.seconds, 4),
            "scores": {
                k: {f: v for f, v in asdict(s).items() if f in ("points", "most", "said")}
                for k, s in result.scores.items()
            },
        }
