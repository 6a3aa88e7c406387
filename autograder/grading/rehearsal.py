"""Before an assignment is given out, its plain tests are tried, on the course's own answers and where nothing was done.

The exercises of the course are tried by its own tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.grading import inside
from autograder.grading.assignment import Assignment, AssignmentError, Way
from autograder.grading.course import Course
from autograder.grading.grader import grade, ways
from autograder.grading.result import Result


def rehearse(course: Course, name: str) -> dict[str, list[str]]:
    """By notebook of assignment `name`, the tests that only the student's own process can judge.

    Raises AssignmentError for a test that the course's own answers fail, or that an untouched notebook passes, and
    SandboxError where there is no sandbox to try them in.
    """
    tested, found = [one for one in course.assignments(name) if one.plain], dict[str, list[str]]()
    wrong = list(_tried(course, tested, found)) if tested else []
    if wrong:
        raise AssignmentError("\n".join(wrong))
    return found


def _tried(course: Course, assignments: Sequence[Assignment], found: dict[str, list[str]]) -> Iterator[str]:
    """What is wrong with the plain tests of these notebooks; the tests to be judged inside come into `found`."""
    with course.sandbox(assignments) as sandbox:
        for one in assignments:
            reference, untouched = (
                grade(sandbox, notebook, b"", inside=course.inside)
                for notebook in (inside.reference(one), inside.untouched(one))
            )
            yield from _wrong(one, reference, untouched)
            only_inside = [name for name, way in ways(sandbox, one).items() if way == Way.INSIDE]
            if only_inside and course.inside:
                found[one.notebook] = sorted(only_inside)


def _wrong(assignment: Assignment, reference: Result, untouched: Result) -> Iterator[str]:
    for name in assignment.plain:
        if reference.scores[name].failed:
            said = reference.scores[name].message.split("\n")[0]
            yield f"{assignment.notebook}: the course's own answer fails a test: {said} Mend the test or the answer."
        elif untouched.points[name] > 0:
            points = f"{untouched.points[name]:g} of {assignment.plain[name].points:g} points"
            yield f"{assignment.notebook}: {name} gives {points} where nothing was done: have it ask more."
