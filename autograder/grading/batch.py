"""Grading one assignment for many students, and writing what nbgrader needs to go on from there."""

from __future__ import annotations

import datetime as dt
import json
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.grading import feedback, matching
from autograder.grading.assignment import Assignment, AssignmentError
from autograder.grading.course import Course
from autograder.grading.grader import Result, grade, refusal
from autograder.grading.submission import Submission, SubmissionError, read
from autograder.nbgrader.gradebook import Entry, agree, penalize, write
from autograder.sandbox.sandbox import SandboxError, Zygote
from dlcourse import files

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


def grade_assignment(
    course: Course,
    name: str,
    students: Sequence[str] = (),
    *,
    unsafe: bool = False,
    report: Callable[[Graded], None] = lambda _: None,
) -> list[Graded]:
    """Grade the submissions of assignment `name` (of `students`, or all), and write all that nbgrader needs.

    Where something ends it before the last one, what was graded until then is written.
    """
    assignments, done = course.assignments(name), []
    chosen = _chosen(course, name, students)
    points = {(a.notebook, cell.id): cell.points for a in assignments for cell in a.graded.values() if cell.counts}
    agree(course.database, course.setting("course_id", ""), name, points)  # not after an hour of grading
    zygote = course.sandbox(assignments, unsafe=unsafe)
    try:
        for student in chosen:
            one = grade_student(zygote, course, assignments, student)
            done.append(one)
            report(one)
    finally:
        zygote.close()
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
    penalize(course.root, course.database, course.config, name, entries)


def grade_student(zygote: Zygote, course: Course, assignments: Sequence[Assignment], student: str) -> Graded:
    """One student's result: whatever they handed in, it is a result, and a reason where there are no points."""
    results, entries = {}, []
    when = _timestamp(course, student, assignments[0].name)
    for assignment in assignments:
        try:
            submission, result = judged(zygote, course, assignment, student)
            noted, page = _told(zygote, assignment, student, submission, result, when[1])
        except SandboxError:
            raise
        except Exception as e:  # a mistake of ours must not cost the class its results
            traceback.print_exc()
            result = refusal(assignment, zygote.mode, f"The grader failed ({type(e).__name__}): tell its authors.")
            noted, page = _told(zygote, assignment, student, Submission(()), result, when[1])
        results[assignment.notebook] = result
        entries.append(noted)
        _replace(_place(course, student, assignment.name) / f"{assignment.notebook}.ipynb", page)
    _write_timestamp(course, student, assignments[0].name, when[0])
    _record(course, student, assignments[0].name, results)
    return Graded(student, results, entries)


def _told(  # noqa: PLR0913, PLR0917  what a result needs to be told
    zygote: Zygote,
    assignment: Assignment,
    student: str,
    submission: Submission,
    result: Result,
    when: dt.datetime | None,
) -> tuple[Entry, bytes]:
    """What the gradebook is to hold of a result, and the notebook that tells it."""
    made = feedback.notebook(assignment, submission, result, zygote.limits)
    text = json.dumps(made, ensure_ascii=False) + "\n"  # an indent would have it written by slow Python code
    return entry(student, assignment, submission, result, when), text.encode()


def judged(zygote: Zygote, course: Course, assignment: Assignment, student: str) -> tuple[Submission, Result]:
    """One notebook of one student's, and its result; an empty one where it is refused."""
    try:
        found = read(course.folder("submitted"), student, assignment.name, f"{assignment.notebook}.ipynb")
    except SubmissionError as e:
        return Submission(()), refusal(assignment, zygote.mode, str(e))
    if matching.foreign(assignment, found):
        why = f"This is another notebook than {assignment.notebook}, under its name: hand in the right one."
        return Submission(()), refusal(assignment, zygote.mode, why)
    return found, grade(zygote, assignment, found, course.secret)


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
            comments[cell.id] = "No response." if untouched and not cell.task else feedback.harmless(said) or None
        if result.refused:
            comments[cell.id] = feedback.harmless(result.refused)
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


def _replace(path: Path, data: bytes) -> None:
    files.replace(path, data, 0o444)


def _write_timestamp(course: Course, student: str, name: str, text: str) -> None:
    # Where the two differ, formgrader says that the submission needs autograding.
    path = _place(course, student, name) / "timestamp.txt"
    if text:
        _replace(path, f"{text}\n".encode())
    else:
        path.unlink(missing_ok=True)


def _record(course: Course, student: str, name: str, results: Mapping[str, Result]) -> None:
    """Add a line to the record of this assignment: what was found, in which sandbox, and in what time."""
    path = course.root / RECORD / f"{name}.jsonl"
    path.parent.mkdir(exist_ok=True)
    files.append(path, "".join(json.dumps(line) + "\n" for line in _lines(student, results)).encode())


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
